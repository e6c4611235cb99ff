"""The lease is renewed while the handler runs; a lost lease cancels the handler."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.storage.tables import tasks
from bot.ports import LeaseLost, Task
from bot.services.worker.worker import wait_until_set
from tests.adapters.storage.builders import START
from tests.services.at_work import MAIL, SECOND, AtWork, until


async def test_who_lost_the_lease_leaves_the_task_to_the_other(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.failing(LeaseLost()))

    await until(lambda: len(bench.seen) == 1)
    await bench.have_looked()

    assert await bench.row(tasks.c.due_at) == START + SECOND
    assert await bench.row(tasks.c.last_failure) is None
    assert caplog.records == []


async def test_a_lease_is_extended_while_the_handler_runs(bench: AtWork) -> None:
    await bench.tasks.put([MAIL])
    worker = bench.starts(failing=["extend"], lease=SECOND / 50, send_mail=bench.waits)
    called = bench.tables[0].called

    await until(lambda: called["extend"] > 3)
    bench.go_on.set()
    await until(bench.is_done)
    await worker.stop()
    extended = called["extend"]
    await asyncio.sleep(0.02)

    assert called["extend"] == extended


async def test_the_lease_is_extended_well_before_it_ends(
    bench: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[timedelta] = []

    async def noted(event: asyncio.Event, time: timedelta) -> bool:
        beats.append(time)
        return await wait_until_set(event, time)

    monkeypatch.setattr("bot.services.worker.worker.wait_until_set", noted)
    await bench.tasks.put([MAIL])
    bench.starts(lease=30 * SECOND, send_mail=bench.finishes)

    await until(bench.is_done)

    # The worker waits for the next due task, at the end of the lease, with the same function.
    assert min(beats) == 10 * SECOND


async def test_a_handler_that_lost_its_lease_is_stopped(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    ended = asyncio.Event()

    async def hangs(task: Task) -> None:
        try:
            await bench.waits(task)
        finally:
            ended.set()

    await bench.tasks.put([MAIL])
    bench.starts(lease=SECOND / 50, send_mail=hangs)
    await until(lambda: bool(bench.begun))
    taken = await bench.taken_over("mail")

    await asyncio.wait_for(ended.wait(), 10)

    await bench.tasks.finish(taken)
    called = bench.tables[0].called
    assert (bench.seen, called["extend"] > 0, called["postpone"]) == ([], True, 0)
    assert caplog.records == []


async def test_what_goes_wrong_while_a_lost_task_is_stopped_is_told_to_nobody(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    async def falls_over(task: Task) -> None:
        try:
            await bench.waits(task)
        finally:
            bench.seen.append(task)
            raise ValueError

    await bench.tasks.put([MAIL])
    bench.starts(lease=SECOND / 50, send_mail=falls_over)
    await until(lambda: bool(bench.begun))
    taken = await bench.taken_over("mail")

    await until(lambda: bool(bench.seen))
    await bench.have_looked()

    await bench.tasks.finish(taken)
    assert await bench.row(tasks.c.last_failure) is None
    assert caplog.records == []
