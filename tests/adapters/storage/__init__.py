"""Tests of the database, on real SQLite files and a real PostgreSQL."""
