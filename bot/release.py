"""Versions of the release, the database schema and the content."""

from bot.adapters.storage.engine.migrate import HEAD
from bot.content import Content

RELEASE = "1.2.0"
"""The version of pyproject.toml and the changelog, which are not deployed."""


def what_runs(content: Content) -> dict[str, str]:
    """Versions by name."""
    return {"release": RELEASE, "schema": HEAD, "content": content.version}
