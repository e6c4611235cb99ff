"""This host, checked."""
