"""In danger nobody has to type a number: the directory's goes along, unless it is left out."""

from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.reporter.test_additions import in_order
from tests.journeys.running import Running
from tests.journeys.walks import (
    STANDARD,
    leader_is_known,
    reports,
    reports_in_short,
    to_short_preview,
)
from tests.words import words

PHONE, OFFICE = "04 555 0101", "Porirua"
HEADING = words("report.on_record")


async def known_to_the_directory(bot: Running, somebody: Somebody) -> None:
    """The directory has answered who this is: as after any report that was begun."""
    await somebody.presses(words("menu.report"))
    await bot.rests()
    await somebody.presses(words("move.stop"))


async def test_the_directorys_number_and_office_stand_in_the_preview_and_in_the_first_lines(
    bot: Running, aroha: Somebody
) -> None:
    await known_to_the_directory(bot, aroha)
    await to_short_preview(aroha)
    shown = aroha.sees
    await aroha.presses(words("preview.send"))
    await bot.rests()

    first = text_of(bot.mails()[0]).partition("\r\n\r\n")[0]
    assert f"{HEADING}: {PHONE}; {OFFICE}" in shown
    assert PHONE in first
    assert words("first.ask_ring_now", name="Aroha Example", number=PHONE) in first


async def test_what_is_left_out_never_leaves(bot: Running, aroha: Somebody) -> None:
    await known_to_the_directory(bot, aroha)
    await to_short_preview(aroha)

    await aroha.presses(words("preview.send"), leave_out="on_record")
    shown, before = aroha.sees, bot.mails()
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await aroha.presses(words("ring.button"))
    asked = aroha.sees

    assert before == []
    assert PHONE not in shown + asked
    assert PHONE not in text_of(bot.mails()[0])
    assert OFFICE not in text_of(bot.mails()[0])
    assert PHONE not in str([tuple(row) for row in bot.rows("reports")])


async def test_who_is_in_no_hurry_is_asked_for_a_number_and_none_goes_along(
    bot: Running, aroha: Somebody
) -> None:
    await known_to_the_directory(bot, aroha)
    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()

    assert PHONE not in bot.mail()


async def test_the_leader_sees_neither(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await known_to_the_directory(bot, aroha)
    await to_short_preview(aroha)
    await leader_is_known(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert PHONE not in wiremu.chat


async def test_a_request_to_be_rung_has_them_unless_they_are_left_out(
    bot: Running, aroha: Somebody
) -> None:
    await known_to_the_directory(bot, aroha)
    await reports_in_short(aroha)
    await bot.rests()
    await aroha.presses(words("ring.button"))
    offered = aroha.sees
    await aroha.presses(words("ring.send"))
    await bot.time_passes(seconds=2)
    await aroha.presses(words("ring.button"))
    await aroha.presses(words("ring.send"), words="021 555 0199", leave_out="on_record")
    await bot.time_passes(seconds=2)

    with_it, without = in_order(bot)
    assert PHONE in offered
    assert f"{HEADING}: {PHONE}; {OFFICE}" in with_it
    assert HEADING not in without.splitlines()[1]
    assert "021 555 0199" in without
