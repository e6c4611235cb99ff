"""Tests of connections, backends, batches and migrations."""
