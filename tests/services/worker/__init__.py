"""Tests of the worker, its lanes, leases and retries."""
