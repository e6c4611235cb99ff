"""Tests of the escalation and its transitions."""
