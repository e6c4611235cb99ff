"""The cards of a people leader or a deputy."""
