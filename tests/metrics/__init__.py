"""What the bot counts, and where it can be read."""
