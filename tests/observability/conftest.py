"""A process whose log can be read."""

import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from bot.observability import OURS, configure
from tests.observability.logged import Log

HOOKS = (
    (sys, "excepthook"),
    (sys, "unraisablehook"),
    (threading, "excepthook"),
    (warnings, "showwarning"),
)


@pytest.fixture
def log() -> Iterator[Log]:
    """A configured process; the test run's own logging comes back afterwards."""
    root, access = logging.getLogger(), logging.getLogger("aiohttp.access")
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    hooks = [getattr(module, name) for module, name in HOOKS]
    root.handlers.clear()
    log = Log()
    configure("INFO", log.stream)
    yield log
    root.handlers[:], access.disabled = handlers, False
    root.setLevel(level)
    logging.raiseExceptions = raises
    for (module, hook), before in zip(HOOKS, hooks, strict=True):
        setattr(module, hook, before)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
