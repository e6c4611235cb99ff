"""A report that was begun before this release is gone on with, and nothing of it is asked again."""

import json
from typing import Any

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, URGENT, inputs_of, opens_page, to_guidance, to_questions
from tests.words import choice_text, fact_heading, level_name, question_text, said_text, words

LINK = "https://example.org/post/17"


async def keeps(bot: Running, **changes: Any) -> None:
    """The draft as the release before would have stored it."""
    draft = {**bot.draft(), **changes}
    await bot.rewrites("update drafts set document = ?", json.dumps(draft))


async def test_a_draft_at_its_preview_is_sent_with_all_that_was_told(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await keeps(
        bot,
        answers={
            "danger": ["no"],
            "identifying-kinds": ["home"],
            "identifying-call": ["no"],
            "threat": ["no"],
            "customer": ["no"],
            "pattern": ["hate"],
        },
        form={"platform": ["facebook"], "link": []},
        words={"link": LINK},
        guidance_read=True,
        tell_whom={"kind": "security-only"},
        trail=["question:danger", "kind", "question:identifying-kinds", "guidance", "tell"],
    )

    await aroha.says("go on")
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.title") in preview
    assert level_name("urgent") in bot.mails()[0]["Subject"]
    assert f"{fact_heading('shows')}: {said_text('shows', 'home')}" in bot.mail()
    assert f"{fact_heading('hate')}: {said_text('hate', 'yes')}" in bot.mail()
    assert f"{fact_heading('platform')}: {choice_text('platform', 'facebook')}" in bot.mail()
    assert LINK in bot.mail()


async def test_what_its_form_held_comes_filled_in(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await keeps(
        bot,
        answers={"danger": ["no"], "identifying-kinds": ["name"], "threat": ["no"]},
        form={"platform": ["facebook"], "link": []},
        words={"link": LINK},
    )

    await aroha.says("go on")
    await aroha.presses(words("move.skip"))
    await aroha.presses(words("guidance.report"))
    await opens_page(aroha, "where")

    assert aroha.chat.count(question_text("threat")) == 0
    assert inputs_of(aroha)["platform"] == "facebook"
    assert inputs_of(aroha)["link"] == LINK
    assert inputs_of(aroha)["posted_at"] == ""


async def test_a_111_screen_that_was_open_is_open_still(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, URGENT)
    await keeps(bot, answers={"danger": ["no"], "threat-soon": ["not-sure"]})

    await aroha.says("go on")

    assert aroha.answer.startswith(words("danger.call_now"))


async def test_a_question_that_is_asked_no_more_holds_nobody_up(
    bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, URGENT)
    told = bot.draft()["answers"]
    await keeps(bot, answers={**told, "threat-weapon": ["yes"]})

    await aroha.says("go on")
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("urgent") in bot.mails()[0]["Subject"]
