"""Teams: the way in, the token check, and the way out."""
