"""Loads content and validates it; each error names file, place and reason."""
