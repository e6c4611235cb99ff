"""Lines that belong together carry the same id."""

import asyncio
import logging

from bot.observability import correlated, correlation_of
from tests.observability.logged import SAID, Log


def test_a_line_says_which_turn_or_task_it_belongs_to(log: Log) -> None:
    with correlated("task-7", report="report-1"):
        logging.getLogger("bot").info("mail accepted")
        logging.getLogger("bot").info("mail late", extra={"report": "OH-2026-ABCD"})
    logging.getLogger("bot").info("worker rests")

    belongs = [(line.get("correlation"), line.get("report")) for line in log.lines]
    assert belongs == [("task-7", "report-1"), ("task-7", "OH-2026-ABCD"), (None, None)]


async def test_what_runs_side_by_side_is_told_apart(log: Log) -> None:
    both = asyncio.Barrier(2)

    async def works(name: str) -> None:
        with correlated(name):
            await both.wait()
            await asyncio.to_thread(logging.getLogger("bot").info, "called")

    await asyncio.gather(works("task-1"), works("task-2"))

    assert sorted(line["correlation"] for line in log.lines) == ["task-1", "task-2"]


def test_an_id_that_somebody_sent_is_not_put_into_the_log() -> None:
    found = correlation_of("turn", SAID)

    assert found == correlation_of("turn", SAID)
    assert found.startswith("turn-")
    assert SAID not in found
    assert correlation_of("turn", "\ud800") != found
