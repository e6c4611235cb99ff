"""Tests of the workarounds for the SDK."""
