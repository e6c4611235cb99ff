"""Tests of each kind of task."""
