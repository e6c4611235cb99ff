"""What officials do with the records: hand one out, and have old ones deleted."""
