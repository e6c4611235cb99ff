"""Card lint: nothing on a card that Teams would drop, cut, hide or reject."""
