"""The bot was down for days: deadlines first, one message a person, and nothing that is over."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.adapters.teams.receiving.routes import FloodLimit
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports
from tests.stand_ins.faults import Fault
from tests.words import fragment, level_name, words

MANY = 3
CAUGHT_UP = words("caught_up.title")
REMINDS = words("reminder.title")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of presses in seconds are no flood."""
    monkeypatch.setattr(FloodLimit, "is_exceeded_by", lambda limit, person: False)


async def waiting(
    aroha: Somebody, tamati: Somebody, wiremu: Somebody, bot: Running
) -> Sequence[Somebody]:
    """Many reports that wait for Wiremu, of two people."""
    for _ in range(MANY):
        await aroha.says("menu")
        await reports(aroha, HIGH)
        await bot.rests()
    await reports(tamati, STANDARD)
    await bot.rests()
    return aroha, tamati, wiremu


async def is_down(bot: Running, **span: float) -> None:
    """The bot stops, time passes, and it starts again."""
    await bot.stops()
    bot.clock.passes(timedelta(**span))
    await bot.starts()
    await bot.rests()
    await bot.time_passes(seconds=10)
    await bot.time_passes(seconds=10)


async def test_after_days_each_person_has_one_message_and_no_reminder(
    bot: Running, aroha: Somebody, tamati: Somebody, wiremu: Somebody
) -> None:
    everybody = await waiting(aroha, tamati, wiremu, bot)
    before = [len(somebody.shown) for somebody in everybody]

    await is_down(bot, days=3)

    new = [somebody.shown[number:] for somebody, number in zip(everybody, before, strict=True)]
    assert [len(shown) for shown in new] == [1, 1, 1]
    assert all(CAUGHT_UP in somebody.sees for somebody in everybody)
    assert REMINDS not in wiremu.chat
    assert len(bot.mails()) == MANY + 1
    assert bot.mails_to("Wiremu Example") == []
    assert fragment("reminder.text") not in wiremu.chat


async def test_the_message_leads_to_what_is_so(
    bot: Running, aroha: Somebody, tamati: Somebody, wiremu: Somebody
) -> None:
    await waiting(aroha, tamati, wiremu, bot)
    await is_down(bot, days=3)

    await aroha.presses(words("menu.my_reports"))
    await wiremu.presses(words("caught_up.waiting"))

    assert aroha.answer.count(fragment("my_reports.line", state=words("stage.sent"))) == MANY
    assert wiremu.answer.count(fragment("waiting.line", level=level_name("high"))) == MANY


async def test_reminders_that_an_outage_held_up_are_one_message(
    bot: Running, aroha: Somebody, tamati: Somebody, wiremu: Somebody
) -> None:
    await waiting(aroha, tamati, wiremu, bot)
    before = len(wiremu.shown)

    await is_down(bot, minutes=100)

    assert len(wiremu.shown) == before + 1
    assert CAUGHT_UP in wiremu.sees
    assert bot.mails() == []


async def test_a_short_stop_changes_nothing(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    await is_down(bot, minutes=62)

    assert REMINDS in wiremu.sees
    assert CAUGHT_UP not in wiremu.chat


async def test_a_card_that_the_outage_held_up_says_what_is_so_by_then(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.teams.answers_always("send", Fault(503), to=wiremu.member)
    await reports(aroha, HIGH)
    await bot.rests()
    bot.teams.answers_always("send", None, to=wiremu.member)

    await is_down(bot, days=3)

    assert len(bot.mails()) == 1
    assert fragment("reminder.text") not in wiremu.chat
