"""Tests of local mode's adapters."""
