"""Parsers for what people type: choices, dates, names, yes and no, and an editor's phrases."""
