"""A new draft, of a report or of an addition to one, and the tasks that come with it."""

from secrets import choice as draw
from uuid import uuid4

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.report import Report
from bot.services.handlers.find_leader import look_up
from bot.services.handlers.remind_of_draft import draft_reminder
from bot.services.handlers.retention import expiry
from bot.services.reports.additions import begin_addition
from dialogs.turn import Turn

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits that are easily confused on the phone."""
REFERENCE_LENGTH = 8


def new_draft(turn: Turn, scenario_id: str | None) -> Draft:
    """A draft of this person; adds the tasks to look up, remind and expire."""
    now = turn.services.clock()
    draft = Draft(
        id=str(uuid4()),
        reference=_new_reference(),
        tenant_id=turn.actor.tenant_id,
        reporter=Person(id=turn.actor.id, name=turn.name),
        started_at=now,
        scenario_id=scenario_id,
    )
    timers = turn.content.timers.draft
    turn.tasks += [
        look_up(draft.id, turn.actor),
        expiry(draft.id, now + timers.deleted_after),
        draft_reminder(draft.id, now + timers.reminded_after),
    ]
    return draft


def new_addition(turn: Turn, report: Report, escalation: Escalation) -> Draft:
    """The draft of an addition to a report; adds the task that expires it."""
    now = turn.services.clock()
    draft = begin_addition(turn.content, report, escalation, draft_id=str(uuid4()), at=now)
    turn.tasks.append(expiry(draft.id, now + turn.content.timers.draft.deleted_after))
    return draft


def _new_reference() -> str:
    code = "".join(draw(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
    return f"{code[:4]}-{code[4:]}"
