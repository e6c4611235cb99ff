"""Tests of how typed words are read."""
