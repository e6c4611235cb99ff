"""What a process that a test starts is told by its environment: the same on every machine."""

import os
from collections.abc import Mapping

ZONE, LOCALE = "FAR9:30", "C.UTF-8"
"""Nobody's here, with half hours and mostly on another day: a local time cannot pass for ours."""
_FINDS_PROGRAMS = ("PATH", "HOME")
_SHARED_CLOCK = ("LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC")
"""`faketime` moves the clock of a whole run."""


def environment(given: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """What is given, and of this machine's only how to find programs, and its clock."""
    kept = (*_FINDS_PROGRAMS, *_SHARED_CLOCK)
    ours = {name: os.environ[name] for name in kept if name in os.environ}
    return {**ours, "TZ": ZONE, "LC_ALL": LOCALE, **(given or {}), **more}
