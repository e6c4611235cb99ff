"""Port of the task table, and the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.ports.task_kinds import Lane, Queue, queue_of


class Clock(Protocol):
    """The current time, aware and in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True)
class NewTask:
    """A task to enqueue."""

    key: str
    """Unique; enqueuing it again is a no-op."""
    kind: str
    due_at: datetime | None = None
    """None means now."""
    report_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    lane: Lane = "people"


@dataclass(frozen=True)
class Task:
    """A claimed task; ours until its lease ends."""

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
        """The queue it is claimed from."""
        return queue_of(self.kind, self.lane)


class Tasks(Protocol):
    """The task table."""

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Enqueues tasks, in a transaction of their own."""
        ...

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """Claims the tasks of a queue that are due longest, for one lease."""
        ...

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Stores the payload, before the next call outside. Raises LeaseLost."""
        ...

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Finishes it and enqueues what follows, in one transaction. Raises LeaseLost."""
        ...

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Extends the lease, from now. Raises LeaseLost."""
        ...

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again after the delay, with the attempts of this value.

        The reason is a class name, never what a person wrote. Raises LeaseLost.
        """
        ...

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """Time until the next task is due, by queue; only queues with one within that time."""
        ...

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """Number of tasks that are overdue or failing for this long, by kind."""
        ...
