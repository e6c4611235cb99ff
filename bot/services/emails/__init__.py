"""The text of each mail, and its delivery exactly once."""
