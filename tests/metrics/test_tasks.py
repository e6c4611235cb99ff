"""Attempts at tasks are counted by how they ended, and their lines say which task it was."""

from datetime import timedelta

import pytest

from bot.observability.tracing import current
from bot.ports import Busy, LeaseLost, NewTask, Task
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Attempt, Reschedule, TaskHandler
from tests.metrics.told import Told
from tests.services.fakes import AClock, KeptTasks

SECOND = timedelta(seconds=1)


async def attempted(handler: TaskHandler, kind: str = "send_mail") -> Told:
    """What one attempt at a mail is counted as."""
    told, kept = Told(), KeptTasks()
    await kept.put([NewTask("key", kind, report_id="report-1")])
    attempt = Attempt(kept, {"send_mail": handler}, Alarms(AClock()), SECOND, told)
    await attempt(kept.task("key"))
    return told


def failing(failure: Exception) -> TaskHandler:
    """A handler that cannot."""

    async def fails(_: Task) -> None:
        raise failure

    return fails


async def does_it(_: Task) -> None:
    """A handler that can."""


async def test_what_is_done_is_counted_as_done() -> None:
    assert (await attempted(does_it)).tasks == [("send_mail", "done")]


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Busy(), "Busy"),
        (Reschedule(SECOND), "Later"),
        (LeaseLost("key"), "LeaseLost"),
        (ValueError("Words"), "ValueError"),
    ],
)
async def test_what_is_not_done_is_counted_by_its_reason(failure: Exception, outcome: str) -> None:
    told = await attempted(failing(failure))

    assert told.tasks == [("send_mail", outcome)]


async def test_kinds_that_nobody_knows_are_one_kind() -> None:
    told = await attempted(does_it, kind="of-a-newer-release")

    assert told.tasks == [("unknown", "UnknownKind")]


async def test_what_a_handler_logs_says_which_task_and_report_it_was() -> None:
    seen = []

    async def notes(_: Task) -> None:
        seen.append(dict(current()))

    await attempted(notes)

    assert seen == [{"correlation": "task-0", "report": "report-1"}]
    assert current() == {}
