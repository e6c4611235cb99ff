"""Metrics: kinds, outcomes and durations, never words, names or ids of people."""
