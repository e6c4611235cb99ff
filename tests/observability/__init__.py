"""Logs, metrics and what never stands in them."""
