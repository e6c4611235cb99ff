"""The content and its loader."""
