"""Noggin and Kotahi: a leader who was told makes the entry, both see it, and one reminder goes."""

import pytest

from tests.journeys.acts import the_report, tries, what_stands
from tests.journeys.people import Somebody, titles
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    approved,
    informs_in_short,
    reports,
    reports_in_short,
    takes_back,
)
from tests.words import contact_name, fragment, letter_line, menu_title, words

NOGGIN, KOTAHI = contact_name("noggin"), contact_name("kotahi")
ENTRY = words("leader.entry", system=NOGGIN)
DONE = words("entry.done", system=NOGGIN)
TEXT = words("status.entry_text", system=NOGGIN)
REMINDS = fragment("entry.reminder_leader")
NUMBER = "EVT-2026/0417"
ALONE = words("tell.security-only")


async def test_the_leader_makes_the_entry_and_reporter_and_security_read_who_does(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)

    mine = fragment("next.sent-leader-enters", name="Wiremu Example")
    theirs = words("mail.entry_leader", name="Wiremu Example")
    assert ENTRY in titles(wiremu)
    assert mine in aroha.status
    assert words("next.sent") not in aroha.chat
    assert letter_line("security.txt", "tick.name", name=NOGGIN, state=theirs) in bot.mail()


async def test_the_leader_copies_the_text_notes_the_number_and_both_see_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)

    await wiremu.presses(ENTRY)
    copied = wiremu.answer
    await wiremu.presses(DONE, number=f"  {NUMBER} ")
    await bot.rests()

    made = fragment("entry.made", name="Wiremu Example")
    assert words("entry.how", system=NOGGIN) in copied
    assert fragment("entry.made", name=words("entry.you")) in wiremu.answer
    assert NUMBER in wiremu.answer
    assert made in aroha.status
    assert NUMBER in aroha.status
    assert words("next.sent-complete") in aroha.status
    assert not wiremu.has_button(ENTRY)


async def test_the_next_register_comes_once_the_first_has_its_entry(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, menu_title("customer-related"))
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await wiremu.presses(ENTRY)
    await wiremu.presses(DONE)

    assert words("leader.entry", system=KOTAHI) in titles(wiremu)
    assert ENTRY not in titles(wiremu)


