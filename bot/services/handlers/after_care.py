"""Handlers of what comes in the days and weeks after a report: each once, and in working hours."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.domain.timers import WorkingHours
from bot.ports import Message, Task, Unreachable
from bot.services.emails.to_security import open_systems
from bot.services.messaging import (
    CHECK_IN_ROLE,
    ENTRIES_ROLE,
    PROMPT_ROLE,
    CardRenderer,
    Messaging,
)
from bot.services.reports.follow_ups import (
    DUE_AT,
    LEADER_ID,
    NUMBER,
    OPTED_IN_AT,
    ReportTasks,
    caught_up,
    was_held_up,
)
from bot.services.worker.worker import Reschedule, failing_since

AFTER_AN_OUTAGE = timedelta(hours=1)
"""How long a question waits once the bot is back."""
_WAITED = "waited"
"""Payload key: whether it has waited after an outage."""


@dataclass(frozen=True)
class AfterCareTasks(ReportTasks):
    """Asks and reminds people after Send; a method for each kind of task."""

    chats: Messaging
    shows: CardRenderer
    hours: WorkingHours

    async def remind_entries(self, task: Task) -> None:
        """Reminds whoever makes the entries of those that nobody has ticked off.

        A leader who took it on is reminded by the first question what they have done.
        """
        report, escalation = await self._report(task)
        if not self._lacks_entries(report, escalation) or _is_asked_soon(escalation):
            await self.tasks.finish(task)
            return
        owner = escalation.entering_leader
        actor = report.reporter_actor
        if owner is not None:
            actor = Actor(id=owner.id or "", tenant_id=escalation.tenant_id)
        if self._was_held_up(task):
            await self.tasks.finish(task, [caught_up(actor, self.clock())])
            return
        await self._wait_for_working_hours(task)
        message = self.shows.entry_reminder(report, escalation, for_leader=owner is not None)
        await self._tell(actor, ENTRIES_ROLE, report, message)
        await self.tasks.finish(task)

    async def check_in(self, task: Task) -> None:
        """Asks the reporter how they are going, if they still wish to be asked."""
        report, escalation = await self._report(task)
        number, wished = int(task.payload[NUMBER]), escalation.check_in
        is_over = escalation.was_taken_back or wished is None or wished.next_at is None
        if is_over or wished is None or wished.opted_in_at.isoformat() != task.payload[OPTED_IN_AT]:
            await self.tasks.finish(task)
            return
        later = wished.due[number:]
        if later and later[0] <= self.clock():
            # After an outage one question is enough.
            await self._change(task, lambda it, at: it.check_in_asked(number, at=at))
            return
        await self._apart_from_an_outage(task)
        await self._wait_for_working_hours(task)
        if len(wished.asked) < number:
            message = self.shows.check_in(report, number)
            await self._tell(report.reporter_actor, CHECK_IN_ROLE, report, message)
        await self._change(task, lambda it, at: it.check_in_asked(number, at=at))

    async def prompt_leader(self, task: Task) -> None:
        """Asks the leader who took it on what they have done, for themselves alone."""
        report, escalation = await self._report(task)
        leader_id, number = str(task.payload[LEADER_ID]), int(task.payload[NUMBER])
        leader, care = escalation.supporting_leader, escalation.care_of(leader_id)
        is_theirs = leader is not None and leader.id == leader_id and care.stopped_at is None
        if not is_theirs or escalation.was_taken_back or escalation.is_closed:
            await self.tasks.finish(task)
            return
        actor = Actor(id=leader_id, tenant_id=escalation.tenant_id)
        if self._was_held_up(task):
            await self.tasks.finish(task, [caught_up(actor, self.clock())])
            return
        await self._wait_for_working_hours(task)
        if len(care.prompted) < number:
            message = self.shows.leader_prompt(report, escalation, leader_id)
            await self._tell(actor, PROMPT_ROLE, report, message)
        await self._change(task, lambda it, at: it.leader_prompted(leader_id, at=at))

    async def _apart_from_an_outage(self, task: Task) -> None:
        """Raises Reschedule, once, after an outage: another message tells of that."""
        if self._was_held_up(task) and not task.payload.get(_WAITED):
            await self.tasks.checkpoint(task, {**task.payload, _WAITED: True})
            raise Reschedule(AFTER_AN_OUTAGE)

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
        """Whether the bot could not work when it was due; a Teams that fails is no outage."""
        due_at = datetime.fromisoformat(str(task.payload[DUE_AT]))
        return failing_since(task) is None and was_held_up(due_at, self.clock())

    async def _wait_for_working_hours(self, task: Task) -> None:
        """Raises Reschedule outside working hours, as after a retry that went on into the night."""
        now = self.clock()
        if (at := self.hours.at_work(now)) > now:
            await self.tasks.checkpoint(task, {**task.payload, DUE_AT: at.isoformat()})
            raise Reschedule(at - now)


def _is_asked_soon(escalation: Escalation) -> bool:
    """Whether the leader is asked what they have done, on the same day or since."""
    leader = escalation.supporting_leader
    return leader is not None and escalation.care_of(leader.id).stopped_at is None
