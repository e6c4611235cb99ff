"""Transitions of a report, and the tasks they enqueue."""

from sqlalchemy import select

from bot.adapters.storage.tables import tasks
from bot.domain.escalation import Decision, Escalation, System, Transition
from tests.adapters.storage.builders import LEADER, REPORTER, START
from tests.adapters.storage.conftest import Store

MAIL = "report-1:send_mail"


def approving(escalation: Escalation) -> Transition:
    """The leader approves."""
    return escalation.decide(Decision.APPROVE, by=LEADER, at=START)


def ticking(escalation: Escalation) -> Transition:
    """The reporter has made the entry in Noggin."""
    return escalation.tick(System.NOGGIN, by=REPORTER, at=START)


async def keys(store: Store) -> list[str]:
    """Every task ever enqueued."""
    return [key for (key,) in await store.rows(select(tasks.c.key).order_by(tasks.c.id))]
