"""Sending to Teams: the Bot Connector client, its errors, its rate limits, the text fallback."""
