"""Handlers of what comes in the days and weeks after a report: each once, and in working hours."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.timers import WorkingHours
from bot.ports import Message, Task, Unreachable
from bot.services.emails.to_security import open_systems
from bot.services.handlers.base import ReportTasks
from bot.services.messaging import ENTRIES_ROLE, CardRenderer, Messaging
from bot.services.reports.follow_ups import DUE_AT, caught_up, was_held_up
from bot.services.worker.worker import Reschedule


@dataclass(frozen=True)
class AfterCareTasks(ReportTasks):
    """Asks and reminds people after Send; a method for each kind of task."""

    chats: Messaging
    shows: CardRenderer
    hours: WorkingHours

    async def remind_entries(self, task: Task) -> None:
        """Reminds whoever makes the entries of those that nobody has ticked off."""
        report, escalation = await self._report(task)
        if not self._lacks_entries(report, escalation):
            await self.tasks.finish(task)
            return
        owner = escalation.entering_leader
        actor = report.reporter_actor
        if owner is not None:
            actor = Actor(id=owner.id or "", tenant_id=escalation.tenant_id)
        if self._was_held_up(task):
            await self.tasks.finish(task, [caught_up(actor, self.clock())])
            return
        self._wait_for_working_hours()
        message = self.shows.entry_reminder(report, escalation, for_leader=owner is not None)
        await self._tell(actor, ENTRIES_ROLE, report, message)
        await self.tasks.finish(task)

    def _lacks_entries(self, report: Report, escalation: Escalation) -> bool:
        """Whether somebody is to be reminded: never the reporter while they may be in danger."""
        if escalation.was_taken_back or escalation.is_closed:
            return False
        if escalation.entering_leader is None and (
            escalation.may_be_in_danger or escalation.may_get_entering_leader
        ):
            return False
        return bool(open_systems(report, escalation))

    async def _tell(self, actor: Actor, role: str, report: Report, message: Message) -> None:
        with suppress(Unreachable):  # their cards show it, once they can be reached
            await self.chats.tell(actor, role, report.id, message)

    def _was_held_up(self, task: Task) -> bool:
        return was_held_up(datetime.fromisoformat(str(task.payload[DUE_AT])), self.clock())

    def _wait_for_working_hours(self) -> None:
        """Raises Reschedule outside working hours, as after a retry that went on into the night."""
        now = self.clock()
        if (at := self.hours.at_work(now)) > now:
            raise Reschedule(at - now)
