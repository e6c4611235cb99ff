"""Twice is once: double clicks, redeliveries, old cards, copied cards, restarts."""

import asyncio
import json

import pytest

from tests.journeys.acts import what_stands
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_form, to_preview, to_questions

OLD_CARD = "That card has been answered already. Here is the question that is open now."
DONE = "That one is done. Here is where you are now."


async def test_twenty_presses_of_send_are_one_report_and_one_mail(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, "Security only")
    send = aroha.button("Send")

    pressed = await asyncio.gather(*(aroha.pressing(send) for _ in range(20)))
    await bot.rests()

    assert {it.status for it in pressed} == {200}
    assert len(bot.rows("reports")) == 1
    assert len(bot.mails()) == 1
    assert len(bot.post.asked) == 1
    assert aroha.chat.count(DONE) == 19
    assert "Email to Security: Sent" in await aroha.waits_for("Your report")


async def test_twenty_presses_of_approve_are_one_answer_and_one_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button("Approve and send to Security")

    pressed = await asyncio.gather(*(wiremu.pressing(approve) for _ in range(20)))
    await bot.rests()

    assert all("You approved this" in json.dumps(it.body) for it in pressed)
    assert len(bot.mails()) == 1
    assert [row["kind"] for row in bot.rows("events")].count("leader-approve") == 1


async def test_a_double_click_on_an_answer_counts_once(bot: Running, aroha: Somebody) -> None:
    await aroha.presses("Report harmful content")
    no = aroha.button("No")

    await aroha.pressing(no)
    await aroha.pressing(no)

    assert OLD_CARD in aroha.answer
    assert "What is it about?" in aroha.answer
    assert bot.draft()["trail"] == ["question:danger"]


async def test_a_double_click_on_next_leaves_the_next_page_open(
    bot: Running, aroha: Somebody
) -> None:
    await to_form(aroha, STANDARD)
    done = aroha.button("Next")

    await aroha.pressing(done, platform="facebook")
    await aroha.pressing(done, platform="facebook")

    assert OLD_CARD in aroha.answer
    assert "What it is about" in aroha.answer
    assert "affected" not in bot.draft()["form"]


@pytest.mark.parametrize("move", ["Skip", "Back", "Not sure"])
async def test_a_double_click_on_a_way_out_moves_once(
    move: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    way = aroha.button(move)

    await aroha.pressing(way)
    once = bot.draft()["trail"]
    await aroha.pressing(way)

    assert OLD_CARD in aroha.answer
    assert bot.draft()["trail"] == once


async def test_a_double_click_on_stop_says_where_one_is(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    stop = aroha.button("Stop")

    await aroha.pressing(stop)
    await aroha.pressing(stop)

    assert DONE in aroha.answer
    assert "Go on with it" in aroha.answer
    assert bot.draft()["answers"]


async def test_a_double_click_on_report_begins_one_report(bot: Running, aroha: Somebody) -> None:
    report = aroha.button("Report harmful content")

    await aroha.pressing(report)
    begun = bot.draft()["id"]
    await aroha.pressing(report)

    assert "Is anyone in danger now?" in aroha.answer
    assert bot.draft()["id"] == begun


@pytest.mark.parametrize(
    "title", ["Send it now, without waiting", "Take it back", "Text for Noggin", "More support"]
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
    assert aroha.answers[-1][:40] == answer[:40]
    assert len(bot.mails()) <= 1


@pytest.mark.parametrize("title", ["Approve and send to Security", "No report needed", "Not me"])
async def test_a_double_click_of_the_leader_is_once(
    title: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    button = wiremu.button(title)

    await wiremu.pressing(button, reason="We have talked it through.")
    await bot.rests()
    once, answer = what_stands(bot), wiremu.answer
    await wiremu.pressing(button, reason="We have talked it through.")
    await bot.rests()

    assert what_stands(bot) == once
    assert wiremu.answer == answer
    assert len(bot.mails()) <= 1


async def test_what_teams_brings_again_is_not_answered_again(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, "Security only")
    await aroha.presses("Send")
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
    first = await wiremu.presses("Approve and send to Security")

    again = await bot.teams.redelivers()
    await bot.rests()

    assert "You approved this" in json.dumps(again.body)
    assert again.body == first.body or "Sent" in aroha.chat
    assert len(bot.mails()) == 1


async def test_an_old_card_asks_the_open_question_again(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)

    await aroha.presses("Someone made a threat")

    assert OLD_CARD in aroha.answer
    assert "Which kinds of details are shown?" in aroha.answer
    assert bot.draft()["scenario_id"] == "identifying-content"


async def test_a_card_from_before_back_is_old_too(bot: Running, aroha: Somebody) -> None:
    await aroha.presses("Report harmful content")
    first = aroha.button("No")
    await aroha.pressing(first)
    await aroha.presses("Back")

    await aroha.pressing(first)

    assert OLD_CARD in aroha.answer
    assert "Is anyone in danger now?" in aroha.answer
    assert bot.draft()["answers"] == {}


async def test_a_card_of_a_report_that_is_sent_says_where_that_report_is(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, "Security only")
    send = aroha.button("Send")
    await aroha.pressing(send)
    await bot.rests()

    await aroha.pressing(send)

    assert DONE in aroha.answer
    assert "Email to Security: Sent" in aroha.answer


async def test_a_press_after_a_restart_goes_on_as_before(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    done = aroha.button("Next")

    await bot.restarts()
    await aroha.pressing(done, choice="name")

    assert OLD_CARD not in aroha.answer
    assert "Does it call on others to act?" in aroha.answer


async def test_the_leader_can_answer_after_a_restart(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await bot.restarts()
    await wiremu.presses("Approve and send to Security")
    await bot.rests()

    assert len(bot.mails()) == 1
    assert "Email to Security: Sent" in aroha.chat


async def test_a_copied_card_does_nothing_for_somebody_else(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await to_preview(aroha, STANDARD, "Security only")

    await tamati.pressing(aroha.button("Send"))

    assert DONE in tamati.answer
    assert "What would help you now?" in tamati.answer
    assert bot.rows("reports") == []
    assert "Your report" not in tamati.chat


async def test_a_copied_card_does_not_answer_somebody_elses_own_question(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await aroha.presses("Report harmful content")
    await tamati.presses("Report harmful content")

    await tamati.pressing(aroha.button("Yes"))

    assert OLD_CARD in tamati.answer
    assert "Call 111 now." not in tamati.answer
