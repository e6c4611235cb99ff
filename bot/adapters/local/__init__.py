"""Adapters of local mode: people file, outbox of .eml files, Agents Playground and terminal."""
