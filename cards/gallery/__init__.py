"""Every card the bot can show, with invented people, and what is wrong with any of them."""
