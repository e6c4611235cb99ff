"""Guidance: its Markdown, its conditions, and the guides made of both."""
