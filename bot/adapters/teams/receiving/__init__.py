"""The way in: routes, token check, limits, and what an activity says."""
