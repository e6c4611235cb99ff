"""Where the bot may write to somebody first: their own chat, as Teams named it last."""

import json

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports
from tests.stand_ins.activities import Chat
from tests.words import words

MEETING = "19:meeting_MDAwMDAwMDAtMDAwMC0wMDAw@thread.v2"
ELSEWHERE = [
    Chat.of_group("the team"),
    Chat("19:0123456789abcdef@thread.tacv2;messageid=1", "channel"),
    Chat(MEETING, "groupChat"),
    Chat(MEETING, "meeting"),
]
KINDS = ["group chat", "channel", "meeting", "a kind of its own"]


def addresses(bot: Running) -> dict[str, tuple[str, str]]:
    """Chat and service of everybody who can be written to, by object id."""
    kept = {row["id"]: json.loads(row["address"]) for row in bot.rows("people") if row["address"]}
    return {who: (it["conversation_id"], it["service_url"]) for who, it in kept.items()}


@pytest.mark.parametrize("chat", ELSEWHERE, ids=KINDS)
async def test_where_others_read_along_is_no_address(chat: Chat, bot: Running) -> None:
    priya, channel = bot.person("Priya Example").member, bot.teams.channel

    await bot.teams.says(priya, "hello", chat)
    for arrival in channel.bot_added(priya, chat), channel.installation(priya, chat, "add"):
        await bot.teams.delivers(arrival)

    assert addresses(bot) == {}


async def test_a_group_that_does_not_say_so_is_no_address(bot: Running) -> None:
    priya = bot.person("Priya Example").member
    hello = bot.teams.channel.text(priya, Chat.of_group("the team"), "hello")

    await bot.teams.delivers({**hello, "conversation": {"id": hello["conversation"]["id"]}})

    assert addresses(bot) == {}


async def test_a_chat_of_ones_own_that_does_not_say_so_is_one(bot: Running) -> None:
    priya = bot.person("Priya Example").member
    own = Chat.with_person(priya)
    hello = bot.teams.channel.text(priya, own, "hello")

    await bot.teams.delivers({**hello, "conversation": {"id": own.id}})

    assert addresses(bot) == {priya.object_id: (own.id, bot.teams.service_url)}


@pytest.mark.parametrize("chat", ELSEWHERE, ids=KINDS)
async def test_an_app_that_leaves_a_group_takes_nobodys_own_chat_with_it(
    chat: Chat, bot: Running, aroha: Somebody
) -> None:
    before = addresses(bot)

    await bot.teams.delivers(bot.teams.channel.installation(aroha.member, chat, "remove"))

    assert addresses(bot) == before != {}


async def test_each_message_of_a_person_brings_their_address_up_to_date(
    bot: Running, aroha: Somebody
) -> None:
    own = Chat.with_person(aroha.member)
    moved = bot.teams.service_url.replace("/au/", "/emea/")
    hello = bot.teams.channel.text(aroha.member, own, "hello")

    await bot.teams.delivers({**hello, "serviceUrl": moved})
    elsewhere = addresses(bot)
    await aroha.says("hello")

    assert elsewhere == {aroha.member.object_id: (own.id, moved)}
    assert addresses(bot) == {aroha.member.object_id: (own.id, bot.teams.service_url)}


async def test_a_press_on_a_card_brings_it_up_to_date_too(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await bot.rewrites("update people set address = null")
    await bot.restarts()

    await wiremu.presses(words("leader.approve"))

    assert addresses(bot).keys() == {wiremu.member.object_id}
