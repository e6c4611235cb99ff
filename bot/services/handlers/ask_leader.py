"""Asking who should know: the card in their own chat, a reminder, and an end to the waiting."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.ports import Failure, Message, NewTask, NotSetUp, Rejected, Task, Tasks, Unreachable
from bot.services.handlers.base import ReportTasks
from bot.services.messaging import CardRenderer, Messaging
from bot.services.reports.follow_ups import leader_mail
from bot.services.worker.attempt import Reschedule
from bot.services.worker.outages import caught_up, is_deadline_due, was_held_up
from bot.services.worker.retry_window import (
    A_DAY,
    HALF_A_MINUTE,
    failing_since,
    next_retry_in,
    patience_for,
    with_failing_since,
)

ROLE = "leader"
"""The card of a leader, and of the deputy who stands in for them."""
_REMINDED = "reminded"
"""In the payload of a reminder: who has it."""
_TRIED_ON = "tried_on"
"""In the payload of a task whose next route was opened, while it is tried on."""


class Take(Protocol):
    """What becomes of an escalation once somebody was asked, or was not."""

    def __call__(self, it: Escalation, /, *, at: datetime) -> Transition: ...


@dataclass(frozen=True)
class AskLeaderTasks(ReportTasks):
    """The tasks that ask leaders and deputies, each a method."""

    tasks: Tasks
    chats: Messaging
    shows: CardRenderer

    async def ask_leader(self, task: Task) -> None:
        """Puts the card into the leader's own chat, or goes on without them."""
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
        """Puts the card into the deputy's own chat, or goes on without them."""
        _, escalation = await self._report(task)
        deputy = _actor(escalation.deputy, escalation)
        if escalation.is_waiting_for(deputy.id):
            await self._ask(task, deputy, Escalation.deputy_asked, Escalation.deputy_not_reached)
        else:
            await self.tasks.finish(task)

    async def remind_leader(self, task: Task) -> None:
        """Reminds whoever holds the card and has not answered, once and in time."""
        report, escalation = await self._report(task)
        now = self.clock()
        if not escalation.needs_reminder or is_deadline_due(escalation, now):
            await self.tasks.finish(task)
            return
        waits = [
            _actor(it, escalation)
            for it in escalation.card_recipients
            if escalation.is_waiting_for(it.id)
        ]
        if was_held_up(escalation.remind_at, now):
            told = [caught_up(actor, now) for actor in waits]
            await self._change(task, lambda it, at: it.reminded(at=at), then=told)
            return
        await self._remind(task, waits, self.shows.reminder(report, escalation))
        await self._change(task, lambda it, at: it.reminded(at=at))

    async def _remind(self, task: Task, waits: Sequence[Actor], message: Message) -> None:
        """Each of them once, however often the task is tried."""
        reminded = list(task.payload.get(_REMINDED, ()))
        for actor in waits:
            if actor.id not in reminded:
                with suppress(Unreachable):  # the deadline is for whoever cannot be reached
                    await self.chats.send(actor, message)
                reminded.append(actor.id)
                if len(waits) > 1:
                    await self.tasks.checkpoint(task, {**task.payload, _REMINDED: reminded})

    async def pass_deadline(self, task: Task) -> None:
        """Sends what nobody has answered in time."""
        report, escalation = await self._report(task)
        now, told = self.clock(), list[NewTask]()
        if escalation.is_pending and was_held_up(escalation.answer_by, now):
            card_recipients = [_actor(it, escalation) for it in escalation.card_recipients if it.id]
            told = [caught_up(actor, now) for actor in (report.reporter_actor, *card_recipients)]
        await self._change(task, lambda it, at: it.deadline_passed(at=at), then=told)

    async def _ask(
        self,
        task: Task,
        actor: Actor,
        asked: Take,
        not_reached: Take,
        *,
        meanwhile: NewTask | None = None,
    ) -> None:
        """What is hopeless opens the next route at once; what says nothing does after a while."""
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
        self, task: Task, failure: Failure, not_reached: Take, meanwhile: NewTask | None
    ) -> timedelta:
        """How long until the next try; where the tries take too long, the next route is opened.

        Within half a minute the leader has a mail. Somebody else is asked too once it is clear that
        it is this person who is not reached, or that the service is out for long. The card is tried
        on: it comes all the same, however late.
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

    async def _bring_card(self, task: Task, actor: Actor, asked: Take) -> None:
        """This person holds the card then. Raises Unreachable, and any other Failure but Gone."""
        report, escalation = await self._report(task)
        await self._after_deadline(task, escalation)
        await self._show(report, escalation, actor, asked)
        _, now_true = await self.reports.get(report.id)
        if (now_true.stage, now_true.decision) != (escalation.stage, escalation.decision):
            # It changed while the card was on its way, when nobody could replace it yet.
            await self._show(report, now_true, actor, asked)

    async def _show(
        self, report: Report, escalation: Escalation, actor: Actor, asked: Take
    ) -> None:
        """As it is once they hold it: who was not reached so far is asked by it."""
        once_there = asked(escalation, at=self.clock()).after
        message = self.shows.leader(report, once_there, actor.id)
        await self.chats.show(actor, ROLE, report.id, message)

    def _is_over(self, task: Task) -> bool:
        """Whether a card was tried for a whole day."""
        first = failing_since(task)
        return first is not None and self.clock() - first >= A_DAY


def _is_tried_on(task: Task) -> bool:
    return task.payload.get(_TRIED_ON) is True


def actor_of(task: Task) -> Actor:
    """The person a task is about."""
    return Actor(id=str(task.payload["id"]), tenant_id=str(task.payload["tenant_id"]))


def _actor(person: Person | None, escalation: Escalation) -> Actor:
    return Actor(id=(person.id if person else None) or "", tenant_id=escalation.tenant_id)
