"""A day and a week after a leader took it on they are asked for three ticks, for themselves."""

from collections.abc import Sequence

from tests.journeys.acts import the_report, tries, what_stands
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import approved, informs_in_short
from tests.stand_ins.connector import Shown
from tests.words import fragment, words

ASKS = fragment("prompt.title", name="Aroha Example")


def asked(somebody: Somebody) -> Sequence[Shown]:
    """The messages that asked."""
    return [shown for shown in somebody.shown if ASKS in str(shown.versions[0])]


async def test_the_leader_is_asked_on_day_one_and_in_week_one(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)

    await bot.time_passes(days=1, minutes=1)
    first = len(asked(wiremu))
    await bot.time_passes(days=6)
    second = len(asked(wiremu))
    await bot.time_passes(days=30)

    assert (first, second, len(asked(wiremu))) == (1, 2, 2)
    assert wiremu.shown[-1].current["summary"] == words("summary.leader")


async def test_a_leader_who_acknowledged_is_asked_too(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await informs_in_short(bot, aroha)
    await bot.rests()
    await wiremu.presses(words("leader.acknowledge"))

    await bot.time_passes(days=1, minutes=1)

    assert len(asked(wiremu)) == 1


async def test_a_leader_who_has_not_answered_is_not_asked(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await informs_in_short(bot, aroha)

    await bot.time_passes(days=1, minutes=1)

    assert asked(wiremu) == []


async def test_the_ticks_are_seen_by_that_leader_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)
    before, mails = aroha.chat, bot.all_mails()

    await wiremu.presses(words("prompt.keep"), ticks="talked,work")
    kept = wiremu.answer
    await bot.time_passes(days=6)

    assert words("prompt.kept") in kept
    assert "talked,work" in str(asked(wiremu)[-1].current)
    assert words("prompt.talked") not in aroha.chat
    assert aroha.chat == before
    assert [str(mail) for mail in bot.all_mails()] == [str(mail) for mail in mails]


async def test_the_leader_stops_it(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    await approved(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)

    await wiremu.presses(words("prompt.stop"))
    await bot.time_passes(days=6)

    assert len(asked(wiremu)) == 1
    assert words("prompt.stop") not in [button.title for button in wiremu.buttons()]


async def test_only_the_leader_who_took_it_on_ticks(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)
    before, told = what_stands(bot), set()

    for act in (
        {"verb": "keep_leader_ticks", "input.ticks": "eap"},
        {"verb": "stop_leader_prompts"},
    ):
        for somebody in (sefina, aroha):
            await tries(somebody, act, the_report(bot))
            told.add(somebody.answer)
    refused = what_stands(bot)
    await tries(wiremu, {"verb": "keep_leader_ticks", "input.ticks": "eap"}, the_report(bot))

    assert told == {words("refusal.not_the_leader")}
    assert refused == before
    assert what_stands(bot) != before


async def test_ticks_that_nobody_offered_are_not_kept(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await approved(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)

    await wiremu.presses(words("prompt.keep"), ticks="talked,my own words")

    (row,) = bot.rows("escalations")
    assert "my own words" not in str(row["additions"])
    assert '"talked"' in str(row["additions"])
