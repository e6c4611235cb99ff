"""It happened again: a dated list of the reporter's own reports, as ticked, never for a leader."""

import pytest

from tests.journeys.acts import the_report, tries, what_stands
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, skip_until, takes_back, to_guidance
from tests.words import choice_text, fact_heading, fragment, menu_title, words

ALONE = words("tell.security-only")
AGAIN = words("happened_again.button")
HEADING = words("happened_again.heading")


def references(bot: Running) -> list[str]:
    """Of all reports, oldest first."""
    return [str(row["reference"]) for row in bot.rows("reports")]


async def reported_twice(bot: Running, aroha: Somebody) -> None:
    """Two reports that are with Security."""
    for situation in (STANDARD, HIGH):
        await aroha.says("menu")
        await reports(aroha, situation, ALONE)
        await bot.rests()
        await bot.time_passes(seconds=5)


def newest_mail(bot: Running, *besides: str) -> str:
    """The text of the one mail whose subject has none of these references."""
    (mail,) = [it for it in bot.mails() if not any(ref in str(it["Subject"]) for ref in besides)]
    return text_of(mail)


async def opens(aroha: Somebody) -> None:
    """From the status card to the list."""
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(AGAIN)


async def test_the_list_goes_to_security_in_the_thread_of_the_newest_report(
    bot: Running, aroha: Somebody
) -> None:
    await reported_twice(bot, aroha)
    first, newest = references(bot)
    await opens(aroha)

    await aroha.presses(words("happened_again.send"), listed="all")
    await bot.rests()

    (mail,) = [it for it in bot.mails() if it["In-Reply-To"]]
    assert newest in str(mail["Subject"])
    assert first in text_of(mail)
    assert fragment("follow_up.again") in text_of(mail)
    assert fragment("status.added_again_sent") in aroha.chat


async def test_it_is_one_press_from_my_reports(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    first, newest = references(bot)
    await aroha.says("my reports")

    await aroha.presses(AGAIN)
    listed = aroha.answer
    await aroha.presses(words("happened_again.send"), listed="all")
    await bot.rests()

    assert words("happened_again.title") in listed
    (mail,) = [it for it in bot.mails() if it["In-Reply-To"]]
    assert all(it in text_of(mail) for it in (first, newest))


async def test_only_what_is_ticked_is_joined(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    first, newest = references(bot)
    await opens(aroha)

    await aroha.presses(words("happened_again.police"), listed=first)

    assert first in aroha.answer
    assert newest not in aroha.answer
    assert words("happened_again.police_first") in aroha.answer


async def test_without_a_tick_nothing_is_sent(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    mails = len(bot.mails())
    await opens(aroha)

    await aroha.presses(words("happened_again.send"))
    await bot.rests()

    assert words("happened_again.none_ticked") in aroha.answer
    assert len(bot.mails()) == mails


async def test_a_second_press_sends_it_once(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    mails = len(bot.mails())
    await opens(aroha)
    send = aroha.button(words("happened_again.send"))

    await aroha.pressing(send, listed="all")
    await aroha.pressing(send, listed="all")
    await bot.rests()

    assert len(bot.mails()) == mails + 1


async def test_the_list_for_police_is_exact_and_sent_to_nobody(
    bot: Running, aroha: Somebody
) -> None:
    await reported_twice(bot, aroha)
    mails = len(bot.all_mails())
    await opens(aroha)

    await aroha.presses(words("happened_again.police"), listed="all")

    texts = str(aroha.shown[-1].current)
    assert "\u200b" not in texts
    assert all(reference in texts for reference in references(bot))
    assert len(bot.all_mails()) == mails


async def goes_on_to_preview(aroha: Somebody) -> None:
    """A new report from the list, on to its preview."""
    await aroha.presses(choice_text("danger", "no"))
    await aroha.presses(menu_title("support-or-not-sure"))
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))


async def test_a_new_report_carries_the_list_for_security_and_no_leader_reads_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reported_twice(bot, aroha)
    first, newest = references(bot)
    await opens(aroha)

    await aroha.presses(words("happened_again.report"), listed="all")
    joined = aroha.answer
    await goes_on_to_preview(aroha)
    preview = aroha.sees
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    mail = newest_mail(bot, first, newest)
    assert words("happened_again.joined") in joined
    assert HEADING in preview
    assert HEADING in mail
    assert first in mail
    assert fact_heading("repeated") in mail
    assert HEADING not in wiremu.chat
    assert first not in wiremu.chat
    assert newest not in wiremu.chat


async def test_the_list_can_be_left_out_on_the_preview(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    first, second = references(bot)
    await opens(aroha)
    await aroha.presses(words("happened_again.report"), listed="all")
    await goes_on_to_preview(aroha)

    await aroha.presses(words("preview.send"), leave_out="earlier")
    await aroha.presses(words("preview.whom"))
    await aroha.presses(ALONE)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    mail = newest_mail(bot, first, second)
    assert HEADING not in mail
    assert first not in mail


async def test_an_unfinished_report_is_not_touched(bot: Running, aroha: Somebody) -> None:
    await reported_twice(bot, aroha)
    report = str(bot.rows("reports")[-1]["id"])
    await to_guidance(aroha, STANDARD)

    await tries(aroha, {"verb": "report_again", "input.listed": "all"}, report)

    assert bot.draft().get("earlier", []) == []
    assert words("happened_again.joined") not in aroha.answer


async def test_what_was_taken_back_or_is_older_than_two_years_is_not_listed(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    await bot.time_passes(days=731)
    await aroha.says("menu")
    await reports(aroha, STANDARD)
    await bot.rests()
    await takes_back(aroha)
    await aroha.says("menu")
    await reports(aroha, HIGH, ALONE)
    await bot.rests()
    old, taken_back, newest = references(bot)

    await opens(aroha)

    assert newest in aroha.answer
    assert old not in aroha.answer
    assert taken_back not in aroha.answer


@pytest.mark.parametrize("verb", ["show_again", "tell_it_happened_again", "show_list_for_police"])
async def test_nobody_lists_the_reports_of_somebody_else(
    verb: str, bot: Running, aroha: Somebody, wiremu: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before = what_stands(bot)
    act = {"verb": verb, "nonce": "ab12", "input.listed": "all"}

    await tries(tamati, act, the_report(bot))
    await tries(wiremu, act, the_report(bot))

    assert tamati.answer == wiremu.answer == words("refusal.not_yours")
    assert what_stands(bot) == before


async def test_a_forged_id_joins_nothing_of_somebody_else(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD, ALONE)
    await bot.rests()
    hers = the_report(bot)
    await reports(tamati, STANDARD, ALONE)
    await bot.rests()
    await opens(tamati)

    await tamati.presses(words("happened_again.police"), listed=hers)

    assert words("happened_again.none_ticked") in tamati.answer
    assert references(bot)[0] not in tamati.chat
