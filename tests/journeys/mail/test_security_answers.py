"""Security answers from the links in its mail, and the reporter hears each answer in the chat."""

import html
import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.adapters.local.directory import TomlDirectory
from bot.content import Content
from bot.domain.escalation import SecurityAnswer
from tests.journeys.clock import RunningClock
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import informs_in_short, reports_in_short, with_app
from tests.stand_ins.teams import Teams
from tests.words import email_state, fragment, words

PUBLIC = "https://bot.example.org"
RECEIVED, NEEDS_MORE, CLOSED = SecurityAnswer
REOPENED = "reopened"
WHERE = "12 Example Street, 021 555 0101"


@pytest.fixture
async def bot(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock
) -> AsyncIterator[Running]:
    """The running bot, which can be reached from outside."""
    async with Teams() as teams:
        running = Running(content, directory, teams, tmp_path, clock, public_url=PUBLIC)
        await running.starts()
        yield running
        await running.stops()


@pytest.fixture
async def aroha(bot: Running) -> Somebody:
    """Has just sent an emergency to Security."""
    aroha = await with_app(bot, "Aroha Example")
    await reports_in_short(aroha)
    await bot.rests()
    return aroha


def link(mail: EmailMessage, answer: SecurityAnswer) -> str:
    """The path of one of the links in a mail."""
    title = re.escape(words(f"mail.link_{answer}"))
    (found,) = re.findall(rf"- {title}: {PUBLIC}(/answer/\S+)", text_of(mail))
    return str(found)


def newest(bot: Running) -> EmailMessage:
    """The one follow-up."""
    (follow_up,) = [it for it in bot.mails() if str(it["Subject"]).startswith("RE:")]
    return follow_up


async def answers(
    bot: Running, path: str, act: str, *ticks: str, form: str | None = None
) -> tuple[int, str]:
    """Opens the link and presses its button; the status and the page."""
    async with ClientSession() as session:
        async with session.get(f"{bot.url}{path}") as shown:
            found = re.search(r'name="form" value="([^"]+)"', await shown.text())
        fields = {"form": form or (found[1] if found else ""), "decision": act}
        fields |= {f"need_{tick}": "yes" for tick in ticks}
        async with session.post(f"{bot.url}{path}", data=fields) as answered:
            page = await answered.text()
    await bot.rests()
    return answered.status, html.unescape(page)


async def test_received_is_heard_once_and_the_card_says_it(bot: Running, aroha: Somebody) -> None:
    (mail,) = bot.mails()
    path = link(mail, RECEIVED)

    first, _ = await answers(bot, path, RECEIVED)
    again, page = await answers(bot, path, RECEIVED)

    assert (first, again) == (200, 200)
    assert fragment("security_page.received") in page
    assert aroha.chat.count(words("news.security-received")) == 1
    assert email_state("sent-received") in aroha.status
    assert len(bot.mails()) == 1


async def test_what_security_asks_for_comes_first_and_the_answer_goes_back_with_new_links(
    bot: Running, aroha: Somebody
) -> None:
    (mail,) = bot.mails()
    await answers(bot, link(mail, NEEDS_MORE), NEEDS_MORE, "place", "number")
    asked = aroha.chat

    await aroha.presses(words("status.answer_security"))
    await aroha.presses(words("form.save"), where_now=WHERE)
    await aroha.presses(words("preview.send"))
    await bot.time_passes(seconds=1)
    follow_up = newest(bot)
    done, _ = await answers(bot, link(follow_up, CLOSED), CLOSED)

    needs = f"{words('needed.number')}, {words('needed.place')}"
    assert words("news.security-needs-more", needs=needs) in asked
    assert WHERE in text_of(follow_up)
    assert done == 200
    assert words("status.answer_security") not in [it.title for it in aroha.newest_buttons()]
    assert fragment("news.security-closed") in aroha.chat


async def test_it_is_closed_and_something_new_opens_it_again_for_seven_days(
    bot: Running, aroha: Somebody
) -> None:
    (mail,) = bot.mails()
    await answers(bot, link(mail, CLOSED), CLOSED)
    closed = aroha.chat
    await bot.time_passes(days=6)

    await aroha.presses(words("status.add_where"))
    await aroha.presses(words("addition.send"), words=WHERE)
    await bot.rests()
    follow_up = newest(bot)
    old, page = await answers(bot, link(mail, CLOSED), CLOSED)
    new, _ = await answers(bot, link(follow_up, CLOSED), CLOSED)

    assert fragment("news.security-closed") in closed
    assert letter_says_open_again(follow_up)
    assert words("security_page.outdated") in page
    assert (old, new) == (403, 200)


