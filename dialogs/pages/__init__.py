"""What can be looked at or done at any time, whatever question is open."""
