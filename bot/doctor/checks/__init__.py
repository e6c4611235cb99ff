"""One module for each thing that doctor proves."""
