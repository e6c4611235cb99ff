"""Handlers of due tasks: a call of a service outside, then one transaction."""
