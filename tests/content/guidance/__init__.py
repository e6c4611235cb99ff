"""Guidance that fits a case."""
