"""One letter, sent exactly once over a mail service that has no way to ask for that.

The steps of a delivery are kept in its task before each call outside:

begun     look up ─ found sent ─▶ accepted;  found a draft ─▶ drafted;  nothing ─▶ create ─▶ drafted
drafted   keep "in doubt", then hand the draft over ─▶ accepted
in doubt  look up ─ found sent ─▶ accepted;  still a draft after a while ─▶ hand the same one over;
          neither for too long ─▶ Vanished, and a person must look. Never a second draft.
          After a no without a reason the while is a matter of seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.domain.base import Value
from bot.domain.stored import split_additions
from bot.domain.timers import MailTimers
from bot.ports import Busy, Clock, Gone, Letter, Mail, Rejected, Task, Tasks, Unclear
from bot.services.worker.attempt import Reschedule

Payload = Mapping[str, object]


@dataclass(frozen=True)
class HandOver:
    """Asks for a draft to be sent. The task says from before the call that it may have left."""

    mail: Mail
    tasks: Tasks

    async def __call__(
        self, task: Task, draft_id: str, *, may_have_left: Payload, has_not_left: Payload
    ) -> None:
        """Keeps the first payload, and the second once that is sure. Raises any Failure."""
        await self.tasks.checkpoint(task, may_have_left)
        try:
            await self.mail.send_draft(draft_id)
        except (Busy, Rejected):
            await self.tasks.checkpoint(task, has_not_left)
            raise


LONGEST_LOOK = timedelta(minutes=1)


class Vanished(Rejected):
    """Neither sent nor among the drafts: it may have left, so no second one is made."""


class Delivery(Value):
    """How far a letter has come."""

    draft_id: str = ""
    handed_over_at: datetime | None = None
    """When the mail service was last asked to send the draft. None: surely nothing has left."""
    accepted_at: datetime | None = None

    @classmethod
    def of(cls, task: Task) -> Self:
        """As it is kept in its task."""
        return cls.model_validate(task.payload.get("delivery", {}), extra="allow")

    def kept_in(self, task: Task) -> dict[str, object]:
        """The task's payload with this."""
        return {**task.payload, "delivery": split_additions(self).document}


@dataclass(frozen=True)
class Deliver:
    """Takes a letter as far as it goes now. Raises Later to look again, and any Failure."""

    mail: Mail
    tasks: Tasks
    clock: Clock
    timers: MailTimers

    async def __call__(self, task: Task, key: str, write: Callable[[], Letter]) -> Delivery:
        """The accepted delivery. The letter is written only if there is no draft of it yet."""
        delivery = Delivery.of(task)
        if delivery.handed_over_at is not None:
            delivery = await self._reconciled(key, delivery, delivery.handed_over_at)
        elif not delivery.draft_id:
            delivery = await self._drafted(task, key, write)
        if delivery.accepted_at is not None:
            return delivery
        return await self._handed_over(task, delivery)

    async def _drafted(self, task: Task, key: str, write: Callable[[], Letter]) -> Delivery:
        found = await self.mail.look_up(key)
        if found.sent_at is not None:
            return Delivery(accepted_at=found.sent_at)
        if found.drafts:
            # Left by an attempt that ended here. It was never handed over, nor were the others.
            draft_id, *spare = found.drafts
            for other in spare:
                await self.mail.delete_draft(other)
        else:
            draft_id = await self.mail.create_draft(write())
        delivery = Delivery(draft_id=draft_id)
        await self._keep(task, delivery)
        return delivery

    async def _reconciled(self, key: str, delivery: Delivery, handed_over_at: datetime) -> Delivery:
        found = await self.mail.look_up(key)
        if found.sent_at is not None:
            return delivery.model_copy(update={"accepted_at": found.sent_at})
        doubted_for = self.clock() - handed_over_at
        is_draft = delivery.draft_id in found.drafts
        doubted_until = self.timers.resend_after if is_draft else self.timers.park_after
        if doubted_for < doubted_until:
            look = max(self.timers.first_look, min(doubted_for, LONGEST_LOOK))
            raise Reschedule(min(look, doubted_until - doubted_for))
        if not is_draft:
            raise Vanished
        return delivery

    async def _handed_over(self, task: Task, delivery: Delivery) -> Delivery:
        now = self.clock()
        was_in_doubt = delivery.handed_over_at is not None
        in_doubt = delivery.model_copy(update={"handed_over_at": now})
        # A refusal takes away only the doubt that this call itself has brought.
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
            # Nobody can have sent it: it is looked up, and made anew if it is nowhere.
            await self._keep(task, Delivery())
            raise Unclear from gone
        except Unclear as unclear:
            if unclear.was_refused and not was_in_doubt:
                await self._keep(task, self._little_doubted(in_doubt, now))
            raise
        return delivery.model_copy(update={"accepted_at": now})

    def _little_doubted(self, delivery: Delivery, now: datetime) -> Delivery:
        """As if the doubt had begun earlier: a draft that stays one is sent again within seconds.

        Only the first time. Whoever refuses again without a reason is given the usual time.
        """
        begun = now - self.timers.resend_after + 2 * self.timers.first_look
        return delivery.model_copy(update={"handed_over_at": min(now, begun)})

    async def _keep(self, task: Task, delivery: Delivery) -> None:
        await self.tasks.checkpoint(task, delivery.kept_in(task))
