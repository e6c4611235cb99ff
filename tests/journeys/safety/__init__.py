"""Danger and self-harm come first."""
