"""Asking who should know: the card in their own chat, a reminder, and an end to the waiting."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.escalation import Escalation
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.ports import Task, Tasks, Unreachable
from bot.services.attempt import Handler
from bot.services.chats import Chats, Shows
from bot.services.report_tasks import ReportTasks

ROLE = "leader"
"""The card of a leader, and of the deputy who stands in for them."""


@dataclass(frozen=True)
class Asking(ReportTasks):
    """The tasks that ask leaders and deputies, each a method."""

    tasks: Tasks
    chats: Chats
    shows: Shows

    def by_kind(self) -> Mapping[str, Handler]:
        """The method for each kind of task. Kinds are data: never rename one."""
        return {
            "ask_leader": self.ask_leader,
            "ask_deputy": self.ask_deputy,
            "remind_leader": self.remind_leader,
            "pass_deadline": self.pass_deadline,
        }

    async def ask_leader(self, task: Task) -> None:
        """Puts the card into the leader's own chat, or goes on without them."""
        report, escalation = await self._report(task)
        leader = _actor(escalation.leader, escalation)
        if not escalation.awaits(leader.id):
            await self.tasks.finish(task)
        elif await self._has_card(report, escalation, leader):
            await self._change(task, lambda it, at: it.leader_asked(at=at))
        else:
            await self._change(task, lambda it, at: it.leader_not_reached(at=at))

    async def ask_deputy(self, task: Task) -> None:
        """Puts the card into the deputy's own chat, or goes on without them."""
        report, escalation = await self._report(task)
        deputy = _actor(escalation.deputy, escalation)
        if not escalation.awaits(deputy.id):
            await self.tasks.finish(task)
        elif await self._has_card(report, escalation, deputy):
            await self._change(task, lambda it, at: it.deputy_asked(at=at))
        else:
            await self._change(task, lambda it, at: it.deputy_not_reached(at=at))

    async def remind_leader(self, task: Task) -> None:
        """Reminds whoever holds the card and has not answered, once."""
        report, escalation = await self._report(task)
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

    async def _has_card(self, report: Report, escalation: Escalation, actor: Actor) -> bool:
        """Whether this person holds the card now; False if no card can reach them."""
        try:
            await self._show(report, escalation, actor)
            _, now_true = await self.reports.get(report.id)
            if (now_true.stage, now_true.decision) != (escalation.stage, escalation.decision):
                # It changed while the card was on its way, when nobody could replace it yet.
                await self._show(report, now_true, actor)
        except Unreachable:
            return False
        return True

    async def _show(self, report: Report, escalation: Escalation, actor: Actor) -> None:
        message = self.shows.leader(report, escalation, actor.id)
        await self.chats.show(actor, ROLE, report.id, message)


def actor_of(task: Task) -> Actor:
    """The person a task is about."""
    return Actor(id=str(task.payload["id"]), tenant_id=str(task.payload["tenant_id"]))


def _actor(person: Person | None, escalation: Escalation) -> Actor:
    return Actor(id=(person.id if person else None) or "", tenant_id=escalation.tenant_id)
