"""After an outage of the bot: what fell due meanwhile, and the one message that tells of it."""

from datetime import datetime, timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.working_time import NEW_ZEALAND
from bot.ports import NewTask

AN_OUTAGE = timedelta(minutes=10)
"""What is done so much later than it was due was held up by an outage, and not by other work."""
DEADLINE_FIRST = timedelta(seconds=1)
"""How long a message waits for the deadline of its report, which the bot was not there to keep."""


def was_held_up(due_at: datetime | None, now: datetime) -> bool:
    """Whether what was due then could not be done in its time."""
    return due_at is not None and now - due_at > AN_OUTAGE


def is_deadline_due(it: Escalation, now: datetime) -> bool:
    """Whether its deadline is due and not yet kept: nobody is to be told that it still waits."""
    return it.is_pending and it.answer_by is not None and it.answer_by <= now


def caught_up(actor: Actor, now: datetime) -> NewTask:
    """The task that tells a person of all that happened; idempotent per hour."""
    hour = now.astimezone(NEW_ZEALAND).strftime("%Y-%m-%dT%H")
    return NewTask(
        key=f"caught-up:{actor.tenant_id}:{actor.id}:{hour}",
        kind="tell_caught_up",
        payload=actor.model_dump(),
        lane="care",
    )
