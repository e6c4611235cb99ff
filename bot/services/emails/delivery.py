"""Sends a mail exactly once through a mail service without idempotency keys.

Graph has none for mail: https://learn.microsoft.com/graph/api/message-send. So the state of the
delivery is stored in its task before each call:

begun     look up ─ found sent ─▶ accepted;  found a draft ─▶ drafted;  nothing ─▶ create ─▶ drafted
drafted   store "in doubt", then send the draft ─▶ accepted
in doubt  look up ─ found sent ─▶ accepted;  still a draft after a while ─▶ send the same one;
          neither for too long ─▶ Vanished: an alarm, and never a second draft.
          After a refusal without a reason, a while is a few seconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, Self

from bot.domain.base import Value, split_additions
from bot.domain.timers import MailTimers
from bot.ports import (
    Busy,
    Clock,
    Failure,
    Gone,
    Letter,
    Mail,
    MailboxEntry,
    NonDeliveryReport,
    Rejected,
    Task,
    Unclear,
)
from bot.services.alarm_board import MAILS_REFUSED, AlarmBoard
from bot.services.worker.worker import Reschedule

Payload = Mapping[str, object]


class Checkpoints(Protocol):
    """Stores how far a task has come: the task table, or a memory."""

    async def checkpoint(self, task: Task, payload: Payload) -> None:
        """Stores the payload, before the next call outside."""
        ...


@dataclass(frozen=True)
class HandOver:
    """Sends a draft. Before the call, the task is marked: the mail may have left."""

    mail: Mail
    tasks: Checkpoints

    async def __call__(
        self, task: Task, draft_id: str, *, may_have_left: Payload, has_not_left: Payload
    ) -> None:
        """Stores the first payload, then the second if it certainly has not left.

        Raises any Failure.
        """
        await self.tasks.checkpoint(task, may_have_left)
        try:
            await self.mail.send_draft(draft_id)
        except (Busy, Rejected):
            await self.tasks.checkpoint(task, has_not_left)
            raise


LONGEST_LOOK = timedelta(minutes=1)


class Vanished(Rejected):
    """Neither sent nor a draft: it may have left, so no second draft is created."""


_HOLDS = "holds"
"""Payload key: ids of the additions that the draft holds, as far as it is known what it holds."""


class Delivery(Value):
    """The state of a delivery, stored in its task."""

    draft_id: str = ""
    handed_over_at: datetime | None = None
    """When the draft was last sent. None: it certainly has not left."""
    accepted_at: datetime | None = None

    @classmethod
    def of(cls, task: Task) -> Self:
        """The delivery stored in this task."""
        return cls.model_validate(task.payload.get("delivery", {}), extra="allow")

    def kept_in(self, task: Task) -> dict[str, object]:
        """The task's payload with this delivery."""
        return {**task.payload, "delivery": split_additions(self).document}


@dataclass(frozen=True)
class AcceptedMail:
    """A mail that the mail service has accepted."""

    draft_id: str
    accepted_at: datetime
    additions: tuple[str, ...]
    """Ids of the additions to the report that it certainly holds."""


