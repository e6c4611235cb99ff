"""After an outage of the bot: tasks that are late because of it, and one message about it."""

from datetime import datetime, timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.working_time import NEW_ZEALAND
from bot.ports import NewTask

AN_OUTAGE = timedelta(minutes=10)
"""A task that runs later than this after its time was delayed by an outage, not by other work."""
DEADLINE_FIRST = timedelta(seconds=1)
"""How long a message waits until an overdue deadline of its report is applied."""


def was_held_up(due_at: datetime | None, now: datetime) -> bool:
    """Whether a task that was due then is late because of an outage."""
    return due_at is not None and now - due_at > AN_OUTAGE


def is_deadline_due(escalation: Escalation, now: datetime) -> bool:
    """Whether the deadline is over and not applied yet: no message may say that it still waits."""
    answer_by = escalation.answer_by
    return escalation.is_pending and answer_by is not None and answer_by <= now


def caught_up(actor: Actor, now: datetime) -> NewTask:
    """The task that tells a person what happened meanwhile. Idempotent per hour."""
    hour = now.astimezone(NEW_ZEALAND).strftime("%Y-%m-%dT%H")
    return NewTask(
        key=f"caught-up:{actor.tenant_id}:{actor.id}:{hour}",
        kind="tell_caught_up",
        payload=actor.model_dump(),
        lane="care",
    )
