"""Tests of what keeps the SDK in its place."""
