"""Once what a card says is over, it says so and has no live button."""

from collections.abc import Awaitable, Callable

import pytest

from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    reports,
    reports_in_short,
    takes_back,
    to_guidance,
    to_preview,
    to_questions,
)
from tests.stand_ins.connector import Shown
from tests.words import contact_name, fragment, level_name, words

NOGGIN = contact_name("noggin")


def card_saying(somebody: Somebody, text: str) -> Shown:
    """The newest card with these words."""
    return [shown for shown in somebody.shown if text in said(shown.current)][-1]


def buttons_on(somebody: Somebody, shown: Shown) -> list[str]:
    """The titles of what can be pressed on a card."""
    return [it.title for it in somebody.buttons() if it.activity_id == shown.id]


async def test_a_reminder_says_what_was_answered_and_when(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=61)
    reminder = card_saying(wiremu, words("reminder.title"))

    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert words("reminder.title") not in wiremu.chat
    assert fragment("leader.answered_approve") in said(reminder.current)
    assert buttons_on(wiremu, reminder) == []


async def test_a_decline_is_over_once_the_report_is_sent_anyway(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason="We have talked it through.")
    await bot.rests()
    declined = card_saying(aroha, words("declined.text"))

    await aroha.presses(words("status.send_without_waiting"))
    await bot.time_passes(seconds=5)

    assert fragment("living.see_status") in said(declined.current)
    assert buttons_on(aroha, declined) == []
    assert words("stage.sent") in aroha.sees


After = Callable[[Somebody], Awaitable[object]]
AFTER: dict[str, After] = {
    "go on": lambda aroha: aroha.presses(words("unfinished.go_on")),
    "go on, typed": lambda aroha: aroha.says("go on"),
    "delete": lambda aroha: aroha.presses(words("stop.delete")),
}


@pytest.mark.parametrize("after", AFTER.values(), ids=AFTER)
async def test_the_reminder_of_an_unsent_report_is_over_once_it_was_used(
    after: After, bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, URGENT)
    await bot.time_passes(hours=23)
    assert fragment("unsent.text") in aroha.sees
    asked_again = {it.activity_id for it in aroha.open_buttons()} == {aroha.shown[-1].id}

    await after(aroha)

    assert asked_again
    assert fragment("unsent.text") not in aroha.chat
    assert len({it.activity_id for it in aroha.open_buttons()}) <= 1


async def test_the_reminder_of_an_unsent_report_is_over_once_it_is_sent(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, URGENT, words("tell.security-only"))
    await bot.time_passes(hours=23)

    await aroha.says(words("preview.send"))
    await bot.rests()

    assert fragment("unsent.text") not in aroha.chat
    assert aroha.open_buttons() == []
    assert len(bot.mails()) == 1


async def test_a_report_that_was_kept_long_enough_says_so_on_its_card(
    bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, HIGH)
    await aroha.presses(words("move.stop"))

    await bot.time_passes(hours=25)

    assert fragment("living.expired") in aroha.sees
    assert aroha.open_buttons() == []


async def test_a_text_for_a_register_is_over_once_it_is_ticked_off(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()
    await aroha.presses(words("status.entry_text", system=NOGGIN))
    entry = aroha.shown[-1]

    await aroha.presses(words("entry.done", system=NOGGIN))
    await bot.time_passes(seconds=5)

    made = fragment("entry.made", name=words("entry.you"))
    assert made in said(entry.current)
    assert words("entry.how", system=NOGGIN) not in said(entry.current)
    assert made in aroha.sees


async def test_a_text_to_copy_is_over_once_the_mail_has_left(bot: Running, aroha: Somebody) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT, words("tell.security-only"))
    await bot.time_passes(minutes=6)
    await aroha.presses(words("by_hand.show"))
    text = aroha.shown[-1]
    bot.post.is_unplugged = False

    await bot.time_passes(minutes=30)

    assert fragment("living.see_status") in said(text.current)
    assert buttons_on(aroha, text) == []


async def test_what_was_done_on_the_status_card_shows_there(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    cards = len(aroha.shown)

    await aroha.presses(words("status.send_without_waiting"))
    await bot.rests()

    assert len(aroha.shown) == cards
    assert words("status.withdraw") not in aroha.sees


async def test_a_report_that_is_taken_back_leaves_one_card_that_offers_anything(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    await takes_back(aroha)
    await bot.rests()

    assert words("stage.withdrawn") in aroha.sees
    titles = [button.title for button in aroha.buttons()]
    assert not {words("status.withdraw"), words("withdraw.sure")} & set(titles)


async def test_an_approval_card_that_is_opened_again_is_the_one_that_is_kept_true(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=61)
    first = card_saying(wiremu, words("leader.approve"))

    await wiremu.presses(words("reminder.show"))
    second = wiremu.shown[-1]
    await takes_back(aroha)
    await bot.time_passes(seconds=5)

    assert said(first.current) == words("status.outdated")
    assert words("leader.withdrawn") in said(second.current)
    assert words("leader.approve") not in [it.title for it in wiremu.buttons()]


async def test_the_list_of_own_reports_shows_what_became_of_them(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await aroha.says("my reports")
    listed = aroha.shown[-1]
    waits = said(listed.current)

    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(seconds=5)

    assert words("stage.awaiting-leader") in waits
    assert words("stage.sent") in said(listed.current)
    assert words("stage.awaiting-leader") not in said(listed.current)


async def test_a_list_that_lacks_a_newer_report_is_over(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()
    await aroha.says("my reports")
    listed = aroha.shown[-1]

    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()

    assert said(listed.current) == words("living.moved")
    assert buttons_on(aroha, listed) == []


async def test_of_two_lists_the_newer_speaks(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, words("tell.security-only"))
    await aroha.says("my reports")
    first = aroha.shown[-1]

    await aroha.says("my reports")

    assert said(first.current) == words("living.moved")
    assert words("my_reports.title") in aroha.sees


async def test_the_list_of_what_waits_shows_what_still_does(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.says("waiting")
    listed = wiremu.shown[-1]
    waits = said(listed.current)
    await reports(aroha, HIGH)
    await bot.rests()
    both = said(listed.current)

    await takes_back(aroha)
    await bot.time_passes(seconds=5)

    assert [it.count(level_name("high")) for it in (waits, both)] == [1, 2]
    assert said(listed.current).count(level_name("high")) == 1


async def test_an_addition_beside_an_open_question_is_over_once_it_is_sent(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    add = aroha.button(words("status.add_where"))
    await to_questions(aroha, HIGH)
    await aroha.pressing(add)
    addition = card_saying(aroha, words("addition.label"))

    await aroha.presses(words("addition.send"), words="At the library, 04 555 0199")
    await bot.rests()

    assert said(addition.current) == words("living.moved")
    assert buttons_on(aroha, addition) == []
    assert words("move.skip") in [button.title for button in aroha.buttons()]
