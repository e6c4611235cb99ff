"""Cards that stay true: what the reporter, the leader and the deputy see is drawn anew."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import Busy, Message, Reports, Task, Tasks, Unreachable
from bot.services.asking import ROLE, actor_of
from bot.services.attempt import Handler
from bot.services.chats import Chats, Shows

CARD_MAY_COME = timedelta(seconds=2)
"""How long a status card that a turn is just sending may take to be known."""


@dataclass(frozen=True)
class Showing:
    """The tasks that tell people what is true now, each a method."""

    reports: Reports
    tasks: Tasks
    chats: Chats
    shows: Shows

    def by_kind(self) -> Mapping[str, Handler]:
        """The method for each kind of task. Kinds are data: never rename one."""
        return {
            "refresh_cards": self.refresh_cards,
            "tell_declined": self.tell_declined,
            "write_privately": self.write_privately,
        }

    async def refresh_cards(self, task: Task) -> None:
        """Makes the cards of everyone who holds one say what is true now."""
        report, escalation = await self.reports.get(task.report_id or "")
        reporter = report.reporter_actor
        if task.attempts <= 1 and not await self.chats.holds(reporter, "status", report.id):
            raise Busy(CARD_MAY_COME)
        shown = -1
        while shown != escalation.version:  # another refresh may have shown something newer
            shown = escalation.version
            await self._replace(reporter, "status", report, self.shows.status(report, escalation))
            if task.payload.get("leader", True):
                await self._refresh_leaders(report, escalation)
            _, escalation = await self.reports.get(report.id)
        await self.tasks.finish(task)

    async def tell_declined(self, task: Task) -> None:
        """Tells the reporter what the leader thinks, and that the choice is theirs."""
        report, escalation = await self.reports.get(task.report_id or "")
        if escalation.can_be_hurried:
            with suppress(Unreachable):  # it stands in "my reports", and goes when the time is up
                message = self.shows.declined(report, escalation)
                await self.chats.send(report.reporter_actor, message)
        await self.tasks.finish(task)

    async def write_privately(self, task: Task) -> None:
        """Opens the one-to-one chat for somebody who spoke in a group."""
        with suppress(Unreachable):  # the group message has already said how to find the bot
            message = self.shows.welcome(str(task.payload.get("name", "")))
            await self.chats.send(actor_of(task), message)
        await self.tasks.finish(task)

    async def _refresh_leaders(self, report: Report, escalation: Escalation) -> None:
        for person in escalation.holders:
            actor = Actor(id=person.id or "", tenant_id=escalation.tenant_id)
            if await self.chats.holds(actor, ROLE, report.id):
                message = self.shows.leader(report, escalation, actor.id)
                await self._replace(actor, ROLE, report, message)

    async def _replace(self, actor: Actor, role: str, report: Report, message: Message) -> None:
        with suppress(Unreachable):  # it stands in "my reports", and the mail does not depend on it
            await self.chats.show(actor, role, report.id, message)
