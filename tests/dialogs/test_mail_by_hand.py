"""The text of a mail that has not gone is for its reporter, and for nobody else."""

from typing import Any

import pytest

from bot.domain.errors import NotYours
from bot.domain.escalation import Escalation, MailTrouble
from bot.domain.scenario import Level
from cards.actions import ShowMailText
from cards.gallery.samples import MAILBOX
from cards.plain_text import plain_text
from dialogs.router import ActionRouter
from dialogs.turn import Turn
from tests.builders import NOON, a_report, an_escalation, shipped
from tests.dialogs.one_turn import a_turn

ON_ITS_WAY = an_escalation(level=Level.URGENT)
LATE = ON_ITS_WAY.mail_troubled(MailTrouble.LATE, at=NOON).after
URGENT = a_report(level=Level.URGENT)


async def pressed(escalation: Escalation, person_id: str = "rea") -> Turn:
    """The turn in which this person asked for the text."""
    turn = a_turn(person_id, kept=(URGENT, escalation))
    no_dialogs: Any = None
    await ActionRouter(turn, no_dialogs).route(ShowMailText(report_id="r1"), {})
    return turn


async def test_the_reporter_gets_the_text_of_the_mail() -> None:
    turn = await pressed(LATE)
    (shown,) = turn.replies
    said = plain_text(shown.message.card or {})

    assert shipped().texts("by_hand.how", address=MAILBOX) in said
    assert URGENT.reference in said
    assert shown.status_of is None


@pytest.mark.parametrize("somebody", ["lea", "ari"])
async def test_nobody_else_gets_it(somebody: str) -> None:
    with pytest.raises(NotYours):
        await pressed(LATE, somebody)


@pytest.mark.parametrize(
    "escalation", [ON_ITS_WAY, LATE.mailed(at=NOON).after], ids=["on its way", "sent"]
)
async def test_a_mail_without_trouble_is_shown_where_it_is(escalation: Escalation) -> None:
    (shown,) = (await pressed(escalation)).replies

    assert shown.status_of == escalation
    assert MAILBOX not in plain_text(shown.message.card or {})
