"""The cards of a report in the making, from the danger gate to the preview."""
