"""What runs here: the release, the schema that it keeps things in, and the content that it says."""

from bot.adapters.storage.engine.migrate import HEAD
from bot.content import Content

RELEASE = "1.1.0"
"""As pyproject.toml and the changelog have it; neither needs to be where the bot runs."""


def what_runs(content: Content) -> dict[str, str]:
    """Each by its name."""
    return {"release": RELEASE, "schema": HEAD, "content": content.version}
