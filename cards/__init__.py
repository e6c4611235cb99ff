"""How it looks: pure functions from domain values to cards, and one class for each button."""
