"""Numbers for those who run the bot: kinds, outcomes and times; nobody's words, names or ids."""
