"""Workers running on a real task table, with a record of what they did."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import tasks
from bot.adapters.storage.tasks import SqlTasks
from bot.ports import Busy, NewTask, Queue, Task
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import TaskHandler, Worker
from tests.adapters.storage.builders import SetClock

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NEVER = timedelta(days=1)
MAIL = NewTask("report-1:send_mail", "send_mail", report_id="report-1", lane="mail")


class Table:
    """The task table as one worker calls it: counts the calls, and fails on request."""

    def __init__(self, tasks: SqlTasks, failing: Sequence[str] = ()) -> None:
        self._tasks = tasks
        self.failing = list(failing)
        self.called: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.called[name] += 1
        if name in self.failing:
            self.failing.remove(name)
            raise Busy
        return getattr(self._tasks, name)


class AtWork:
    """Workers on one database, each as a separate host, with their handlers."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database = database
        self.clock = clock
        self.tasks = SqlTasks(database, clock, self.wake)
        self.tables: list[Table] = []
        self.seen: list[Task] = []
        self.begun: list[str] = []
        self.go_on = asyncio.Event()
        self._workers: list[tuple[Worker, asyncio.Task[None]]] = []

    def starts(
        self,
        *,
        failing: Sequence[str] = (),
        lease: timedelta = SECOND,
        poll: timedelta = NEVER,
        time_to_end: timedelta = SECOND / 50,
        **handlers: TaskHandler,
    ) -> Worker:
        """Starts a worker with these handlers; its poll interval never elapses unless given."""
        self.tables.append(Table(self.tasks, failing))
        worker = Worker(
            self.tables[-1],
            handlers,
            self.clock,
            Alarms(self.clock),
            lease=lease,
            poll=poll,
            time_to_end=time_to_end,
        )
        self._workers.append((worker, asyncio.create_task(worker.run_forever())))
        return worker

    async def ends(self) -> None:
        """Stops all workers."""
        for worker, running in self._workers:
            await worker.stop()
            await running

    def wake(self) -> None:
        """What a commit with a task does."""
        for worker, _ in self._workers:
            worker.wake()

    def passes(self, time: timedelta) -> None:
        """Advances the clock and wakes the workers."""
        self.clock.passes(time)
        self.wake()

    async def have_looked(self) -> None:
        """Waits until every worker has claimed all it could."""
        await self._look_again()
        await self._look_again()  # begins only when all of the first is over

    async def _look_again(self) -> None:
        looks = {table: table.called["next_due_in"] for table in self.tables}
        self.wake()
        await until(lambda: all(it.called["next_due_in"] > before for it, before in looks.items()))

    async def taken_over(self, queue: Queue) -> Task:
        """Lets the lease of the only task expire, so that another host claims it."""
        taken: Sequence[Task] = ()
        async with asyncio.timeout(60):
            while not taken:  # a beat of the worker's may come in between
                self.clock.passes(HOUR)
                taken = await self.tasks.claim(queue, HOUR, 1)
        return taken[0]

    async def finishes(self, task: Task) -> None:
        """A handler that succeeds."""
        self.seen.append(task)
        await self.tasks.finish(task)

    async def waits(self, task: Task) -> None:
        """A handler that blocks until it is released."""
        self.begun.append(task.key)
        await self.go_on.wait()
        await self.finishes(task)

    def failing(self, failure: Exception) -> TaskHandler:
        """A handler that fails."""

        async def fails(task: Task) -> None:
            self.seen.append(task)
            raise failure

        return fails

    async def row(self, column: Any) -> Any:
        """The row of the only task."""
        async with self.database.read() as connection:
            return (await connection.execute(select(column))).scalar_one()

    async def is_done(self) -> bool:
        """Whether the only task is done."""
        return await self.row(tasks.c.done_at) is not None

    async def is_put_off(self) -> bool:
        """Whether the only task waits without a lease after an attempt."""
        return await self.row(tasks.c.lease) is None and bool(await self.row(tasks.c.last_failure))

    async def has_failed(self, times: int) -> None:
        """Waits until the only task has had this many attempts."""
        async with self.database.write() as connection:
            await connection.execute(update(tasks).values(attempts=times))


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """Waits until the condition holds, with a limit that suits a busy machine."""
    async with asyncio.timeout(60):
        while not (await met if isinstance(met := condition(), Awaitable) else met):  # noqa: ASYNC110 - a database sets no event
            await asyncio.sleep(0.001)
