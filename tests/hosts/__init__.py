"""Two hosts of the bot over one database."""
