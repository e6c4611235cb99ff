"""Chat with the local bot in a terminal."""
