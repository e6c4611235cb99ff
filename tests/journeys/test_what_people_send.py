"""What a person sent is what stands in their own window."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, types_to_field, types_to_the_end
from tests.stand_ins.activities import Activity

REACH = "contact_words"


def typed(bot: Running, somebody: Somebody, text: str, **more: Any) -> Activity:
    """A typed message as Teams posts it; what is given replaces or adds fields."""
    chat = bot.teams.opens_chat(somebody.member)
    return {**bot.teams.channel.text(somebody.member, chat, text), **more}


async def test_signs_that_the_runtime_does_not_know_yet_reach_card_and_mail(
    bot: Running, aroha: Somebody
) -> None:
    words = "they sent \U0001fa77\U0001fae8 and \U0001fae9 to me"
    await types_to_field(bot, aroha, REACH)

    await aroha.says(words)
    kept = bot.draft()["words"][REACH]
    await types_to_the_end(bot, aroha)

    assert kept == words
    assert words in bot.mail()


async def test_the_cells_of_a_pasted_table_stay_apart(bot: Running, aroha: Somebody) -> None:
    await types_to_field(bot, aroha, REACH)

    await aroha.says("Mon\t9 am\tgate\nTue\t3 pm\tdesk")

    assert bot.draft()["words"][REACH] == "Mon 9 am gate\nTue 3 pm desk"


@pytest.mark.parametrize("value", [{}, "", "{}", {"msTeams": {}, "": "", "actionId": "x"}], ids=str)
async def test_words_beside_keys_that_are_not_ours_are_the_answer(
    value: object, bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.posts({**typed(bot, aroha, "No"), "value": value})

    assert bot.content.texts("kind.title") in aroha.answer


@pytest.mark.parametrize("as_sent", [dict, json.dumps], ids=["object", "text"])
async def test_a_key_beside_those_of_a_press_does_no_harm(
    as_sent: Callable[[object], object], bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    pressed = aroha.button("No").action["data"]

    await aroha.sends(as_sent({**pressed, "actionId": "submit-1", "": "", "msTeams": {}}))

    assert bot.content.texts("kind.title") in aroha.answer


async def test_a_key_beside_those_of_an_execute_does_no_harm(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button(bot.content.texts("leader.approve"))
    data = json.dumps({**approve.action["data"], "actionId": "submit-1"})
    chat = bot.teams.opens_chat(wiremu.member)
    executed = bot.teams.channel.execute(wiremu.member, chat, approve.activity_id, "x", {})

    await wiremu.posts({**executed, "value": {"action": {"data": data}, "trigger": "manual"}})
    await bot.rests()

    assert len(bot.mails()) == 1
