"""This host: its settings, content, clock and ports, and what it is connected to."""
