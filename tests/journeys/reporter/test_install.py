"""The app is added, removed and added again."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_questions
from tests.words import fragment, question_text, words

WELCOME = words("welcome.title", name="Aroha")


async def test_adding_the_app_is_welcomed_once_though_teams_says_it_twice(
    aroha: Somebody,
) -> None:
    assert len(aroha.shown) == 1
    assert WELCOME in aroha.sees
    assert aroha.sees.split("\n\n")[1] == words("danger.line")


async def test_the_welcome_says_who_sees_what_and_that_stopping_is_fine(aroha: Somebody) -> None:
    assert fragment("welcome.who_sees") in aroha.sees
    assert fragment("welcome.who_sees") in aroha.sees


async def test_the_welcome_comes_if_only_one_of_the_two_is_said(bot: Running) -> None:
    priya = bot.person("Priya Example")
    chat = bot.teams.opens_chat(priya.member)

    await priya.posts(bot.teams.channel.installation(priya.member, chat, "add"))

    assert words("welcome.title", name="Priya") in priya.answer


async def test_an_update_of_the_app_says_nothing(bot: Running, aroha: Somebody) -> None:
    chat = bot.teams.opens_chat(aroha.member)

    await aroha.posts(bot.teams.channel.installation(aroha.member, chat, "remove-upgrade"))
    await aroha.posts(bot.teams.channel.installation(aroha.member, chat, "add-upgrade"))

    assert len(aroha.shown) == 1


async def test_hello_gets_the_menu(aroha: Somebody) -> None:
    await aroha.says("Kia ora!")

    assert words("menu.lead") in aroha.answer


async def test_hello_works_without_any_welcome(bot: Running) -> None:
    priya = bot.person("Priya Example")

    await priya.says("hello")

    assert words("menu.lead") in priya.answer


async def test_after_removing_the_app_nobody_is_written_to(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await aroha.removes()
    addresses = {row["id"]: row["address"] for row in bot.rows("people")}
    seen = aroha.chat

    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(minutes=30)

    assert addresses[aroha.member.object_id] is None
    assert addresses[wiremu.member.object_id] is not None
    assert aroha.chat == seen
    assert len(bot.mails()) == 1


async def test_who_writes_after_removing_the_app_can_be_written_to_again(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.removes()

    await aroha.says("menu")

    reachable = [row["id"] for row in bot.rows("people") if row["address"]]
    assert reachable == [aroha.member.object_id]


async def test_adding_the_app_again_is_welcomed_again(bot: Running, aroha: Somebody) -> None:
    await aroha.removes()

    await aroha.installs()

    assert WELCOME in aroha.sees
    assert len(aroha.shown) == 2


async def test_after_adding_it_again_a_leader_can_be_asked(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await wiremu.removes()
    await wiremu.installs()

    await reports(aroha, STANDARD)
    await bot.rests()

    assert fragment("leader.heading") in wiremu.sees
    assert bot.all_mails() == []


async def test_a_removal_that_another_host_heard_of_is_made_good_too(
    bot: Running, aroha: Somebody
) -> None:
    await bot.rewrites("update people set address = null")

    await aroha.installs()

    assert [row["address"] is not None for row in bot.rows("people")] == [True]


async def test_an_unfinished_report_is_still_there_after_adding_it_again(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.removes()
    await aroha.installs()

    await aroha.says("go on")

    assert question_text("shows") in aroha.answer


@pytest.mark.parametrize(
    "name", ["Example, Aroha", "EXAMPLE, Aroha (Contractor)", "Dr Aroha Example"]
)
async def test_the_welcome_greets_by_the_first_name_however_teams_lists_it(
    name: str, bot: Running
) -> None:
    aroha = bot.person("Aroha Example")
    chat = bot.teams.opens_chat(aroha.member)
    added = bot.teams.channel.installation(aroha.member, chat, "add")

    await aroha.posts({**added, "from": {**added["from"], "name": name}})

    assert bot.content.texts("welcome.title", name="Aroha") in aroha.answer


@pytest.mark.parametrize("name", [None, "", " ", "aroha@example.org", "A. Example"])
async def test_whoever_has_no_first_name_is_welcomed_without(
    name: str | None, bot: Running
) -> None:
    aroha = bot.person("Aroha Example")
    chat = bot.teams.opens_chat(aroha.member)
    added = bot.teams.channel.installation(aroha.member, chat, "add")

    await aroha.posts({**added, "from": {**added["from"], "name": name}})

    assert f"{bot.content.texts('welcome.title_nameless')}\n" in aroha.answer
