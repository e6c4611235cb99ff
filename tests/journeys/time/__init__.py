"""Deadlines, outages, retention, updates of the bot and of its content."""
