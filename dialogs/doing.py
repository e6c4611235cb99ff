"""Carrying out what a person wants done with a report."""

from collections.abc import Awaitable

from bot.domain.errors import NotTheLeader, NotYours, Refusal, UnknownReport
from bot.domain.escalation import Escalation
from dialogs.turn import Turn


async def done_or_said_why_not(turn: Turn, act: Awaitable[Escalation]) -> None:
    """Says why it cannot be done any more; whose report it is not hears that and nothing else."""
    try:
        await act
    except (NotTheLeader, NotYours, UnknownReport):
        raise  # there is nothing to show them then
    except Refusal as refusal:
        turn.say(refusal.key)
