"""The outside on localhost: a Teams, its signing keys, and an Entra."""
