"""Finding and asking who should know: the leader, a reminder, and the deputy."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import Escalation, LeaderState, Step
from bot.domain.people import Actor, Known, Person
from bot.ports import Clock, Directory, NewTask, People, Reports, Task, Tasks, Unreachable
from bot.services.attempt import Handler, Later
from bot.services.chats import Chats, Shows

LONGEST_CHAIN = 5
"""Leaders of leaders that are looked at for somebody who may stand in."""

LOOKED_FOR = timedelta(minutes=1)
"""How long a leader who is still looked for is waited for, before their deputy is thought of."""

ROLE = "leader"


@dataclass(frozen=True)
class Asking:
    """The tasks around leaders and deputies, each a method."""

    reports: Reports
    tasks: Tasks
    people: People
    directory: Directory
    chats: Chats
    shows: Shows
    clock: Clock

    def by_kind(self) -> Mapping[str, Handler]:
        """The method for each kind of task. Kinds are data: never rename one."""
        return {
            "look_up_leader": self.look_up_leader,
            "find_named_leader": self.find_named_leader,
            "ask_leader": self.ask_leader,
            "remind_leader": self.remind_leader,
            "pass_deadline": self.pass_deadline,
            "call_deputy": self.call_deputy,
            "find_deputy": self.find_deputy,
            "ask_deputy": self.ask_deputy,
        }

    async def look_up_leader(self, task: Task) -> None:
        """Asks the directory who leads a person, before the person is asked."""
        actor = actor_of(task)
        person, leader = await asyncio.gather(
            self.directory.person(actor.id), self.directory.leader_of(actor.id)
        )
        if leader and leader.id == actor.id:
            leader = None
        is_away = bool(leader and leader.id and await self.directory.is_away(leader.id))
        known = Known(person=person, leader=leader, leader_is_away=is_away)
        await self.people.remember_known(actor, known)
        await self.tasks.finish(task)

    async def find_named_leader(self, task: Task) -> None:
        """Finds the person the reporter named; anything but exactly one is not found."""
        escalation = await self._escalation(task)
        named = escalation.leader
        found = await self.directory.find(named.email or named.name) if named else []
        if len(found) == 1:
            await self._change(task, lambda it, at: it.leader_found(found[0], at=at))
        else:
            await self._change(task, lambda it, at: it.leader_not_reached(at=at))

    async def ask_leader(self, task: Task) -> None:
        """Puts the card into the leader's own chat, or goes on without them."""
        escalation = await self._escalation(task)
        leader = _actor(escalation.leader, escalation)
        if not escalation.awaits(leader.id):
            await self.tasks.finish(task)
        elif await self._has_card(escalation, leader):
            await self._change(task, lambda it, at: it.leader_asked(at=at))
        else:
            await self._change(task, lambda it, at: it.leader_not_reached(at=at))

    async def ask_deputy(self, task: Task) -> None:
        """Puts the card into the deputy's own chat, or goes on without them."""
        escalation = await self._escalation(task)
        deputy = _actor(escalation.deputy, escalation)
        if not escalation.awaits(deputy.id):
            await self.tasks.finish(task)
        elif await self._has_card(escalation, deputy):
            await self._change(task, lambda it, at: it.deputy_asked(at=at))
        else:
            await self._change(task, lambda it, at: it.deputy_not_reached(at=at))

    async def call_deputy(self, task: Task) -> None:
        """Lets a deputy know of an urgent report that the leader has not seen in time."""
        escalation = await self._escalation(task)
        if escalation.leader_state is LeaderState.TO_BE_FOUND:
            raise Later(LOOKED_FOR)
        await self._change(task, lambda it, at: it.deputy_called(at=at))

    async def find_deputy(self, task: Task) -> None:
        """Looks up the chain of leaders for the first who may stand in."""
        escalation = await self._escalation(task)
        deputy = await self._deputy_for(escalation)
        if deputy is None:
            await self._change(task, lambda it, at: it.deputy_not_reached(at=at))
        else:
            await self._change(task, lambda it, at: it.deputy_found(deputy, at=at))

    async def remind_leader(self, task: Task) -> None:
        """Reminds whoever holds the card and has not answered, once."""
        escalation = await self._escalation(task)
        report, _ = await self.reports.get(escalation.report_id)
        if escalation.needs_reminder:
            message = self.shows.reminder(report, escalation)
            for person in escalation.holders:
                if escalation.awaits(person.id):
                    with suppress(Unreachable):  # the deadline is for whoever cannot be reached
                        await self.chats.send(_actor(person, escalation), message)
        await self._change(task, lambda it, at: it.reminded(at=at))

    async def pass_deadline(self, task: Task) -> None:
        """Sends what nobody has answered in time."""
        await self._change(task, lambda it, at: it.deadline_passed(at=at))

    async def _has_card(self, escalation: Escalation, actor: Actor) -> bool:
        """Whether this person holds the card now; False if no card can reach them."""
        report, _ = await self.reports.get(escalation.report_id)
        try:
            message = self.shows.leader(report, escalation, actor.id)
            await self.chats.show(actor, ROLE, report.id, message)
            _, now_true = await self.reports.get(report.id)
            if (now_true.stage, now_true.decision) != (escalation.stage, escalation.decision):
                # It changed while the card was on its way, when nobody could replace it yet.
                message = self.shows.leader(report, now_true, actor.id)
                await self.chats.show(actor, ROLE, report.id, message)
        except Unreachable:
            return False
        return True

    async def _deputy_for(self, escalation: Escalation) -> Person | None:
        person = escalation.leader
        for _ in range(LONGEST_CHAIN):
            if person is None or person.id is None:
                return None
            person = await self.directory.leader_of(person.id)
            if person is not None and escalation.may_be_deputy(person):
                return person
        return None

    async def _change(self, task: Task, transition: Callable[[Escalation, datetime], Step]) -> None:
        now = self.clock()
        report_id = task.report_id or ""
        await self.reports.change(report_id, lambda it: transition(it, now), finishes=task)

    async def _escalation(self, task: Task) -> Escalation:
        _, escalation = await self.reports.get(task.report_id or "")
        return escalation


def look_up(draft_id: str, actor: Actor) -> NewTask:
    """The task that asks who leads this person."""
    return NewTask(
        key=f"draft:{draft_id}:leader", kind="look_up_leader", payload=actor.model_dump()
    )


def actor_of(task: Task) -> Actor:
    """The person a task is about."""
    return Actor(id=str(task.payload["id"]), tenant_id=str(task.payload["tenant_id"]))


def _actor(person: Person | None, escalation: Escalation) -> Actor:
    return Actor(id=(person.id if person else None) or "", tenant_id=escalation.tenant_id)
