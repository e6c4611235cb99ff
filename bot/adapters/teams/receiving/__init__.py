"""Receiving from Teams: the route, the token check, the limits, and reading an activity."""
