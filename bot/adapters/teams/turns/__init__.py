"""One turn: its input, its transaction, its dialogs and its replies."""
