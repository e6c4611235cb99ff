"""Gallery: every card the bot can show, with invented people, for lint and tests."""
