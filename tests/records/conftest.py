"""A database with what storage's tests keep in it."""

from tests.adapters.storage.conftest import (
    clock,
    database,
    database_url,
    empty_url,
    kind,
    migrated_file,
    name,
    other,
    source,
    store,
)

__all__ = [
    "clock",
    "database",
    "database_url",
    "empty_url",
    "kind",
    "migrated_file",
    "name",
    "other",
    "source",
    "store",
]
