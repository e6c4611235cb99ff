"""Teams, the database or the bot itself fails."""