async def test_words_are_no_number_and_nothing_is_noted(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await wiremu.presses(ENTRY)
    before = what_stands(bot)

    await wiremu.presses(DONE, number="by the new tenant, see photo")
    refused, told = what_stands(bot), wiremu.answer
    await wiremu.presses(DONE, number="17")

    assert refused == before
    assert words("entry.no_number") in told
    assert fragment("entry.made", name=words("entry.you")) in wiremu.answer


async def test_it_can_be_typed_days_later(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await approved(bot, aroha, wiremu)
    await wiremu.says("menu")

    await wiremu.says(ENTRY.lower())
    shown = wiremu.answer
    await wiremu.says(f"{DONE}: {NUMBER}")

    assert words("entry.how", system=NOGGIN) in shown
    assert NUMBER in wiremu.answer


async def test_the_reporter_may_make_it_instead(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await aroha.says("my reports")
    await aroha.presses(words("my_reports.show"))

    await aroha.presses(words("status.afterwards"))
    await aroha.presses(TEXT)
    await aroha.presses(DONE, number=NUMBER)
    await bot.time_passes(seconds=5)

    assert fragment("entry.made", name="Aroha Example") in wiremu.chat
    assert fragment("entry.made", name=words("entry.you")) in aroha.answer


async def test_where_no_leader_is_told_the_reporter_makes_it(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()

    theirs = words("mail.entry_own_leader_out", name="Aroha Example")
    assert TEXT in titles(aroha)
    assert letter_line("security.txt", "tick.name", name=NOGGIN, state=theirs) in bot.mail()


async def test_an_urgent_report_does_not_begin_with_paperwork(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, URGENT, ALONE)
    await bot.rests()

    assert words("next.sent") not in aroha.status
    assert words("next.sent-own-leader-out") in aroha.status
    assert titles(aroha)[0] != TEXT


async def test_nothing_is_asked_of_somebody_who_may_be_in_danger(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)

    await bot.time_passes(days=3)

    state = words("mail.entry_danger", name="Aroha Example")
    assert TEXT not in titles(aroha)
    assert REMINDS not in aroha.chat
    assert letter_line("security.txt", "tick.name", name=NOGGIN, state=state) in bot.mail()


async def test_the_leader_is_reminded_once_on_the_next_working_day(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)

    await bot.time_passes(hours=23)
    early = wiremu.chat
    await bot.time_passes(hours=1, minutes=5)
    reminded = wiremu.sees
    await bot.time_passes(days=10)

    assert REMINDS not in early
    assert REMINDS in reminded
    assert wiremu.chat.count(REMINDS) == 1
    assert REMINDS not in aroha.chat


async def test_a_leader_who_took_it_on_is_reminded_with_the_first_question_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    before = len(wiremu.shown)

    await bot.time_passes(days=1, minutes=5)

    assert len(wiremu.shown) == before + 1
    assert words("prompt.label") in wiremu.sees
    assert ENTRY in titles(wiremu)


async def silent(bot: Running, aroha: Somebody) -> None:
    """The leader has the card and does not answer, so it goes at the deadline."""
    await reports(aroha, HIGH)
    await bot.time_passes(hours=2)


async def test_a_leader_who_has_not_answered_is_reminded_until_the_entry_is_made(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await silent(bot, aroha)
    await bot.time_passes(days=1, minutes=5)
    reminded = wiremu.sees

    await wiremu.presses(ENTRY)
    await wiremu.presses(DONE)
    await bot.time_passes(seconds=5)

    assert fragment("entry.reminder_title") in reminded
    assert REMINDS in reminded
    assert fragment("entry.reminder_over") in wiremu.chat
    assert REMINDS not in wiremu.chat


async def test_a_leader_who_handed_it_on_notes_nothing_and_is_not_reminded(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.presses(words("leader.not-me"))
    await wiremu.presses(words("not_me.cannot"))
    await bot.time_passes(minutes=2)
    before = what_stands(bot)

    await tries(wiremu, {"verb": "tick_off_as_leader", "system": "noggin"}, the_report(bot))
    ticked = wiremu.answer
    await tries(wiremu, {"verb": "show_entry_as_leader", "system": "noggin"}, the_report(bot))
    refused, shown = what_stands(bot), wiremu.answer
    await bot.time_passes(days=1, minutes=5)

    assert words("refusal.handed_on") in ticked
    assert words("refusal.handed_on") in shown
    assert refused == before
    assert REMINDS not in wiremu.chat


async def test_the_reporter_is_reminded_where_it_is_theirs(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, ALONE)

    await bot.time_passes(days=1, minutes=5)

    assert words("entry.reminder") in aroha.sees
    assert words("entry.ask_first", system=NOGGIN) in aroha.sees


@pytest.mark.parametrize("friday", [4])
async def test_nobody_is_reminded_at_the_weekend(
    friday: int, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await bot.time_passes(days=friday)
    await approved(bot, aroha, wiremu)

    await bot.time_passes(days=2)
    weekend = wiremu.chat
    await bot.time_passes(hours=19, minutes=5)

    assert REMINDS not in weekend
    assert REMINDS in wiremu.chat


async def test_nobody_is_reminded_of_what_is_made(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await wiremu.presses(ENTRY)
    await wiremu.presses(DONE)

    await bot.time_passes(days=3)

    assert REMINDS not in wiremu.chat
    assert REMINDS not in aroha.chat


async def test_after_an_outage_one_message_stands_for_the_reminder(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await bot.rests()

    await bot.stops()
    await bot.starts()
    await bot.time_passes(days=2)

    assert REMINDS not in wiremu.chat
    assert words("caught_up.title") in wiremu.sees


async def test_only_the_leader_who_holds_it_notes_an_entry(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    before, report = what_stands(bot), the_report(bot)
    tick = {"verb": "tick_off_as_leader", "system": "noggin"}
    look = {"verb": "show_entry_as_leader", "system": "noggin"}

    told = set()
    for somebody in (sefina, aroha):
        for act in (tick, look):
            await tries(somebody, act, report)
            told.add(somebody.answer)
    refused = what_stands(bot)
    await tries(wiremu, tick, report)

    assert told == {words("refusal.not_the_leader")}
    assert refused == before
    assert what_stands(bot) != before


async def test_a_leader_who_was_left_out_notes_and_reads_nothing(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    before = what_stands(bot)

    await tries(wiremu, {"verb": "tick_off_as_leader", "system": "noggin"}, the_report(bot))
    ticked = wiremu.answer
    await tries(wiremu, {"verb": "show_entry_as_leader", "system": "noggin"}, the_report(bot))

    assert ticked == wiremu.answer == words("refusal.not_the_leader")
    assert what_stands(bot) == before


async def test_a_report_that_was_taken_back_gets_no_entry_and_no_reminder(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await takes_back(aroha)
    await bot.time_passes(seconds=5)
    before = what_stands(bot)

    await tries(wiremu, {"verb": "tick_off_as_leader", "system": "noggin"}, the_report(bot))
    refused = what_stands(bot)
    await bot.time_passes(days=3)

    assert refused == before
    assert words("refusal.already_withdrawn") in wiremu.answer
    assert REMINDS not in wiremu.chat + aroha.chat


async def test_an_informed_leader_has_the_entry_in_the_fold_until_they_answer(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await informs_in_short(bot, aroha)
    await bot.rests()
    before = titles(wiremu)
    await wiremu.presses(words("leader.acknowledge"))

    assert before.index(ENTRY) > before.index(words("leader.fold"))
    assert titles(wiremu).index(ENTRY) == 0
