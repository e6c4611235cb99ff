"""What a reporter types means the status card as it is now, for the bot keeps it up to date."""

from typing import Any

from bot.domain.escalation import Escalation, MailTrouble
from bot.domain.scenario import Level
from cards.plain_text import plain_text
from dialogs.turn import Turn
from dialogs.typed_commands import handle_input
from tests.builders import NOON, a_report, an_escalation, shipped
from tests.dialogs.one_turn import a_turn

TEXTS = shipped().texts
REPORT = a_report(level=Level.URGENT)
ON_ITS_WAY = an_escalation(level=Level.URGENT)
LATE = ON_ITS_WAY.mail_troubled(MailTrouble.LATE, at=NOON).after


async def typed(text: str, shown_last: Escalation, now: Escalation) -> str:
    """What Rea hears who saw the first of these, when by now it is the other."""
    turn, no_dialogs = a_turn(kept=(REPORT, now), text=text), None
    turn.show_status(REPORT, shown_last)
    await handle_input(no_dialogs, turn)
    return said(turn)


def said(turn: Turn) -> str:
    """The card that was shown last."""
    return plain_text(turn.replies[-1].message.card or {})


async def test_a_button_that_came_onto_the_card_can_be_typed() -> None:
    assert TEXTS("by_hand.title") in await typed(TEXTS("by_hand.show"), ON_ITS_WAY, LATE)
    assert TEXTS("by_hand.title") in await typed("1", ON_ITS_WAY, LATE)


async def test_a_number_means_the_buttons_that_are_on_the_card() -> None:
    assert TEXTS("entry.title", system="Noggin") in await typed("2", ON_ITS_WAY, ON_ITS_WAY)
    assert TEXTS("entry.title", system="Noggin") in await typed("3", LATE, LATE)


async def test_a_report_that_is_no_longer_kept_leaves_what_was_shown() -> None:
    turn, no_dialogs = a_turn(text=TEXTS("menu.more_support")), None
    turn.show_status(REPORT, ON_ITS_WAY)
    await handle_input(no_dialogs, turn)

    assert TEXTS("support.title") in said(turn)


async def test_another_card_takes_the_place_of_the_status() -> None:
    turn, no_dialogs = a_turn(kept=(REPORT, LATE), text="1"), None
    turn.show_status(REPORT, LATE)
    another: dict[str, Any] = {"body": [], "actions": []}
    turn.show(another)
    await handle_input(no_dialogs, turn)

    assert TEXTS("by_hand.title") not in said(turn)
