"""A running bot that counts, with its numbers on a page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.local.directory import TomlDirectory
from bot.bootstrap import local
from bot.bootstrap.environment import Environment
from bot.content import Content
from bot.metrics.prometheus import PrometheusMetrics
from tests.journeys.clock import RunningClock
from tests.journeys.conftest import aroha, clock, content, directory, starts_at, wiremu
from tests.journeys.running import Running
from tests.stand_ins.teams import Teams

__all__ = ["aroha", "clock", "content", "directory", "starts_at", "wiremu"]


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> PrometheusMetrics:
    """What the next bot of local mode counts with."""
    numbers, usual = PrometheusMetrics(), local.local_environment

    def outside(*given: Any, **named: Any) -> Environment:
        return replace(usual(*given, **named), metrics=numbers)

    monkeypatch.setattr(local, "local_environment", outside)
    return numbers


@pytest.fixture
async def bot(
    content: Content,
    directory: TomlDirectory,
    tmp_path: Path,
    clock: RunningClock,
    numbers: PrometheusMetrics,
) -> AsyncIterator[Running]:
    """The running bot."""
    async with Teams() as teams:
        running = Running(content, directory, teams, tmp_path, clock)
        await running.starts()
        yield running
        await running.stops()
