"""Whom to tell, and what people leaders answer."""
