"""Runs one delivery from its first attempt to its end, with injected faults."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.ports import Failure, Letter, NewTask, Task
from bot.services.emails.delivery import AcceptedMail, Deliver, Vanished
from bot.services.worker.worker import Reschedule
from tests.services.fake_mailbox import FakeMailbox
from tests.services.fakes import MAIL, AClock, Died, Faults, KeptTasks

KEY = "OH-2026-ABCD"
LETTER = Letter(KEY, KEY, "security@example.org", "Subject", "Text", "<p>Text</p>", is_urgent=True)
TASK = NewTask("r1:send_mail", "send_mail", report_id="r1", payload={"other": "stays"})

MOST_ATTEMPTS = 80
RESTART = timedelta(seconds=1)
"""Shorter than any delay of the mailbox: a process that died restarts first."""


@dataclass
class Watched(FakeMailbox):
    """A mailbox that also records calls that should never be made."""

    tasks: KeptTasks = field(default_factory=KeptTasks)
    in_doubt: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def create_draft(self, letter: Letter) -> str:
        if self.in_doubt:
            self.wrong.append("a second draft after a doubtful send")
        return await super().create_draft(letter)

    async def send_draft(self, draft_id: str) -> None:
        kept = self.tasks.payloads.get(TASK.key, {}).get("delivery", {})
        if kept.get("draft_id") != draft_id:
            self.wrong.append("sent a draft that was not kept")
        if kept.get("handed_over_at") is None:
            self.wrong.append("sent before that was kept")
        was_in_doubt = draft_id in self.in_doubt
        self.in_doubt.add(draft_id)
        try:
            await super().send_draft(draft_id)
        except Failure as failure:
            if not was_in_doubt and type(failure).__name__ != "Unclear":
                self.in_doubt.discard(draft_id)
            raise

    async def delete_draft(self, draft_id: str) -> None:
        if draft_id in self.in_doubt:
            self.wrong.append("deleted a draft that may have left")
        await super().delete_draft(draft_id)


@dataclass
class DeliveryRun:
    """The outcome."""

    mailbox: Watched
    tasks: KeptTasks
    accepted: AcceptedMail | None = None
    ends: list[str] = field(default_factory=list)
    """How each attempt ended."""

    @property
    def says(self) -> str:
        """A trace for the message of a failed test."""
        return f"{self.mailbox.faults.came} {self.ends} {self.mailbox.calls} {self.mailbox.wrong}"


def begin(
    script: Iterable[str] = (),
    lag: float = 0,
    moves_in: float = 0,
    only_at: str = "",
    dies_of: type[BaseException] = Died,
) -> DeliveryRun:
    """A mailbox and a task table with injected faults and delays in seconds."""
    faults = Faults(script, only_at, dies_of)
    tasks = KeptTasks(faults, put_once={TASK.key: TASK})
    mailbox = Watched(AClock(), faults, timedelta(seconds=lag), timedelta(seconds=moves_in))
    mailbox.tasks = tasks
    return DeliveryRun(mailbox, tasks)


async def attempt(run: DeliveryRun, task: Task | None = None) -> AcceptedMail:
    """One attempt with the payload stored so far."""
    clock = run.mailbox.clock
    deliver = Deliver(run.mailbox, run.tasks, clock, MAIL)
    return await deliver(task or read_anew(run.tasks), KEY, lambda: LETTER)


async def to_the_end(run: DeliveryRun) -> DeliveryRun:
    """Retries until the email is accepted or has vanished for good."""
    for _ in range(MOST_ATTEMPTS):
        wait = await _ended(run)
        if run.accepted is not None or run.ends.count("Vanished") > 2:
            break
        run.mailbox.clock.passes(wait)
    return run


async def _ended(run: DeliveryRun) -> timedelta:
    try:
        run.accepted = await attempt(run)
        run.ends.append("accepted")
    except Reschedule as later:
        run.ends.append("Reschedule")
        return later.delay
    except Vanished:
        run.ends.append("Vanished")
        return timedelta(hours=1)
    except (Failure, Died, asyncio.CancelledError, OSError) as end:
        run.ends.append(type(end).__name__)
    return RESTART


def read_anew(tasks: KeptTasks) -> Task:
    """The task after a JSON round trip, as a new process reads it."""
    payload: Mapping[str, Any] = json.loads(json.dumps(tasks.task(TASK.key).payload))
    tasks.payloads[TASK.key] = payload
    return tasks.task(TASK.key)
