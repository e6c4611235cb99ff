"""The cards of a reporter after Send."""
