"""Workarounds for botbuilder 4.17."""
