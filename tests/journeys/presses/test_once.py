"""Twice is once: double clicks, redeliveries, old cards, copied cards, restarts."""

import asyncio
import json

import pytest

from tests.journeys.acts import what_stands
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_page, to_preview, to_questions
from tests.words import (
    choice_text,
    email_state,
    fragment,
    question_text,
    words,
)

OLD_CARD = words("again.old_card")
DONE = words("again.done")


async def test_twenty_presses_of_send_are_one_report_and_one_mail(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    send = aroha.button(words("preview.send"))

    pressed = await asyncio.gather(*(aroha.pressing(send) for _ in range(20)))
    await bot.rests()

    assert {it.status for it in pressed} == {200}
    assert len(bot.rows("reports")) == 1
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 1
    assert DONE not in aroha.chat
    assert aroha.chat.count(fragment("status.title")) == 1
    assert email_state("sent") in await aroha.waits_for(fragment("status.title"))


async def test_twenty_presses_of_approve_are_one_answer_and_one_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button(words("leader.approve"))

    pressed = await asyncio.gather(*(wiremu.pressing(approve) for _ in range(20)))
    await bot.rests()

    assert all(fragment("leader.answered_approve") in json.dumps(it.body) for it in pressed)
    assert len(bot.mails()) == 1
    assert [row["kind"] for row in bot.rows("events")].count("leader-approve") == 1


async def test_a_double_click_on_an_answer_counts_once(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    no = aroha.button(choice_text("danger", "no"))

    await aroha.pressing(no)
    seen = aroha.sees
    await aroha.pressing(no)

    assert aroha.answer == ""
    assert aroha.sees == seen
    assert words("kind.title") in seen
    assert bot.draft()["trail"] == ["question:danger"]


async def test_a_double_click_on_save_saves_once(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")
    save = aroha.button(words("form.save"))

    await aroha.pressing(save, platform="facebook")
    once = bot.draft()["answers"]
    await aroha.pressing(save, platform="facebook")

    assert aroha.answer == ""
    assert words("details_menu.title") in aroha.sees
    assert bot.draft()["answers"] == once


@pytest.mark.parametrize("move", [words("move.skip"), words("move.back"), words("move.not-sure")])
async def test_a_double_click_on_a_way_out_moves_once(
    move: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    way = aroha.button(move)

    await aroha.pressing(way)
    once, seen = bot.draft()["trail"], aroha.sees
    await aroha.pressing(way)

    assert aroha.sees == seen
    assert bot.draft()["trail"] == once


@pytest.mark.parametrize("move", [words("move.skip"), words("move.back"), words("move.not-sure")])
async def test_the_same_press_some_seconds_later_comes_from_an_old_showing(
    move: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    way = aroha.button(move)

    await aroha.pressing(way)
    once = bot.draft()["trail"]
    await bot.time_passes(seconds=3)
    await aroha.pressing(way)

    assert OLD_CARD in aroha.answer
    assert bot.draft()["trail"] == once


async def test_a_double_click_on_stop_says_where_one_is(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    stop = aroha.button(words("move.stop"))

    await aroha.pressing(stop)
    await aroha.pressing(stop)

    assert aroha.answer == ""
    assert words("unfinished.go_on") in aroha.sees
    assert bot.draft()["answers"]


async def test_a_double_click_on_report_begins_one_report(bot: Running, aroha: Somebody) -> None:
    report = aroha.button(words("menu.report"))

    await aroha.pressing(report)
    begun, cards = bot.draft()["id"], len(aroha.shown)
    await aroha.pressing(report)

    assert question_text("danger") in aroha.sees
    assert bot.draft()["id"] == begun
    assert len(aroha.shown) == cards


@pytest.mark.parametrize(
    "title",
    [
        words("status.send_without_waiting"),
        words("status.withdraw"),
        words("status.afterwards"),
        words("menu.more_support"),
    ],
)
async def test_a_double_click_on_a_button_of_the_reporter_is_once(
    title: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    button = aroha.button(title)

    await aroha.pressing(button)
    await bot.rests()
    once, answer = what_stands(bot), aroha.answers[-1]
    await aroha.pressing(button)
    await bot.rests()

    assert what_stands(bot) == once
    assert aroha.answers[-1].split("\n\n")[1] == answer.split("\n\n")[1]  # below the news
    assert len(bot.mails()) <= 1


@pytest.mark.parametrize(
    "title", [words("leader.approve"), words("leader.decline"), words("not_me.cannot")]
)
async def test_a_double_click_of_the_leader_is_once(
    title: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    if title == words("not_me.cannot"):
        await wiremu.presses(words("leader.not-me"))
    button = wiremu.button(title)

    await wiremu.pressing(button, reason="We have talked it through.")
    await bot.rests()
    once, seen = what_stands(bot), wiremu.sees
    await wiremu.pressing(button, reason="We have talked it through.")
    await bot.rests()

    assert what_stands(bot) == once
    assert wiremu.sees == seen
    assert len(bot.mails()) <= 1


async def test_what_teams_brings_again_is_not_answered_again(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    seen = len(aroha.shown)

    again = await bot.teams.redelivers()
    await bot.rests()

    assert again.status == 200
    assert len(aroha.shown) == seen
    assert len(bot.mails()) == 1


async def test_an_answer_of_the_leader_that_teams_brings_again_gets_the_same_card(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    first = await wiremu.presses(words("leader.approve"))

    again = await bot.teams.redelivers()
    await bot.rests()

    assert fragment("leader.answered_approve") in json.dumps(again.body)
    assert again.body == first.body or email_state("sent") in aroha.chat
    assert len(bot.mails()) == 1


async def test_an_old_card_asks_the_open_question_again(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "no"))
    older = aroha.newest_buttons()[0]
    await aroha.presses(HIGH)

    await aroha.pressing(older, choice="threat")

    assert OLD_CARD in aroha.answer
    assert question_text("shows") in aroha.answer
    assert bot.draft()["scenario_id"] == "identifying-content"


async def test_a_card_from_before_back_is_old_too(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    first = aroha.button(choice_text("danger", "no"))
    await aroha.pressing(first)
    await aroha.presses(words("move.back"))

    await aroha.pressing(first)

    assert OLD_CARD in aroha.answer
    assert question_text("danger") in aroha.answer
    assert bot.draft()["answers"] == {}


async def test_a_card_of_a_report_that_is_sent_says_where_that_report_is(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    send = aroha.button(words("preview.send"))
    await aroha.pressing(send)
    await bot.time_passes(seconds=3)

    await aroha.pressing(send)

    assert DONE in aroha.answer
    assert email_state("sent") in aroha.answer


async def test_a_press_after_a_restart_goes_on_as_before(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    done = aroha.button(words("question.next"))

    await bot.restarts()
    await aroha.pressing(done, choice="name")

    assert OLD_CARD not in aroha.answer
    assert question_text("threat") in aroha.answer


async def test_the_leader_can_answer_after_a_restart(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await bot.restarts()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert len(bot.mails()) == 1
    assert email_state("sent") in aroha.chat


async def test_a_copied_card_does_nothing_for_somebody_else(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))

    await tamati.pressing(aroha.button(words("preview.send")))

    assert DONE in tamati.answer
    assert words("menu.lead") in tamati.answer
    assert bot.rows("reports") == []
    assert fragment("status.title") not in tamati.chat


async def test_a_copied_card_does_not_answer_somebody_elses_own_question(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await tamati.presses(words("menu.report"))

    await tamati.pressing(aroha.button(choice_text("danger", "yes")))

    assert OLD_CARD in tamati.answer
    assert words("danger.call_now") not in tamati.answer
