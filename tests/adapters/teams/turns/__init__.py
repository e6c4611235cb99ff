"""Tests of one turn."""
