"""A benchmark: our bot, and a bare echo bot on the same SDK as its yardstick, side by side."""
