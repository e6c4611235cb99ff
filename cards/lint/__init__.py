"""The check of a card: nothing on it that Teams would drop, cut, hide or refuse."""
