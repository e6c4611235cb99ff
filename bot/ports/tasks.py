"""Work that is saved with the data, and the clock it goes by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.ports.task_kinds import Lane, Queue, queue_of


class Clock(Protocol):
    """The time, aware and in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True)
class NewTask:
    """One thing that will be due. Putting the same key twice is once."""

    key: str
    kind: str
    due_at: datetime | None = None
    """None means now."""
    report_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    lane: Lane = "people"


@dataclass(frozen=True)
class Task:
    """A due task in our hands until its lease ends."""

    id: int
    key: str
    kind: str
    attempts: int
    lease: str
    report_id: str | None
    payload: Mapping[str, Any]
    lane: Lane = "people"

    @property
    def queue(self) -> Queue:
        """Where it waits for a worker."""
        return queue_of(self.kind, self.lane)


class Tasks(Protocol):
    """The work saved with the data."""

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Keeps tasks in a transaction of their own."""
        ...

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """The tasks of a queue that are due longest, made ours for one lease."""
        ...

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Keeps how far it has come, before the next call outside. Raises LeaseLost."""
        ...

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Marks it done and keeps what follows, in one transaction. Raises LeaseLost."""
        ...

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Keeps it ours for one more lease from now. Raises LeaseLost."""
        ...

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again later, with as many attempts as this value says.

        The reason is a class name, never words of a person. Raises LeaseLost.
        """
        ...

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """How long until something is due, by queue; absent where nothing is within that time."""
        ...

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """How many tasks are overdue or keep failing since that long, by kind."""
        ...
