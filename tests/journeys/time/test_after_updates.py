"""A position that another release kept: nothing is lost, and nobody is held up."""

import json

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_preview, to_questions
from tests.words import choice_text, fragment, question_text, words

UPDATED = words("again.updated")


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 0},
        {"schema": 1},
        {"schema": 3},
        {"stack": [{"id": "renamed", "state": {}}]},
        {"stack": [{"id": "triage", "state": {}}, {"id": "renamed", "state": {}}]},
        {"stack": [{"id": "triage", "state": {"stepIndex": 7}}]},
        {"stack": [{"id": "question", "state": {}}]},
        {"stack": [{"id": "triage"}]},
        {"stack": []},
    ],
    ids=str,
)
async def test_after_an_update_of_the_form_the_open_question_is_asked_again(
    change: dict[str, object], bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    done = aroha.button(words("question.next"))
    await _rewrite(bot, change)

    await aroha.pressing(done, choice="name")
    asked = aroha.answer
    await aroha.presses(words("question.next"), choice="name")

    assert question_text("shows") in asked
    assert question_text("threat") in aroha.answer


async def test_after_an_update_somebody_hears_that_nothing_is_lost(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await _rewrite(bot, {"schema": 0})

    await aroha.says("1")

    assert UPDATED in aroha.answer
    assert bot.draft()["scenario_id"] == "identifying-content"


@pytest.mark.parametrize("change", [{"schema": 1}, {"stack": []}], ids=str)
async def test_after_an_update_security_is_told_at_the_first_press(
    change: dict[str, object], bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.danger"))
    tell = aroha.button(words("danger.send_now"))
    await _rewrite(bot, change)

    await aroha.pressing(tell)

    assert words("preview.title") in aroha.answer
    assert UPDATED not in aroha.chat
    assert bot.all_mails() == []


async def test_after_an_update_nobody_is_safe_by_an_old_press(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.danger"))
    safe = aroha.button(words("danger.safe_now"))
    await _rewrite(bot, {"schema": 1})

    await aroha.pressing(safe)

    assert words("danger.call_now") in aroha.answer
    assert bot.draft()["after_danger"] == {}


async def test_from_any_showing_of_the_111_screen_security_is_told_at_the_first_press(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.danger"))
    tell = aroha.button(words("danger.send_now"))
    await aroha.presses(words("move.back"))
    await aroha.presses(choice_text("danger", "yes"))

    await aroha.pressing(tell)

    assert words("preview.title") in aroha.answer


async def test_an_update_does_not_get_in_the_way_of_somebody_without_a_form(
    bot: Running, aroha: Somebody
) -> None:
    await _rewrite(bot, {"schema": 0})

    await aroha.says("support")

    assert UPDATED not in aroha.answer
    assert words("support.title") in aroha.answer


async def test_an_update_does_not_get_in_the_way_of_a_leader(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await _rewrite(bot, {"schema": 0})

    await wiremu.presses(words("leader.approve"))

    assert fragment("leader.answered_approve") in wiremu.answer


async def _rewrite(bot: Running, change: dict[str, object]) -> None:
    for row in bot.rows("conversations"):
        document = json.dumps({**json.loads(row["document"]), **change})
        await bot.rewrites(
            "update conversations set document = ? where key = ?", document, row["key"]
        )


async def test_the_release_before_takes_no_answer_to_a_card_of_this_one(
    bot: Running, aroha: Somebody
) -> None:
    """It reads 1 alone, and would take Skip on its own question for Send on this preview."""
    await to_preview(aroha, HIGH)

    kept = [json.loads(row["document"]) for row in bot.rows("conversations")]
    schemas = [document["schema"] for document in kept if "schema" in document]

    assert schemas
    assert min(schemas) > 1
