"""Entra ID: the bot signs in as itself, and what a refusal means."""
