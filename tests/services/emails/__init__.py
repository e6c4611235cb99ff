"""Tests of each mail and of its delivery."""
