"""Presses on what we never made: nothing changes, and the open question is asked again."""

from typing import Any

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    adds,
    to_page,
    to_preview,
    to_questions,
)
from tests.words import choice_text, fragment, question_text, words

UNKNOWN = words("refusal.unknown")


@pytest.mark.parametrize(
    "ticks", ["nonsense", "name,nonsense", "none,name", "name,name", ",,,", "'; drop table"]
)
async def test_ticks_that_do_not_exist_are_not_kept(
    ticks: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await aroha.presses(words("question.next"), choice=ticks)

    assert question_text("threat") in aroha.answer
    assert set(bot.draft()["answers"]["shows"]) <= {"name"}


async def test_a_question_with_one_answer_takes_no_ticks(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    nonce = aroha.button(choice_text("danger", "no")).action["data"]["nonce"]

    await aroha.sends({"verb": "answer_question", "nonce": nonce, "input.choice": "yes,no"})

    assert words("again.not_here") in aroha.answer
    assert question_text("danger") in aroha.answer
    assert bot.draft()["answers"] == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"choice": "nonsense"},
        {"choice": "identifying-content"},
        {"verb": "fill_in_form", "choice": None},
        {"verb": "move", "to": "skip", "choice": None},
    ],
    ids=str,
)
async def test_an_answer_that_the_question_does_not_have_is_not_taken(
    changed: dict[str, Any], bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    data = {**aroha.button(choice_text("danger", "no")).action["data"], **changed}

    await aroha.sends({key: value for key, value in data.items() if value is not None})

    assert question_text("danger") in aroha.answer
    assert bot.draft()["answers"] == {}


@pytest.mark.parametrize(
    "value",
    [
        {"verb": "delete_everything"},
        {"verb": "show_page", "page": "secrets"},
        {"verb": "open_report", "report_id": "../../etc/passwd"},
        {"verb": "open_report", "report_id": "x" * 65},
        {"verb": "open_report", "report_id": 7},
        {"verb": "open_report", "report_id": None},
        {"verb": "open_report", "report_id": ["r1"]},
        {"verb": "decide_on_escalation", "report_id": "r1", "decision": "burn"},
        {"verb": ["show_page"], "page": "menu"},
        {"verb": None},
        {"input.words": "Marked-words"},
        {"page": "menu"},
        {},
    ],
    ids=str,
)
async def test_a_press_on_what_we_never_made_changes_nothing(
    value: dict[str, Any], bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()

    sent = await aroha.sends(value)

    assert sent.status == 200
    assert UNKNOWN in aroha.answer
    assert question_text("shows") in aroha.answer
    assert bot.draft() == before


@pytest.mark.parametrize("value", ["a string", ["a", "list"], 7, True], ids=str)
async def test_a_press_that_carries_no_object_asks_again(
    value: object, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()

    sent = await aroha.sends(value)

    assert sent.status == 200
    assert question_text("shows") in aroha.answer
    assert bot.draft() == before


@pytest.mark.parametrize("inputs", [{"choice": 7}, {"choice": ["name"]}, {"choice": None}], ids=str)
async def test_inputs_that_are_no_text_count_as_empty(
    inputs: dict[str, Any], bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await aroha.presses(words("question.next"), **inputs)

    assert question_text("threat") in aroha.answer
    assert bot.draft()["answers"]["shows"] == []


async def test_inputs_that_were_not_asked_for_are_not_kept(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(
        words("form.save"), platform="facebook", threat_words="Marked", reporter="Somebody"
    )

    assert "Marked" not in str(bot.draft())
    assert bot.draft()["reporter"]["name"] == "Aroha Example"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"action": None},
        {"action": "approve"},
        {"action": {"verb": "decide_on_escalation"}},
        {"action": {"verb": "decide_on_escalation", "data": "approve"}},
        {"action": {"verb": "x", "data": {"verb": "x"}}},
    ],
    ids=str,
)
async def test_an_execute_of_what_we_never_made_gets_a_card_that_says_so(
    value: dict[str, Any], bot: Running, wiremu: Somebody
) -> None:
    chat = bot.teams.opens_chat(wiremu.member)
    executed = bot.teams.channel.execute(wiremu.member, chat, "1:unknown", "x", {})

    answer = await wiremu.posts({**executed, "value": value})

    assert answer.status == 200
    assert UNKNOWN in str(answer.body["value"])


async def test_an_invoke_that_is_not_ours_is_not_known(bot: Running, aroha: Somebody) -> None:
    chat = bot.teams.opens_chat(aroha.member)
    executed = bot.teams.channel.execute(aroha.member, chat, "1:unknown", "x", {})

    assert (await aroha.posts({**executed, "name": "composeExtension/query"})).status == 501


@pytest.mark.parametrize("forged", ["danger", "soon", "threat,link", "scenario", "hate", "shows"])
async def test_what_the_preview_does_not_offer_is_not_left_out(
    forged: str, bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, URGENT)
    before = bot.draft()["answers"]

    await aroha.presses(words("preview.whom"), leave_out=forged)

    assert bot.draft()["answers"] == before


@pytest.mark.parametrize("forged", ["link", "threat_words", "where_now", "scenario"])
async def test_what_only_security_reads_cannot_be_ticked_for_the_leader(
    forged: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, URGENT)
    await adds(aroha, "where", link="https://example.org/marked")
    await adds(aroha, "said", threat_words="Marked words")

    await aroha.presses(words("preview.send"), leader_may_read=forged)
    await bot.rests()

    assert fragment("leader.heading") in wiremu.sees
    assert "arked" not in wiremu.chat
    assert "Marked words" in bot.mail()