@dataclass(frozen=True)
class Deliver:
    """Advances a delivery as far as it goes now."""

    mail: Mail
    tasks: Checkpoints
    clock: Clock
    timers: MailTimers

    async def __call__(self, task: Task, key: str, write: Callable[[], Letter]) -> AcceptedMail:
        """The accepted mail; `write` is called only if there is no draft yet.

        Raises Reschedule to look again later, and any Failure.
        """
        delivery = Delivery.of(task)
        if delivery.handed_over_at is not None:
            delivery = await self._reconciled(key, delivery, delivery.handed_over_at)
        elif not delivery.draft_id:
            delivery, task = await self._drafted(task, key, write)
        if delivery.accepted_at is None:
            delivery = await self._handed_over(task, delivery)
        held = tuple(task.payload.get(_HOLDS, ()))
        return AcceptedMail(delivery.draft_id, delivery.accepted_at or self.clock(), held)

    async def _drafted(
        self, task: Task, key: str, write: Callable[[], Letter]
    ) -> tuple[Delivery, Task]:
        """The delivery with its draft, and the task, which says what the draft holds."""
        found = await self.mail.look_up(key)
        if found.sent_at is not None:
            return Delivery(accepted_at=found.sent_at), _holding(task, ())
        additions: tuple[str, ...] = ()
        if found.drafts:
            # Created by an attempt that ended before it stored the id; none was ever sent. What it
            # holds is not known, so follow-up mails tell of every addition.
            draft_id, *spare = found.drafts
            for other in spare:
                await self.mail.delete_draft(other)
        else:
            letter = write()
            draft_id = await self.mail.create_draft(letter)
            additions = letter.additions
        delivery, task = Delivery(draft_id=draft_id), _holding(task, additions)
        await self._keep(task, delivery)
        return delivery, task

    async def _reconciled(self, key: str, delivery: Delivery, handed_over_at: datetime) -> Delivery:
        found = await self.mail.look_up(key)
        if found.sent_at is not None:
            return delivery.model_copy(update={"accepted_at": found.sent_at})
        in_doubt_for = self.clock() - handed_over_at
        is_draft = delivery.draft_id in found.drafts
        limit = self.timers.resend_after if is_draft else self.timers.park_after
        if in_doubt_for < limit:
            look = max(self.timers.first_look, min(in_doubt_for, LONGEST_LOOK))
            raise Reschedule(min(look, limit - in_doubt_for))
        if not is_draft:
            raise Vanished
        return delivery

    async def _handed_over(self, task: Task, delivery: Delivery) -> Delivery:
        now = self.clock()
        was_in_doubt = delivery.handed_over_at is not None
        in_doubt = delivery.model_copy(update={"handed_over_at": now})
        # A refusal of this call says nothing about an earlier call that is in doubt.
        refused = in_doubt if was_in_doubt else delivery
        try:
            await HandOver(self.mail, self.tasks)(
                task,
                delivery.draft_id,
                may_have_left=in_doubt.kept_in(task),
                has_not_left=refused.kept_in(task),
            )
        except Gone as gone:
            if was_in_doubt:
                raise Reschedule(self.timers.first_look) from gone
            # It was never sent: look it up, and create another if there is none.
            await self._keep(_holding(task, ()), Delivery())
            raise Unclear from gone
        except Unclear as unclear:
            if unclear.was_refused and not was_in_doubt:
                await self._keep(task, self._with_short_doubt(in_doubt, now))
            raise
        return delivery.model_copy(update={"accepted_at": now})

    def _with_short_doubt(self, delivery: Delivery, now: datetime) -> Delivery:
        """Backdates the doubt, so that what is still a draft is sent again within seconds.

        Only the first time: after another refusal without a reason the usual time applies.
        """
        begun = now - self.timers.resend_after + 2 * self.timers.first_look
        return delivery.model_copy(update={"handed_over_at": min(now, begun)})

    async def _keep(self, task: Task, delivery: Delivery) -> None:
        await self.tasks.checkpoint(task, delivery.kept_in(task))


def _holding(task: Task, additions: Sequence[str]) -> Task:
    others = {key: value for key, value in task.payload.items() if key != _HOLDS}
    holds = {_HOLDS: list(additions)} if additions else {}
    return replace(task, payload={**others, **holds})


MAILS_IN_A_ROW = 2
"""Refused mails in a row that raise an alarm."""


@dataclass
class WatchedMail:
    """Mail that counts its refusals."""

    mail: Mail
    board: AlarmBoard
    _refused: int = 0

    async def look_up(self, key: str) -> MailboxEntry:
        """The mail and the drafts with this key."""
        return await self.mail.look_up(key)

    async def create_draft(self, letter: Letter) -> str:
        """Creates a draft."""
        try:
            return await self.mail.create_draft(letter)
        except Failure as failure:
            self._note(failure)
            raise

    async def send_draft(self, draft_id: str) -> None:
        """Sends a draft."""
        try:
            await self.mail.send_draft(draft_id)
        except Failure as failure:
            self._note(failure)
            raise
        self._refused = 0
        self.board.end(MAILS_REFUSED)

    async def delete_draft(self, draft_id: str) -> None:
        """Deletes a draft."""
        await self.mail.delete_draft(draft_id)

    async def has_left(self, key: str) -> bool:
        """Whether the mail is in Sent Items."""
        return await self.mail.has_left(key)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """The non-delivery reports about mails with that reference in the subject."""
        return await self.mail.non_delivery_reports(reference)

    def _note(self, failure: Failure) -> None:
        was_refused = isinstance(failure, Unclear) and failure.was_refused
        if not was_refused and not isinstance(failure, Rejected):
            return
        self._refused += 1
        if self._refused >= MAILS_IN_A_ROW:
            reason = str(failure) if isinstance(failure, Rejected) else ""
            self.board.start(MAILS_REFUSED, reason or type(failure).__name__)
