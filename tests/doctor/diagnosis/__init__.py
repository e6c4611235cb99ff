"""Causes and cures."""
