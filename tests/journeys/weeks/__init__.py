"""The days and weeks after a report."""
