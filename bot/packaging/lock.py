"""Reads the list of exact packages that a release runs on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]+)(?: \\)?")
_NEEDED_BY = re.compile(r"\s+# (?:via |  )(\S+)( \(pyproject\.toml\))?")


@dataclass
class Locked:
    """One package, what needs it, and the files it may be installed from."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    """The SHA-256 of each of these files."""
    needed_by: list[str] = field(default_factory=list)
    is_ours: bool = False
    """Whether the bot itself asks for it."""


def locked(text: str) -> Sequence[Locked]:
    """Every package of a lock file, in its order."""
    found: list[Locked] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            found.append(Locked(pinned[1], pinned[2]))
        elif hashed := _HASH.fullmatch(line):
            found[-1].hashes.append(hashed[1])
        elif needed := _NEEDED_BY.fullmatch(line):
            found[-1].is_ours |= bool(needed[2])
            found[-1].needed_by += [] if needed[2] else [needed[1]]
    return found
