"""The crash test in short: each journey, with a death at some of its points."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.crash.every_point import every_point
from tests.crash.journeys import AT_EACH_POINT
from tests.crash.stage import SharedByStages, around
from tests.crash.stores import OnServer, SqliteFiles, StoreMaker
from tests.stand_ins.postgres import NotInstalled, PostgresServer

SOME = {"sqlite": (20, 43), "postgres": (31,)}
"""Spread over a journey; `python -m tests.crash --points` takes them all."""


@contextmanager
def _store(kind: str, folder: Path) -> Iterator[StoreMaker]:
    if kind == "sqlite":
        yield SqliteFiles(folder)
        return
    try:
        with PostgresServer.start(durable=False) as server:
            yield OnServer(server)
    except NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture
async def everything(tmp_path: Path) -> AsyncIterator[SharedByStages]:
    """What all stages share."""
    async with around(tmp_path) as made:
        yield made


@pytest.mark.parametrize("kind", SOME)
async def test_a_process_that_dies_in_the_middle_loses_and_doubles_nothing(
    kind: str, everything: SharedByStages, tmp_path: Path
) -> None:
    with _store(kind, tmp_path) as store:
        async with asyncio.TaskGroup() as together:
            walks = [
                together.create_task(
                    every_point(everything, tmp_path, store, journey, SOME[kind], side_by_side=1)
                )
                for journey in AT_EACH_POINT
            ]

    points = [point for walk in walks for point in walk.result()]
    assert {point.journey: point.faults for point in points if point.faults} == {}
    assert all(point.deaths for point in points)
    assert len(points) == len(AT_EACH_POINT) * len(SOME[kind])
