"""Adapters of local mode: a people file, an outbox of .eml files, Playgrounds and a terminal."""