def letter_says_open_again(mail: EmailMessage) -> bool:
    """Whether Security is told that this opened the report."""
    return "It is open again because of this." in text_of(mail)


async def test_security_opens_it_again_and_the_reporter_hears_it(
    bot: Running, aroha: Somebody
) -> None:
    (mail,) = bot.mails()
    path = link(mail, CLOSED)
    await answers(bot, path, CLOSED)
    await bot.time_passes(days=6)

    await answers(bot, path, REOPENED)
    reopened = aroha.chat
    await answers(bot, path, CLOSED)
    await bot.time_passes(days=8)
    late, _ = await answers(bot, path, REOPENED)

    assert words("news.security-reopened") in reopened
    assert late in (403, 409)


async def test_after_seven_days_an_addition_is_still_mailed_and_it_stays_closed(
    bot: Running, aroha: Somebody
) -> None:
    (mail,) = bot.mails()
    await answers(bot, link(mail, CLOSED), CLOSED)
    await bot.time_passes(days=8)

    await aroha.presses(words("status.add_where"))
    await aroha.presses(words("addition.send"), words=WHERE)
    await bot.rests()

    follow_up = newest(bot)
    assert WHERE in text_of(follow_up)
    assert not letter_says_open_again(follow_up)
    assert email_state("sent-closed") in aroha.status


async def test_the_leader_reads_that_security_has_it(bot: Running) -> None:
    aroha, wiremu = await with_app(bot, "Aroha Example"), await with_app(bot, "Wiremu Example")
    await informs_in_short(bot, aroha)
    await bot.rests()
    before = wiremu.sees
    (mail,) = bot.mails()

    await answers(bot, link(mail, RECEIVED), RECEIVED)

    assert words("leader.security_has_it") not in before
    assert words("leader.security_has_it") in wiremu.sees


async def test_a_forged_link_answers_nothing_and_the_real_one_does(
    bot: Running, aroha: Somebody
) -> None:
    (mail,) = bot.mails()
    path = link(mail, RECEIVED)
    forged = path[:-4] + ("AAAA" if not path.endswith("AAAA") else "BBBB")

    refused, _ = await answers(bot, forged, RECEIVED)
    nothing_heard = words("news.security-received") not in aroha.chat
    taken, _ = await answers(bot, path, RECEIVED)

    assert (refused, nothing_heard, taken) == (404, True, 200)
    assert words("news.security-received") in aroha.chat


async def test_no_link_is_previewed_stored_or_logged_and_they_work_after_a_restart(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    aroha = await with_app(bot, "Aroha Example")
    await reports_in_short(aroha)
    await bot.rests()
    (mail,) = bot.mails()
    path = link(mail, RECEIVED)
    await bot.restarts()

    status, _ = await answers(bot, path, RECEIVED)

    kept = b"".join(file.read_bytes() for file in bot.data.glob("bot.db*"))
    token = path.removeprefix("/answer/")
    assert status == 200
    assert words("mail.link_received") in aroha.chat
    assert PUBLIC not in aroha.chat
    assert token not in caplog.text
    assert token.encode() not in kept


async def test_the_text_to_send_by_hand_promises_no_link(bot: Running) -> None:
    aroha = await with_app(bot, "Aroha Example")
    bot.post.is_unplugged = True
    await reports_in_short(aroha)
    await bot.time_passes(minutes=10)

    await aroha.presses(words("by_hand.show"))

    assert words("by_hand.title") in aroha.answer
    assert words("first.ask_links", name="Aroha Example") not in aroha.answer
    assert words("mail.link_closed") not in aroha.answer


async def test_without_a_public_address_the_mail_asks_for_a_reply_instead(
    content: Content, directory: TomlDirectory, tmp_path: Path, clock: RunningClock
) -> None:
    async with Teams() as teams:
        bot = Running(content, directory, teams, tmp_path, clock)
        await bot.starts()
        aroha = await with_app(bot, "Aroha Example")
        await reports_in_short(aroha)
        await bot.rests()
        text = bot.mail()
        await bot.stops()

    assert "/answer/" not in text
    assert words("first.ask_links", name="Aroha Example") not in text


async def test_a_link_answers_for_sixty_days(bot: Running, aroha: Somebody) -> None:
    (mail,) = bot.mails()
    lives = bot.content.timers.security.link_lives
    await bot.time_passes(days=(lives - timedelta(days=1)).days)
    still, _ = await answers(bot, link(mail, RECEIVED), RECEIVED)
    await bot.time_passes(days=2)
    expired, page = await answers(bot, link(mail, CLOSED), CLOSED)

    assert (still, expired) == (200, 410)
    assert words("security_page.expired") in page
