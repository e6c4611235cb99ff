"""Tests of the bot's own tokens."""
