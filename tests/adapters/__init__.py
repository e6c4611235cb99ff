"""Tests of what fulfils the ports."""
