"""The conversation: waterfall dialogs, two prompts, and commands that work at any time."""
