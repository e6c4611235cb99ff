"""Handlers that send the approval card, remind the leader and apply the deadline."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.ports import Failure, Message, NewTask, NotSetUp, Rejected, Task, Tasks, Unreachable
from bot.services.messaging import CardRenderer, Messaging
from bot.services.reports.follow_ups import (
    DEPUTY_ID,
    ReportTasks,
    caught_up,
    is_deadline_due,
    leader_mail,
    was_held_up,
)
from bot.services.worker.worker import (
    A_DAY,
    HALF_A_MINUTE,
    Reschedule,
    failing_since,
    next_retry_in,
    patience_for,
    with_failing_since,
)

ROLE = "leader"
"""The card of a leader or deputy."""
REMINDER = "reminder"
"""The card that reminds one of them."""
_REMINDED = "reminded"
"""Payload key: ids of those who were reminded."""
_ANOTHER = "another"
"""Payload key: whether the former card was left, so that another is sent once."""
_TRIED_ON = "tried_on"
"""Payload key: whether another route was opened while this one is still retried."""


class AskTransition(Protocol):
    """The transition once a person was asked, or could not be reached."""

    def __call__(self, escalation: Escalation, /, *, at: datetime) -> Transition: ...


@dataclass(frozen=True)
class AskLeaderTasks(ReportTasks):
    """Asks leaders and deputies; a method for each kind of task."""

    tasks: Tasks
    chats: Messaging
    shows: CardRenderer

    async def ask_leader(self, task: Task) -> None:
        """Sends the card to the leader, or goes on without them."""
        _, escalation = await self._report(task)
        leader = _actor(escalation.leader, escalation)
        is_tried_on = _is_tried_on(task) and not self._is_over(task)
        if escalation.is_waiting_for(leader.id) or (
            is_tried_on and escalation.can_still_be_reached
        ):
            mail = leader_mail(escalation.report_id)
            await self._ask(
                task, leader, Escalation.leader_asked, Escalation.leader_not_reached, meanwhile=mail
            )
        else:
            await self.tasks.finish(task)

    async def ask_deputy(self, task: Task) -> None:
        """Sends the card to the deputy this task is for, or goes on without them."""
        _, escalation = await self._report(task)
        deputy = _actor(escalation.deputy, escalation)
        is_theirs = task.payload.get(DEPUTY_ID, deputy.id) == deputy.id
        if is_theirs and escalation.is_waiting_for(deputy.id):
            asked = partial(Escalation.deputy_asked, deputy_id=deputy.id)
            not_reached = partial(Escalation.deputy_not_reached, deputy_id=deputy.id)
            await self._ask(task, deputy, asked, not_reached)
        else:
            await self.tasks.finish(task)

    async def remind_leader(self, task: Task) -> None:
        """Reminds the recipients who have not answered, once; not after the deadline."""
        report, escalation = await self._report(task)
        now = self.clock()
        if not escalation.needs_reminder or is_deadline_due(escalation, now):
            await self.tasks.finish(task)
            return
        waiting = [
            _actor(person, escalation)
            for person in escalation.card_recipients
            if escalation.is_waiting_for(person.id)
        ]
        if was_held_up(escalation.remind_at, now):
            told = [caught_up(actor, now) for actor in waiting]
            await self._change(task, lambda it, at: it.reminded(at=at), then=told)
            return
        await self._remind(task, report.id, waiting, self.shows.reminder(report, escalation))
        await self._change(task, lambda it, at: it.reminded(at=at))

    async def _remind(
        self, task: Task, report_id: str, waiting: Sequence[Actor], message: Message
    ) -> None:
        """Reminds each of them once, however often the task is retried."""
        reminded = list(task.payload.get(_REMINDED, ()))
        for actor in waiting:
            if actor.id not in reminded:
                with suppress(Unreachable):  # the deadline covers those who cannot be reached
                    await self.chats.tell(actor, REMINDER, report_id, message)
                reminded.append(actor.id)
                if len(waiting) > 1:
                    await self.tasks.checkpoint(task, {**task.payload, _REMINDED: reminded})

    async def pass_deadline(self, task: Task) -> None:
        """Applies the deadline: the report is mailed without an answer."""
        report, escalation = await self._report(task)
        now, told = self.clock(), list[NewTask]()
        if escalation.is_pending and was_held_up(escalation.answer_by, now):
            recipients = [_actor(it, escalation) for it in escalation.card_recipients if it.id]
            told = [caught_up(actor, now) for actor in (report.reporter_actor, *recipients)]
        await self._change(task, lambda it, at: it.deadline_passed(at=at), then=told)

    async def _ask(
        self,
        task: Task,
        actor: Actor,
        asked: AskTransition,
        not_reached: AskTransition,
        *,
        meanwhile: NewTask | None = None,
    ) -> None:
        """Sends the card. A definite failure opens the next route at once, an unclear one later."""
        try:
            await self._bring_card(task, actor, asked)
        except NotSetUp as failure:
            raise Reschedule(await self._tried(task, failure, not_reached, meanwhile)) from failure
        except (Unreachable, Rejected):
            await self._change(task, lambda it, at: not_reached(it, at=at))
        except Failure as failure:
            raise Reschedule(await self._tried(task, failure, not_reached, meanwhile)) from failure
        else:
            await self._change(task, lambda it, at: asked(it, at=at))

    async def _tried(
        self, task: Task, failure: Failure, not_reached: AskTransition, meanwhile: NewTask | None
    ) -> timedelta:
        """The delay of the next retry; opens the next route once retries take too long.

        After half a minute the leader gets a mail. Another person is asked too once it is clear
        that this one is not reached, or that the service is out for long. The card is retried on:
        it still arrives, however late.
        """
        now = self.clock()
        if (first := failing_since(task)) is None:
            await self.tasks.checkpoint(task, with_failing_since(task, now))
            return next_retry_in(failure, timedelta())
        failed_for, waits = now - first, patience_for(failure)
        if failed_for >= HALF_A_MINUTE and meanwhile:
            await self.tasks.put([meanwhile])
        if failed_for >= waits and not _is_tried_on(task):
            await self.reports.change(task.report_id or "", lambda it: not_reached(it, at=now))
            await self.tasks.checkpoint(task, {**task.payload, _TRIED_ON: True})
        return next_retry_in(failure, failed_for)

    async def _bring_card(self, task: Task, actor: Actor, asked: AskTransition) -> None:
        """Sends the current card. Raises any Failure but Gone."""
        report, escalation = await self._report(task)
        await self._after_deadline(task, escalation)
        if escalation.holds_card(actor.id):
            await self._leave_former_card(task, report, actor)
        await self._show(report, escalation, actor, asked)
        known, current = await self.reports.get(report.id)
        if _shown(current) != _shown(escalation):
            # It changed while the card was being sent, before its place was stored.
            await self._show(known, current, actor, asked)

    async def _leave_former_card(self, task: Task, report: Report, actor: Actor) -> None:
        """Whoever is asked once more gets another card: an update of the first notifies nobody."""
        if task.payload.get(_ANOTHER) is not True:
            await self.tasks.checkpoint(task, {**task.payload, _ANOTHER: True})
            await self.reports.mark_card_stale(report.id, actor.id, ROLE)

    async def _show(
        self, report: Report, escalation: Escalation, actor: Actor, asked: AskTransition
    ) -> None:
        """Renders the card for the state after its delivery, which counts as asking."""
        once_delivered = asked(escalation, at=self.clock()).after
        message = self.shows.leader(report, once_delivered, actor.id)
        await self.chats.show(actor, ROLE, report.id, message)

    def _is_over(self, task: Task) -> bool:
        """Whether the card was retried for a day."""
        first = failing_since(task)
        return first is not None and self.clock() - first >= A_DAY


def _shown(it: Escalation) -> tuple[object, ...]:
    return it.stage, it.decision, it.level, it.known


def _is_tried_on(task: Task) -> bool:
    return task.payload.get(_TRIED_ON) is True


def actor_of(task: Task) -> Actor:
    """The person in a task's payload."""
    return Actor(id=str(task.payload["id"]), tenant_id=str(task.payload["tenant_id"]))


def _actor(person: Person | None, escalation: Escalation) -> Actor:
    return Actor(id=(person.id if person else None) or "", tenant_id=escalation.tenant_id)
