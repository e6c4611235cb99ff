"""What holds for every test."""

import gc
import os
import sys
import time

import pytest
from aiohttp import web_app
from hypothesis import HealthCheck, settings

from bot.adapters.clock import utc_now
from bot.ports import Clock
from tests.processes import LOCALE, ZONE
from tests.stand_ins.run_folder import in_memory

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Not those of the machine, here and in whatever process inherits them.
os.environ |= {"TZ": ZONE, "LC_ALL": LOCALE, "PYTHONUTF8": "1"}
time.tzset()
# Each module is compiled once, not by every process of every run, whatever the machine prefers.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if memory := in_memory():
    # A commit waits for its disk: on a busy one that is most of the time of a journey.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))

pytest_plugins = ("tests.shared_run", "tests.adapters.storage.databases")
"""Whoever asks for a database gets one of its own, from one server for all tests."""


@pytest.fixture
def world_clock() -> Clock:
    """What the bot of `world` goes by: the machine's clock, where nobody sets another."""
    return utc_now


def pytest_collection_finish() -> None:
    """The tests themselves stay until the end; nobody need look whether they are garbage."""
    gc.collect()
    gc.freeze()


def pytest_runtest_teardown() -> None:
    """A bot that has stopped is forgotten."""
    # aiohttp 3.14 keeps the last 1024 applications, with all that hangs on them.
    web_app._cached_build_middleware.cache_clear()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything can be installed, a test that was skipped for want of a tool has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
