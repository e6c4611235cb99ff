"""Use cases, one callable each, and what the worker does when a task is due."""
