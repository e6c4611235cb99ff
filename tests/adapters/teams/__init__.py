"""Tests of the way in from Teams and the way out."""
