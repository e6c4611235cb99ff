"""Implementations of the ports: Teams, Graph, storage, and local mode's own."""
