"""A change that a reporter waits for, or has to act on, is one short neutral message."""

from collections.abc import Sequence
from datetime import timedelta

from bot.ports import Busy, NotSetUp
from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, URGENT, reports
from tests.words import fragment, words

URGENTLY = fragment("by_hand.urgent")
TELLS_ON = words("next.no_chasing")


def news(somebody: Somebody) -> Sequence[str]:
    """The messages with news of the mail, as they came; not that nobody leads the reporter."""
    show, line_ended = words("news.show"), fragment("news.line-ended")
    messages = [said(shown.versions[0]) for shown in somebody.shown]
    return [message for message in messages if show in message and line_ended not in message]


async def test_a_late_urgent_mail_is_one_message_at_once_with_the_way_to_security(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=4)
    early = news(aroha)

    await bot.time_passes(minutes=2)
    at_once = news(aroha)
    await bot.time_passes(minutes=30)

    assert early == []
    assert len(at_once) == len(news(aroha)) == 1
    assert words("news.late") in at_once[0]
    assert URGENTLY in at_once[0]
    assert words("by_hand.show") in at_once[0]
    assert words("danger.line") in at_once[0]
    assert TELLS_ON not in aroha.chat


async def test_it_is_said_once_more_after_an_hour_and_no_third_time(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=61)
    after_an_hour = news(aroha)
    await bot.time_passes(hours=9)

    assert len(after_an_hour) == len(news(aroha)) == 2
    assert after_an_hour[0] == after_an_hour[1]
    assert len([it for it in aroha.buttons() if it.title == words("news.show")]) == 1


async def test_that_a_late_mail_has_gone_is_told_too_and_the_trouble_is_shut(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=6)

    bot.post.is_unplugged = False
    await bot.time_passes(minutes=6)
    await bot.time_passes(hours=9)

    late, sent = news(aroha)
    assert words("news.late") in late
    assert words("news.mail_gone") in sent
    assert words("news.late") not in aroha.chat
    assert URGENTLY not in aroha.chat


async def test_a_refused_mail_is_told_by_a_message(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [NotSetUp()] * 100
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=6)

    (message,) = news(aroha)
    assert words("news.refused") in message
    assert URGENTLY in message


async def test_an_approval_and_the_mail_that_follows_are_one_message(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(minutes=30)

    (_,) = news(aroha)
    gone = words("news.mail_gone")
    assert words("news.approved", leader="Wiremu Example", mail=gone) in aroha.sees


async def test_that_a_leader_has_seen_an_urgent_report_is_one_message(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    await wiremu.presses(words("leader.acknowledge"))
    await bot.time_passes(minutes=30)

    (_,) = news(aroha)
    assert fragment("news.acknowledged", leader="Wiremu Example") in aroha.sees


async def test_what_goes_because_nobody_answered_is_one_message(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(hours=1, minutes=59)
    before = news(aroha)
    await bot.time_passes(minutes=5)

    assert before == []
    assert len(news(aroha)) == 1
    assert words("news.mail_gone") in aroha.sees


async def test_what_the_reporter_does_is_no_news(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await aroha.presses(words("status.send_without_waiting"))
    await bot.time_passes(minutes=30)

    assert news(aroha) == []


async def test_a_message_leads_to_the_report_and_gives_nothing_away(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    summary = aroha.shown[-1].versions[0]["summary"]

    await aroha.presses(words("news.show"))

    assert summary == words("summary.card")
    assert HIGH not in news(aroha)[0]
    assert words("leader_state.approve", name="Wiremu Example") in aroha.answer


async def test_nobody_else_opens_the_report_from_it(
    bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    button = aroha.button(words("news.show"))

    await sefina.sends(button.action["data"])
    await aroha.presses(words("news.show"))

    assert sefina.answer == words("refusal.not_yours")
    assert words("leader_state.approve", name="Wiremu Example") in aroha.answer


async def test_after_an_outage_there_is_one_message_for_everything(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    for _ in range(3):
        await reports(aroha, HIGH)
        await bot.rests()
    await bot.stops()
    bot.clock.passes(timedelta(days=1))

    await bot.starts()
    await bot.time_passes(minutes=2)

    assert len(bot.mails()) == 3
    assert news(aroha) == []
    assert aroha.chat.count(words("caught_up.title")) == 1


async def test_a_mail_held_up_by_an_outage_is_no_late_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.post.fails = [Busy()]
    await reports(aroha, URGENT)
    await bot.stops()
    bot.clock.passes(timedelta(hours=3))

    await bot.starts()
    await bot.time_passes(minutes=2)

    assert len(bot.report_mails()) == 1
    assert news(aroha) == []
