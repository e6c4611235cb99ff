"""Tests of what is true without any computer."""
