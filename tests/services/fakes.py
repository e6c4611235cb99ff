"""Ports in memory: a set clock, task and report stores, and injected faults."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import UnknownReport
from bot.domain.escalation import Escalation, Event, Transition
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import LeaseLost, NewTask, PlacedCard, Queue, SentDraft, Submission, Task
from bot.ports.tasks import queue_of
from bot.services.reports.follow_ups import FollowUps
from tests.builders import NOON, shipped

MAIL = shipped().timers.mail


class Died(BaseException):
    """The process was killed here."""


@dataclass
class AClock:
    """A set clock."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        """Advances the clock."""
        self.now += span


class Faults:
    """Faults to inject, one per call; none once the list is used up."""

    def __init__(
        self, script: Iterable[str], only_at: str = "", dies_of: type[BaseException] = Died
    ) -> None:
        self._script = iter(script)
        self._only_at = only_at
        self._dies_of = dies_of
        self.came: list[tuple[str, str]] = []

    def next_at(self, call: str) -> str:
        """The fault of this call."""
        if self._only_at and call != self._only_at:
            return "ok"
        fault = next(self._script, "ok")
        self.came.append((call, fault))
        return fault

    def die_if(self, fault: str, word: str) -> None:
        """Kills the process if that is the fault."""
        if fault == word:
            raise self._dies_of


@dataclass
class KeptTasks:
    """The task table: enqueued tasks with their progress."""

    faults: Faults = field(default_factory=lambda: Faults(()))
    put_once: dict[str, NewTask] = field(default_factory=dict)
    payloads: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    is_lost: bool = False
    """Whether another worker has taken everything over."""

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Enqueues; a known key is a no-op, even after the task is done."""
        for task in tasks:
            self.put_once.setdefault(task.key, task)

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Stores the payload unless the lease is lost."""
        fault = self.faults.next_at("checkpoint")
        self.faults.die_if(fault, "die")
        self._check()
        self.payloads[task.key] = payload
        self.faults.die_if(fault, "die late")

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Done, with what follows."""
        self._check()
        self.done.append(task.key)
        await self.put(then)

    def task(self, key: str, *, attempts: int = 1) -> Task:
        """A task as the next attempt gets it."""
        new = self.put_once[key]
        payload = self.payloads.get(key, new.payload)
        task = Task(0, key, new.kind, attempts, "lease", new.report_id, payload)
        return replace(task, lane=new.lane)

    def kinds(self) -> list[str]:
        """Of every task ever put, in order."""
        return [task.kind for task in self.put_once.values()]

    def _check(self) -> None:
        if self.is_lost:
            raise LeaseLost

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """Whatever is not done, whenever it is due."""
        mine = [task.key for task in self._waiting() if _queue(task) == queue]
        return [self.task(key) for key in mine[:at_most]]

    async def extend(self, task: Task, lease: timedelta) -> None:
        """A lease lasts until it is lost."""
        self._check()

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """It is still there."""
        self._check()

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """Everything that waits is due."""
        return {_queue(task): timedelta(0) for task in self._waiting()}

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """Everything that waits does so for long."""
        return Counter(task.kind for task in self._waiting())

    def _waiting(self) -> Sequence[NewTask]:
        return [task for key, task in self.put_once.items() if key not in self.done]


def _queue(task: NewTask) -> Queue:
    return queue_of(task.kind, task.lane)


def _as_known(report: Report, escalation: Escalation) -> tuple[Report, Escalation]:
    return escalation.as_known(report), escalation


@dataclass
class KeptReports:
    """The reports; every change passes through JSON and makes due what follows."""

    tasks: KeptTasks
    kept: dict[str, tuple[Report, Escalation]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    cards: dict[tuple[str, str, str], PlacedCard] = field(default_factory=dict)
    lifted: set[tuple[str, str, str]] = field(default_factory=set)

    async def submit(self, submission: Submission) -> Escalation:
        """Kept once."""
        report = submission.report
        if report.id not in self.kept:
            self.kept[report.id] = (report, submission.escalation)
            await self._follow(submission.transition)
        return self.kept[report.id][1]

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
        sends: SentDraft | None = None,
    ) -> Escalation:
        """All of it or nothing; the draft that it sends is in no store here."""
        report, before = self.kept[report_id]
        step = transition(before)
        if finishes is not None:
            await self.tasks.finish(finishes)
        after = Escalation.model_validate_json(step.after.model_dump_json())
        self.kept[report_id] = (report, after)
        await self._follow(step)
        await self.tasks.put(then)
        return after

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """UnknownReport for an unknown id."""
        if report_id not in self.kept:
            raise UnknownReport
        return _as_known(*self.kept[report_id])

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        """A person's own."""
        return [_as_known(*kept) for kept in self.kept.values() if kept[0].reporter_actor == actor]

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """What this person has not answered."""
        return [
            _as_known(*kept) for kept in self.kept.values() if kept[1].is_waiting_for(leader.id)
        ]

    async def led_by(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """Those with this person's card."""
        return [
            kept
            for kept in self.kept.values()
            if leader.id in [person.id for person in kept[1].card_recipients]
        ]

    async def mark_card_stale(self, report_id: str, person_id: str, role: str) -> None:
        """Unknown until the next is placed."""
        self.lifted.add((report_id, person_id, role))

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        """One per person and role; what was there is handed back."""
        key = (report_id, card.person_id, card.role)
        former = self.cards.get(key)
        self.cards[key] = card
        self.lifted.discard(key)
        return former if former and former.activity_id != card.activity_id else None

    async def placed_cards(self, report_id: str) -> Sequence[PlacedCard]:
        """All that are not stale."""
        placed = [key for key in self.cards if key[0] == report_id and key not in self.lifted]
        return [self.cards[key] for key in placed]

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """Where it is."""
        key = (report_id, person_id, role)
        return None if key in self.lifted else self.cards.get(key)

    async def _follow(self, step: Transition) -> None:
        self.events += step.events
        await self.tasks.put(FollowUps(shipped().timers)(step))
