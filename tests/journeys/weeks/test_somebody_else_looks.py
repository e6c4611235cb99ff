"""Somebody else looks from now on: a named role, a text to hand over, and Security if wished."""

import pytest

from tests.journeys.acts import the_report, tries, what_stands
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody, titles
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, names, reports, to_telling
from tests.words import fragment, menu_title, words

ALONE = words("tell.security-only")


async def chooses(bot: Running, aroha: Somebody, situation: str = STANDARD) -> None:
    """A report that has gone, and the question who looks."""
    await reports(aroha, situation, ALONE)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("watch.button"))


async def test_a_colleague_looks_and_the_text_is_ready_to_hand_over(
    bot: Running, aroha: Somebody
) -> None:
    await chooses(bot, aroha)
    mails = len(bot.all_mails())

    await aroha.presses(words("watch.colleague"))
    await bot.time_passes(seconds=5)

    assert fragment("watch.hand_over_1") in aroha.answer
    assert words("watch.hand_over_2") in aroha.answer
    assert "\u200b" not in str(aroha.shown[-1].current)
    assert fragment("watch.is_watched") in aroha.status
    assert len(bot.all_mails()) == mails


async def test_security_reads_it_if_the_reporter_wishes_so(bot: Running, aroha: Somebody) -> None:
    await chooses(bot, aroha)
    await aroha.presses(words("watch.advisor"))

    await aroha.presses(words("watch.tell"))
    await bot.rests()

    (mail,) = [text_of(it) for it in bot.mails() if it["In-Reply-To"]]
    assert words("watch.heading") in mail
    assert words("watch.advisor_mail") in mail
    assert len(bot.mails()) == 2


async def test_the_reporter_looks_again(bot: Running, aroha: Somebody) -> None:
    await chooses(bot, aroha)
    await aroha.presses(words("watch.colleague"))
    await aroha.presses(words("check_in.back"))
    await aroha.presses(words("watch.button"))

    await aroha.presses(words("watch.me"))
    await bot.time_passes(seconds=5)

    assert fragment("watch.is_watched") not in aroha.status


async def test_a_leader_who_was_left_out_is_not_offered_nor_taken(
    bot: Running, aroha: Somebody
) -> None:
    await chooses(bot, aroha)
    offered, before = titles(aroha), what_stands(bot)

    await tries(aroha, {"verb": "name_watcher", "role": "leader"}, the_report(bot))

    assert words("watch.leader") not in offered
    assert words("watch.colleague") in offered
    assert what_stands(bot) == before


async def test_the_own_leader_of_whoever_named_another_is_not_offered_either(
    bot: Running, aroha: Somebody
) -> None:
    await to_telling(aroha, STANDARD)
    await names(aroha, "sefina@example.org")
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("watch.button"))
    offered, before = titles(aroha), what_stands(bot)

    await tries(aroha, {"verb": "name_watcher", "role": "leader"}, the_report(bot))

    assert words("watch.leader") not in offered
    assert words("watch.colleague") in offered
    assert what_stands(bot) == before


async def test_nobody_is_asked_to_look_at_what_must_not_be_copied(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, menu_title("illegal-or-intimate-content"), ALONE)
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    offered, before = titles(aroha), what_stands(bot)

    await tries(aroha, {"verb": "name_watcher", "role": "colleague"}, the_report(bot))

    assert words("watch.button") not in offered
    assert words("watch.not_here") in aroha.chat
    assert what_stands(bot) == before


@pytest.mark.parametrize(
    "act",
    [
        {"verb": "show_watchers"},
        {"verb": "name_watcher", "role": "colleague"},
        {"verb": "tell_who_watches"},
    ],
)
async def test_nobody_else_says_who_looks(
    act: dict[str, str], bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await chooses(bot, aroha)
    before = what_stands(bot)

    await tries(wiremu, act, the_report(bot))

    assert wiremu.answer == words("refusal.not_yours")
    assert what_stands(bot) == before
