"""Two Microsoft 365 Agents Playgrounds against the local bot."""
