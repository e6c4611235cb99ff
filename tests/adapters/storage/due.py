"""Helpers that enqueue and claim tasks."""

from collections.abc import Sequence
from datetime import timedelta

from bot.ports import Lane, NewTask, Queue, Task
from bot.ports.tasks import QUEUES
from tests.adapters.storage.builders import LEASE
from tests.adapters.storage.conftest import Store

SECOND = timedelta(seconds=1)
MAIL = NewTask(
    "report-1:send_mail", "send_mail", report_id="report-1", payload={"round": 1}, lane="mail"
)


async def claimed(store: Store, queue: Queue = "mail") -> Task:
    """The one task that must be due."""
    (task,) = await store.tasks.claim(queue, LEASE, 1)
    return task


async def nothing_is_due(store: Store) -> bool:
    """Whether no queue has anything to claim."""
    return not [task for queue in QUEUES for task in await store.tasks.claim(queue, LEASE, 100)]


def numbered(how_many: int, lane: Lane = "people") -> Sequence[NewTask]:
    """That many tasks."""
    return [NewTask(f"{lane}-{number:03}", "kind", lane=lane) for number in range(how_many)]


def keys(taken: Sequence[Task]) -> list[str]:
    """Which tasks these are."""
    return [task.key for task in taken]
