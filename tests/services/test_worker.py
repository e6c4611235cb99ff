"""The worker on a real task table: everything due is done, and what fails comes back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.database import Database
from bot.adapters.storage.tables import tasks
from bot.adapters.storage.tasks import SqlTasks
from bot.ports import Busy, LeaseLost, NewTask, Task, Unclear
from bot.services import worker as worker_module
from bot.services.attempt import Handler
from bot.services.worker import Worker
from tests.adapters.storage.builders import START, SetClock

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MAIL = NewTask("report-1:send_mail", "send_mail", report_id="report-1")


class Bench:
    """A worker at work on a file, and what it did."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SetClock()
        self.tasks = SqlTasks(database, self.clock, self.wake)
        self.seen: list[Task] = []
        self.worker: Worker | None = None
        self.running: asyncio.Task[None] | None = None

    def starts(self, *, on: Any = None, **handlers: Handler) -> Worker:
        """A worker with these handlers begins."""
        self.worker = Worker(
            on or self.tasks, handlers, self.clock, lease=SECOND, time_to_end=SECOND / 50
        )
        self.running = asyncio.create_task(self.worker.run_forever())
        return self.worker

    def wake(self) -> None:
        """What a commit with a task does."""
        if self.worker:
            self.worker.wake()

    def passes(self, time: timedelta) -> None:
        """Time goes on, and the worker notices."""
        self.clock.passes(time)
        self.wake()

    async def finishes(self, task: Task) -> None:
        """A handler that does what it should."""
        self.seen.append(task)
        await self.tasks.finish(task)

    def failing(self, failure: Exception) -> Handler:
        """A handler that cannot."""

        async def fails(task: Task) -> None:
            self.seen.append(task)
            raise failure

        return fails

    async def row(self, column: Any) -> Any:
        """What the table says of the only task."""
        async with self.database.read() as connection:
            return (await connection.execute(select(column))).scalar_one()

    async def is_put_off(self) -> bool:
        """Whether the only task waits, held by nobody, after a failure."""
        return await self.row(tasks.c.lease) is None and bool(await self.row(tasks.c.last_failure))

    async def has_failed(self, times: int) -> None:
        """The only task has been tried so often."""
        async with self.database.write() as connection:
            await connection.execute(update(tasks).values(attempts=times))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """An empty table; its worker is stopped in the end."""
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    bench = Bench(database)
    yield bench
    if bench.worker and bench.running:
        await bench.worker.stop()
        await bench.running
    await database.close()


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Waits for what must come true soon."""
    async with asyncio.timeout(5):
        while not (await met if isinstance(met := condition(), Awaitable) else met):  # noqa: ASYNC110 - a database sets no event
            await asyncio.sleep(0.001)


async def test_a_task_that_is_put_reaches_its_handler_at_once(bench: Bench) -> None:
    bench.starts(send_mail=bench.finishes)

    await bench.tasks.put([MAIL])

    await until(lambda: len(bench.seen) == 1)
    await until(lambda: is_done(bench))
    assert bench.seen[0].key == MAIL.key


async def is_done(bench: Bench) -> bool:
    """Whether the only task is done."""
    return await bench.row(tasks.c.done_at) is not None


async def test_a_timer_runs_when_its_time_has_come(bench: Bench) -> None:
    bench.starts(send_mail=bench.finishes)
    await bench.tasks.put([NewTask("timer", "send_mail", due_at=START + HOUR)])
    bench.passes(HOUR - SECOND)
    await asyncio.sleep(0.01)
    assert bench.seen == []

    bench.passes(SECOND)

    await until(lambda: is_done(bench))


async def test_the_worker_wakes_by_itself_when_the_next_task_falls_due(bench: Bench) -> None:
    bench.starts(send_mail=bench.finishes)
    await bench.tasks.put([NewTask("timer", "send_mail", due_at=START + SECOND / 50)])
    await asyncio.sleep(0.005)

    bench.clock.passes(SECOND / 50)

    await until(lambda: is_done(bench))


async def test_a_task_of_another_host_is_found_without_waking(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LONGEST_REST", SECOND / 100)
    bench.starts(send_mail=bench.finishes)

    await SqlTasks(bench.database, bench.clock, lambda: None).put([MAIL])

    await until(lambda: is_done(bench))


async def test_four_run_at_once_and_the_fifth_when_one_ends(bench: Bench) -> None:
    begun: list[str] = []
    go_on = asyncio.Event()

    async def waits(task: Task) -> None:
        begun.append(task.key)
        await go_on.wait()
        await bench.finishes(task)

    await bench.tasks.put([NewTask(f"task-{number}", "send_mail") for number in range(6)])
    bench.starts(send_mail=waits)
    await until(lambda: len(begun) == 4)
    await asyncio.sleep(0.01)
    assert len(begun) == 4

    go_on.set()

    await until(lambda: len(bench.seen) == 6)


async def test_who_is_busy_is_asked_again_when_they_said(bench: Bench) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.failing(Busy(7 * SECOND)))

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + 7 * SECOND
    assert await bench.row(tasks.c.last_failure) == "Busy"
    bench.passes(7 * SECOND)
    await until(lambda: len(bench.seen) == 2)
    assert [task.attempts for task in bench.seen] == [1, 2]


@pytest.mark.parametrize("failure", [Unclear(), ValueError("words of a person"), TimeoutError()])
async def test_any_other_failure_is_tried_again_later_each_time(
    bench: Bench, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    await bench.has_failed(3)
    bench.starts(send_mail=bench.failing(failure))

    await until(bench.is_put_off)

    due_at: datetime = await bench.row(tasks.c.due_at)
    assert 6 * SECOND <= due_at - START <= 10 * SECOND
    assert await bench.row(tasks.c.last_failure) == type(failure).__name__
    (line,) = caplog.records
    assert (line.levelno, line.getMessage()) == (logging.WARNING, "task put off")
    assert vars(line)["key"] == MAIL.key


@pytest.mark.parametrize("failure", [Unclear(), Busy(SECOND)])
async def test_after_twelve_attempts_a_person_is_called_and_it_goes_on_hourly(
    bench: Bench, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    await bench.has_failed(11)
    bench.starts(send_mail=bench.failing(failure))

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + HOUR
    (line,) = caplog.records
    facts = vars(line)
    assert (line.levelno, line.getMessage()) == (
        logging.ERROR,
        "task set aside, a person must look",
    )
    assert (facts["kind"], facts["key"], facts["report"], facts["reason"]) == (
        "send_mail",
        MAIL.key,
        "report-1",
        type(failure).__name__,
    )
    bench.passes(HOUR)
    await until(lambda: len(bench.seen) == 2)


async def test_a_task_of_an_unknown_kind_is_set_aside_and_kept(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([NewTask("key", "of_a_newer_release")])
    bench.starts(send_mail=bench.finishes)

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + HOUR
    assert await bench.row(tasks.c.done_at) is None
    assert [line.levelno for line in caplog.records] == [logging.ERROR]


async def test_who_lost_the_lease_leaves_the_task_to_the_other(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.failing(LeaseLost()))

    await until(lambda: len(bench.seen) == 1)
    await asyncio.sleep(0.01)

    assert await bench.row(tasks.c.due_at) == START + SECOND
    assert await bench.row(tasks.c.last_failure) is None
    assert caplog.records == []


class Table:
    """The task table of a bench, which can be told to fail."""

    def __init__(self, tasks: SqlTasks, failing: Sequence[str] = ()) -> None:
        self._tasks = tasks
        self.failing = list(failing)
        self.called: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.called.append(name)
        if name in self.failing:
            self.failing.remove(name)
            raise Busy
        return getattr(self._tasks, name)


async def test_a_lease_is_extended_while_the_handler_runs(bench: Bench) -> None:
    table = Table(bench.tasks, failing=["extend"])
    go_on = asyncio.Event()

    async def waits(task: Task) -> None:
        await go_on.wait()
        await bench.finishes(task)

    await bench.tasks.put([MAIL])
    worker = Worker(table, {"send_mail": waits}, bench.clock, lease=SECOND / 50)
    bench.worker, bench.running = worker, asyncio.create_task(worker.run_forever())

    await until(lambda: table.called.count("extend") > 3)
    go_on.set()
    await until(lambda: is_done(bench))
    await worker.stop()
    extended = table.called.count("extend")
    await asyncio.sleep(0.02)

    assert table.called.count("extend") == extended


async def test_a_handler_that_lost_its_lease_is_no_longer_extended(bench: Bench) -> None:
    table = Table(bench.tasks)
    go_on = asyncio.Event()

    async def overtaken(task: Task) -> None:
        await bench.tasks.finish(task)
        await go_on.wait()
        await bench.finishes(task)

    await bench.tasks.put([MAIL])
    worker = Worker(table, {"send_mail": overtaken}, bench.clock, lease=SECOND / 50)
    bench.worker, bench.running = worker, asyncio.create_task(worker.run_forever())
    await until(lambda: "extend" in table.called)
    await asyncio.sleep(0.02)
    go_on.set()
    await until(lambda: len(bench.seen) == 1)

    assert table.called.count("extend") == 1
    assert "postpone" not in table.called


@pytest.mark.parametrize("call", ["claim", "next_due_in"])
async def test_a_database_out_of_reach_for_a_moment_does_not_end_the_worker(
    bench: Bench, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    table = Table(bench.tasks, failing=[call])
    bench.starts(on=table, send_mail=bench.finishes)
    await until(lambda: call not in table.failing)

    await bench.tasks.put([MAIL])

    await until(lambda: is_done(bench))
    assert [line.getMessage() for line in caplog.records] == ["tasks out of reach"]


async def test_a_failure_that_cannot_be_written_down_comes_back_with_its_lease(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(on=Table(bench.tasks, failing=["postpone"]), send_mail=bench.failing(Unclear()))
    await until(lambda: len(caplog.records) == 2)

    bench.passes(SECOND)

    await until(lambda: len(bench.seen) == 2)
    assert caplog.records[1].getMessage() == "task not put off"


async def test_a_handler_that_hangs_is_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.attempt.LONGEST_RUN", SECOND / 100)

    async def hangs(task: Task) -> None:
        await asyncio.Event().wait()

    await bench.tasks.put([MAIL])
    bench.starts(send_mail=hangs)

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.last_failure) == "TimeoutError"


async def test_a_stop_lets_handlers_finish(bench: Bench) -> None:
    async def takes_a_moment(task: Task) -> None:
        bench.seen.append(task)
        await asyncio.sleep(0.005)
        await bench.tasks.finish(task)

    await bench.tasks.put([MAIL])
    worker = bench.starts(send_mail=takes_a_moment)
    await until(lambda: len(bench.seen) == 1)

    await worker.stop()

    assert await is_done(bench)


async def test_a_stop_hands_back_what_does_not_end_in_time(bench: Bench) -> None:
    async def hangs(task: Task) -> None:
        bench.seen.append(task)
        await asyncio.Event().wait()

    await bench.tasks.put([MAIL])
    worker = bench.starts(send_mail=hangs)
    await until(lambda: len(bench.seen) == 1)

    await worker.stop()

    assert await bench.row(tasks.c.due_at) == START
    assert await bench.row(tasks.c.last_failure) == "Stopped"
    again = await bench.tasks.claim(SECOND)
    assert again is not None


async def test_a_stopped_worker_takes_nothing_more(bench: Bench) -> None:
    worker = bench.starts(send_mail=bench.finishes)
    await until(lambda: worker.is_up)
    await worker.stop()

    await bench.tasks.put([MAIL])
    await asyncio.sleep(0.01)

    assert bench.seen == []


async def test_a_worker_that_never_began_can_be_stopped(bench: Bench) -> None:
    await Worker(bench.tasks, {}, bench.clock).stop()


async def test_a_worker_is_up_while_it_can_look_for_work(bench: Bench) -> None:
    worker = bench.starts()
    assert not worker.is_up
    await until(lambda: worker.is_up)

    bench.clock.passes(timedelta(minutes=1))
    assert not worker.is_up
    worker.wake()

    await until(lambda: worker.is_up)
