"""A number that a leader types means the card that came last, be it a reminder."""

from datetime import timedelta
from typing import Any

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.services.wording import in_new_zealand
from cards.plain_text import plain_text
from dialogs.turn import Turn
from dialogs.typed_commands import handle_input
from tests.builders import NOON, a_report, an_escalation, shipped
from tests.dialogs.one_turn import a_turn
from tests.words import fragment, words

TEXTS = shipped().texts
ASKED = an_escalation(level=Level.HIGH).leader_asked(at=NOON).after
REMINDED = ASKED.reminded(at=NOON + timedelta(hours=1)).after
ANSWER_BY = in_new_zealand(NOON + timedelta(days=1))


class Answers:
    """The use case that keeps a leader's answer."""

    def __init__(self) -> None:
        self.given: list[str] = []

    async def __call__(self, report_id: str, decision: str, *, by: Actor, reason: str) -> None:
        """Kept, by whoever gave it."""
        self.given.append(f"{by.id} {decision}")


async def typed(text: str, escalation: Escalation, **memory: Any) -> tuple[Turn, list[str]]:
    """The turn in which Lea typed this, and what she answered by it."""
    kept, answers, no_dialogs = (a_report(level=Level.HIGH), escalation), Answers(), None
    turn = a_turn("lea", kept=kept, text=text, decide=answers)
    turn.memory.update(memory)
    await handle_input(no_dialogs, turn)
    return turn, answers.given


def shown(turn: Turn) -> str:
    """What came back."""
    return plain_text(turn.replies[-1].message.card or {})


async def test_a_number_after_the_card_answers_it() -> None:
    _, answers = await typed("1", ASKED)

    assert answers == ["lea approve"]


async def test_a_number_after_a_reminder_opens_the_card_and_answers_nothing() -> None:
    turn, answers = await typed("1", REMINDED)

    assert answers == []
    assert TEXTS("leader.answer_by", time=ANSWER_BY) in shown(turn)


async def test_a_number_means_a_reminder_that_came_after_a_menu() -> None:
    between = (NOON + timedelta(minutes=30)).isoformat()
    menu = [[words("menu.support"), {"verb": "show_page", "page": "support"}]]

    turn, _ = await typed("1", REMINDED, menu=menu, menu_at=between)
    before, _ = await typed("1", ASKED, menu=menu, menu_at=between)

    assert fragment("leader.heading") in shown(turn)
    assert TEXTS("support.title") in shown(before)


async def test_the_words_on_a_reminder_open_the_card() -> None:
    turn, answers = await typed(TEXTS("reminder.show"), REMINDED)

    assert answers == []
    assert fragment("leader.heading") in shown(turn)


async def test_the_words_of_an_answer_still_count_after_a_reminder() -> None:
    _, answers = await typed(TEXTS("leader.approve"), REMINDED)

    assert answers == ["lea approve"]


async def test_a_number_that_a_reminder_does_not_have_answers_nothing() -> None:
    turn, answers = await typed("2", REMINDED)

    assert answers == []
    assert TEXTS("menu.lead") in shown(turn)


async def test_a_number_after_the_card_was_opened_again_answers_it() -> None:
    submitted_escalation, _ = await typed("1", REMINDED, menu_at="")
    later = (NOON + timedelta(hours=2)).isoformat()

    _, answers = await typed("1", REMINDED, menu=submitted_escalation.memory["menu"], menu_at=later)

    assert answers == ["lea approve"]
