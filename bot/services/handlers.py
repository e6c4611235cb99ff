"""What the worker does when a task is due: one thing outside, then one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.escalation import Escalation
from bot.domain.people import Actor, Known
from bot.domain.report import Report
from bot.ports import (
    Address,
    Busy,
    Clock,
    Directory,
    Drafts,
    Gone,
    Mail,
    Message,
    Messenger,
    NewTask,
    People,
    PlacedCard,
    Reports,
    Task,
    Tasks,
    Unreachable,
)
from bot.services.letters import WriteLetters

DRAFT_LIVES = timedelta(hours=24)
CARD_MAY_COME = timedelta(seconds=2)
"""How long a status card that a turn is just sending may take to be known."""

Handler = Callable[[Task], Awaitable[None]]


class Shows(Protocol):
    """Draws what the worker sends."""

    def leader(self, report: Report, escalation: Escalation) -> Message: ...
    def status(self, report: Report, escalation: Escalation) -> Message: ...
    def declined(self, report: Report, escalation: Escalation) -> Message: ...
    def welcome(self, name: str) -> Message: ...


@dataclass(frozen=True)
class Handlers:
    """Every kind of task, each a method of its own."""

    reports: Reports
    tasks: Tasks
    people: People
    drafts: Drafts
    directory: Directory
    messenger: Messenger
    mail: Mail
    letters: WriteLetters
    shows: Shows
    clock: Clock

    def by_kind(self) -> Mapping[str, Handler]:
        """The method for each kind of task. Kinds are data: never rename one."""
        return {
            "look_up_leader": self.look_up_leader,
            "find_named_leader": self.find_named_leader,
            "ask_leader": self.ask_leader,
            "send_mail": self.send_mail,
            "pass_deadline": self.pass_deadline,
            "tell_declined": self.tell_declined,
            "refresh_cards": self.refresh_cards,
            "expire_draft": self.expire_draft,
            "write_privately": self.write_privately,
        }

    async def look_up_leader(self, task: Task) -> None:
        """Asks the directory who leads a person, before the person is asked."""
        actor = _actor(task)
        person, leader = await asyncio.gather(
            self.directory.person(actor.id), self.directory.leader_of(actor.id)
        )
        if leader and leader.id == actor.id:
            leader = None
        await self.people.remember_known(actor, Known(person=person, leader=leader))
        await self.tasks.finish(task)

    async def find_named_leader(self, task: Task) -> None:
        """Finds the person the reporter named; anything but exactly one is not found."""
        report_id, escalation = await self._escalation(task)
        named = escalation.leader
        found = await self.directory.find(named.email or named.name) if named else []
        now = self.clock()
        if len(found) == 1:
            await self.reports.change(
                report_id, lambda it: it.leader_found(found[0], at=now), finishes=task
            )
        else:
            await self.reports.change(
                report_id, lambda it: it.leader_not_reached(at=now), finishes=task
            )

    async def ask_leader(self, task: Task) -> None:
        """Puts the card into the leader's own chat, or sends the report on without it."""
        report_id, escalation = await self._escalation(task)
        report, _ = await self.reports.get(report_id)
        leader = Actor(
            id=(escalation.leader.id if escalation.leader else None) or "",
            tenant_id=escalation.tenant_id,
        )
        if not escalation.awaits_leader:
            await self.tasks.finish(task)
            return
        try:
            await self._place(leader, "leader", report, self.shows.leader(report, escalation))
            _, now_true = await self._escalation(task)
            if (now_true.stage, now_true.decision) != (escalation.stage, escalation.decision):
                # It changed while the card was on its way, when nobody could replace it yet.
                message = self.shows.leader(report, now_true)
                await self._refresh(leader, "leader", report, message)
        except Unreachable:
            now = self.clock()
            await self.reports.change(
                report_id, lambda it: it.leader_not_reached(at=now), finishes=task
            )
            return
        now = self.clock()
        await self.reports.change(report_id, lambda it: it.leader_asked(at=now), finishes=task)

    async def send_mail(self, task: Task) -> None:
        """Sends the escalation. The mail adapter keeps it to one for each reference."""
        report_id, escalation = await self._escalation(task)
        report, _ = await self.reports.get(report_id)
        letter = self.letters.to_security(report, escalation, self.clock())
        accepted_at = await self.mail.send(letter)
        await self.reports.change(report_id, lambda it: it.mailed(at=accepted_at), finishes=task)

    async def pass_deadline(self, task: Task) -> None:
        """Sends what nobody has answered in time."""
        report_id, _ = await self._escalation(task)
        now = self.clock()
        await self.reports.change(report_id, lambda it: it.deadline_passed(at=now), finishes=task)

    async def tell_declined(self, task: Task) -> None:
        """Tells the reporter what the leader thinks, and that the choice is theirs."""
        report_id, escalation = await self._escalation(task)
        report, _ = await self.reports.get(report_id)
        if escalation.can_be_hurried:
            with suppress(Unreachable):  # it stands in "my reports", and goes when the time is up
                await self._send(report.reporter_actor, self.shows.declined(report, escalation))
        await self.tasks.finish(task)

    async def refresh_cards(self, task: Task) -> None:
        """Makes the cards of the reporter and the leader say what is true now."""
        report_id, escalation = await self._escalation(task)
        report, _ = await self.reports.get(report_id)
        reporter = report.reporter_actor
        known = await self.reports.placed_card(report_id, reporter.id, "status")
        if known is None and task.attempts <= 1:
            raise Busy(CARD_MAY_COME)
        shown = -1
        while shown != escalation.version:  # another refresh may have shown something newer
            shown = escalation.version
            await self._refresh_status(report, escalation)
            if task.payload.get("leader", True):
                await self._refresh_leader(report, escalation)
            _, escalation = await self._escalation(task)
        await self.tasks.finish(task)

    async def expire_draft(self, task: Task) -> None:
        """Deletes a draft nobody has touched for a day; looks again later if somebody has."""
        draft_id = str(task.payload["draft_id"])
        changed_at = await self.drafts.expire(draft_id, self.clock() - DRAFT_LIVES)
        if changed_at is None:
            await self.tasks.finish(task)
            return
        await self.tasks.finish(task, [expiry(draft_id, changed_at + DRAFT_LIVES)])

    async def write_privately(self, task: Task) -> None:
        """Opens the one-to-one chat for somebody who spoke in a group."""
        actor = _actor(task)
        with suppress(Unreachable):  # the group message has already said how to find the bot
            await self._send(actor, self.shows.welcome(str(task.payload.get("name", ""))))
        await self.tasks.finish(task)

    async def _refresh_status(self, report: Report, escalation: Escalation) -> None:
        reporter = report.reporter_actor
        await self._refresh(reporter, "status", report, self.shows.status(report, escalation))

    async def _refresh_leader(self, report: Report, escalation: Escalation) -> None:
        if escalation.leader and escalation.leader.id:
            leader = Actor(id=escalation.leader.id, tenant_id=escalation.tenant_id)
            if await self.reports.placed_card(report.id, leader.id, "leader"):
                message = self.shows.leader(report, escalation)
                await self._refresh(leader, "leader", report, message)

    async def _refresh(self, actor: Actor, role: str, report: Report, message: Message) -> None:
        card = await self.reports.placed_card(report.id, actor.id, role)
        with suppress(Unreachable):  # it stands in "my reports", and the mail does not depend on it
            if card is not None:
                with suppress(Gone):  # then a new one says what is true
                    await self.messenger.update(card.address, card.activity_id, message)
                    return
            await self._place(actor, role, report, message)

    async def _place(self, actor: Actor, role: str, report: Report, message: Message) -> None:
        address, activity_id = await self._send(actor, message)
        card = PlacedCard(person_id=actor.id, role=role, address=address, activity_id=activity_id)
        await self.reports.place_card(report.id, card)

    async def _send(self, actor: Actor, message: Message) -> tuple[Address, str]:
        """Into the person's own chat. Raises Unreachable, and any Failure but Gone."""
        for _ in range(2):
            address = await self._address(actor)
            try:
                return address, await self.messenger.send(address, message)
            except Gone:
                await self.people.forget_address(actor)  # it is opened anew
        raise Unreachable

    async def _address(self, actor: Actor) -> Address:
        if known := await self.people.address(actor):
            return known
        service_url = await self.people.service_url(actor.tenant_id)
        if service_url is None:
            raise Unreachable
        address = await self.messenger.open(actor.id, actor.tenant_id, service_url)
        await self.people.remember_address(address)
        return address

    async def _escalation(self, task: Task) -> tuple[str, Escalation]:
        report_id = task.report_id or ""
        _, escalation = await self.reports.get(report_id)
        return report_id, escalation


def expiry(draft_id: str, due_at: datetime) -> NewTask:
    """The task that deletes a draft nobody finished."""
    key = f"draft:{draft_id}:expire:{due_at.isoformat()}"
    return NewTask(key=key, kind="expire_draft", due_at=due_at, payload={"draft_id": draft_id})


def look_up(draft_id: str, actor: Actor) -> NewTask:
    """The task that asks who leads this person."""
    return NewTask(
        key=f"draft:{draft_id}:leader", kind="look_up_leader", payload=actor.model_dump()
    )


def _actor(task: Task) -> Actor:
    return Actor(id=str(task.payload["id"]), tenant_id=str(task.payload["tenant_id"]))
