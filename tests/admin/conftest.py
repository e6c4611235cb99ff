"""A database with what storage's tests keep in it."""

from tests.adapters.storage.conftest import other, store

__all__ = ["other", "store"]
