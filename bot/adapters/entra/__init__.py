"""Entra ID: the bot's access tokens, and what an error of the token endpoint means."""
