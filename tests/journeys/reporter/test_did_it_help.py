"""Whether it helped is asked once, at the end; the answer is counted and kept with nobody."""

from collections.abc import Mapping

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, takes_back, to_guidance
from tests.words import menu_title, words

ASKS = words("helped.question")
ADVICE = menu_title("joining-or-watching-groups")


def helped(bot: Running) -> Mapping[str, int]:
    """What was counted of it."""
    rows = bot.rows("counters")
    return {row["key"]: row["number"] for row in rows if row["kind"] == "helped"}


async def test_whoever_takes_a_report_back_is_asked_once(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before = aroha.status
    await takes_back(aroha)
    await bot.rests()
    asked = aroha.status
    partly = aroha.button(words("helped.partly"))

    await aroha.pressing(partly)
    thanked = aroha.answer
    await aroha.pressing(partly)
    await bot.rests()

    assert ASKS not in before
    assert ASKS in asked
    assert words("helped.what_for") in asked
    assert words("helped.thanks") in thanked
    assert ASKS not in aroha.status
    assert helped(bot) == {"partly": 1}


async def test_whoever_read_the_guidance_to_its_end_is_asked_once(
    bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, ADVICE)
    await aroha.presses(words("guidance.finish"))
    asked = aroha.answer
    yes = aroha.button(words("helped.yes"))

    await aroha.pressing(yes)
    thanked = aroha.answer
    await aroha.pressing(yes)

    assert ASKS in asked
    assert words("guidance.finished") in asked
    assert words("helped.thanks") in thanked
    assert helped(bot) == {"yes": 1}


async def test_nobody_else_answers_for_them(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await takes_back(aroha)
    no = aroha.button(words("helped.no"))

    await sefina.sends(no.action["data"])
    by_a_stranger = helped(bot)
    await aroha.pressing(no)

    assert sefina.answer == words("refusal.not_yours")
    assert (by_a_stranger, helped(bot)) == ({}, {"no": 1})
