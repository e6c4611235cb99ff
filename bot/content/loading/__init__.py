"""Reads content, and refuses it in an editor's words: file, place and reason."""
