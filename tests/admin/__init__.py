"""The records as officials use them."""
