"""What a person typed to name somebody, in the two query languages of the directory."""

import re
from uuid import UUID

from bot.adapters.graph.messages import quoted

LONGEST = 256


def one_line(words: str) -> str:
    """The words with nothing in them that cannot be printed, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def is_sayable(words: str) -> bool:
    """Whether they can be anybody's name, address or id."""
    return 0 < len(words) <= LONGEST and any(c.isalnum() for c in words)


def as_guid(words: str) -> str | None:
    """An object id as the directory writes it, or None."""
    try:
        return str(UUID(words)) if re.fullmatch(r"[0-9A-Fa-f-]{36}", words) else None
    except ValueError:
        return None


def with_address(address: str) -> str:
    """The $filter for the one who has this address."""
    return f"mail eq {quoted(address)} or userPrincipalName eq {quoted(address)}"


def with_name(name: str) -> str:
    """The $search for everybody whose name has these words in it."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"displayName:{escaped}"'
