"""What administrators do with stored records: export, purge, release a missing mail."""
