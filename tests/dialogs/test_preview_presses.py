"""At the preview nothing is sent that the reporter has not read, and Send takes what is typed."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.draft import Draft
from bot.domain.people import KnownPerson
from bot.domain.report import Report
from bot.domain.scenario import Level, Reader
from cards.actions import LEADER_MAY_READ, LEAVE_OUT, AnswerQuestion
from cards.report.preview_card import DETAILS, SEND, WHOM
from dialogs.turn import Turn, UserInput
from tests.builders import LEA, a_draft, shipped, walk
from tests.dialogs.one_turn import a_turn, run
from tests.words import words

KNOWN = KnownPerson(leader=LEA)
HELD_BACK = {"poster": ("whanau-or-ex",)}


def ready(**says: Any) -> Draft:
    """A report at its preview."""
    draft = walk(shipped().catalogue, "impersonation").with_guidance_read()
    return draft.with_facts(says.pop("told", {}), says.pop("words", {})).replace(**says)


def in_danger() -> Draft:
    """A report of somebody who was on the 111 screen and sends at once."""
    asked = a_draft(None, answers={"danger": ("yes",)})
    return asked.with_danger_left("danger", "send-now")


async def pressed(draft: Draft, choice: str | None, inputs: Mapping[str, str]) -> Turn:
    """The turn in which this was pressed on the preview of this draft."""
    document = await run(a_turn(draft=draft, known=KNOWN, text="go on"), {})
    turn = a_turn(draft=draft, known=KNOWN)
    nonce = _nonce_in(document)
    press = AnswerQuestion(nonce=nonce, choice=choice)
    turn.user_input = UserInput(press=press, inputs=dict(inputs))
    await run(turn, document)
    return turn


def _nonce_in(stored: object) -> str:
    """The nonce of the open card."""
    match stored:
        case {"nonce": str(nonce)}:
            return nonce
        case dict():
            return next((found for it in stored.values() if (found := _nonce_in(it))), "")
        case list():
            return next((found for it in stored if (found := _nonce_in(it))), "")
        case _:
            return ""


def sent(turn: Turn) -> Report:
    """The report that was sent in this turn."""
    kept: Any = turn.services.reports
    ((report, _),) = kept.kept.values()
    assert isinstance(report, Report)
    return report


async def test_send_sends() -> None:
    turn = await pressed(ready(), SEND, {})

    assert turn.is_sent
    assert turn.draft is None


@pytest.mark.parametrize("button", [SEND, DETAILS, WHOM])
async def test_any_button_takes_what_is_to_be_left_out_and_sends_nothing(button: str) -> None:
    draft = ready(words={"account_name": "Kea"}, told={"account_name": ()})

    turn = await pressed(draft, button, {LEAVE_OUT: "account_name"})

    assert turn.draft is not None
    assert "account_name" not in turn.draft.words
    assert not turn.is_sent
    assert "preview.changed" in _said(turn)


async def test_what_the_leader_may_read_is_shown_before_it_is_sent() -> None:
    allowed = await pressed(ready(told=HELD_BACK), SEND, {LEADER_MAY_READ: "poster"})
    assert not allowed.is_sent
    assert allowed.draft is not None
    assert allowed.draft.leader_may_read == ("poster",)

    turn = await pressed(allowed.draft, SEND, {LEADER_MAY_READ: "poster"})

    assert turn.is_sent
    read = [line.field for line in sent(turn).lines_for(Reader.DETAILS)]
    assert "poster" in read
    assert "family_violence" not in read


async def test_a_tick_that_is_taken_away_again_keeps_it_from_the_leader() -> None:
    """Clients send no value of a list in which nothing is ticked."""
    draft = ready(told=HELD_BACK, leader_may_read=("poster",))

    turn = await pressed(draft, SEND, {})

    assert not turn.is_sent
    assert turn.draft is not None
    assert turn.draft.leader_may_read == ()


async def test_words_that_are_typed_take_no_tick_away() -> None:
    draft = ready(told=HELD_BACK, leader_may_read=("poster",))
    document = await run(a_turn(draft=draft, known=KNOWN, text="go on"), {})
    turn = a_turn(draft=draft, known=KNOWN, text=shipped().texts("preview.send"))

    await run(turn, document)

    assert turn.is_sent
    assert "poster" in [line.field for line in sent(turn).lines_for(Reader.DETAILS)]


async def test_nobody_can_let_a_leader_read_what_is_for_security_alone() -> None:
    draft = ready(words={"account_name": "Kea"}, told={"account_name": ()})

    turn = await pressed(draft, SEND, {LEADER_MAY_READ: "account_name"})

    assert turn.is_sent
    assert "account_name" not in [line.field for line in sent(turn).lines_for(Reader.DETAILS)]


async def test_in_danger_send_takes_where_they_are_along() -> None:
    turn = await pressed(in_danger(), SEND, {"where_now": "12 Kea Street, 021 000"})

    assert turn.is_sent
    report = sent(turn)
    assert report.level is Level.EMERGENCY
    (where,) = [line for line in report.lines if line.field == "where_now"]
    assert where.value == "12 Kea Street, 021 000"
    assert where.readers == (Reader.EMAIL,)


async def test_in_danger_nothing_has_to_be_typed() -> None:
    turn = await pressed(in_danger(), SEND, {})

    assert turn.is_sent
    assert "where_now" not in [line.field for line in sent(turn).lines]


def _said(turn: Turn) -> list[str]:
    texts = shipped().texts
    said = " ".join(str(reply.message) for reply in turn.replies)
    return [key for key in ("preview.changed",) if texts(key) in said]


async def test_what_the_leader_may_read_too_can_be_typed() -> None:
    draft = ready(told=HELD_BACK)
    document = await run(a_turn(draft=draft, known=KNOWN, text="go on"), {})
    heading = shipped().catalogue.facts["poster"].heading
    turn = a_turn(draft=draft, known=KNOWN, text=f"{words('words.leader_may_read')} {heading}")

    await run(turn, document)

    assert turn.draft is not None
    assert turn.draft.leader_may_read == ("poster",)
    assert not turn.is_sent
