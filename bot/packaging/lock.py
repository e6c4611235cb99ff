"""Parses the lock file: the exact packages of a release."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]+)(?: \\)?")
_NEEDED_BY = re.compile(r"\s+# (?:via |  )(\S+)( \(pyproject\.toml\))?")


@dataclass
class LockedPackage:
    """A package, the packages that need it, and the hashes of its files."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    """SHA-256 of each file it may be installed from."""
    needed_by: list[str] = field(default_factory=list)
    is_direct: bool = False
    """Whether the bot itself needs it."""


def parse_lock(text: str) -> Sequence[LockedPackage]:
    """Every package of a lock file, in order."""
    found: list[LockedPackage] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            found.append(LockedPackage(pinned[1], pinned[2]))
        elif hashed := _HASH.fullmatch(line):
            found[-1].hashes.append(hashed[1])
        elif needed := _NEEDED_BY.fullmatch(line):
            found[-1].is_direct |= bool(needed[2])
            found[-1].needed_by += [] if needed[2] else [needed[1]]
    return found
