"""How we ask: waterfalls, our two prompts, and what a person may say at any time."""
