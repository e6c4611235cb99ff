"""The mail service refuses, forgets or loses a mail: it is said, somebody is called, it mends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.graph.mail import GraphMail
from bot.ports import NonDeliveryReport, Unclear
from tests.at_time import command
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, URGENT, reports, reports_in_short, with_app
from tests.processes import environment
from tests.stand_ins.graph import NAMED, SENDER, Graph, Human
from tests.words import email_state, fragment, letter_line, words

ROOT = Path(__file__).parents[3]
SENT = email_state("sent")
REFUSED = words("next.mailing-refused")
UNSURE = email_state("mailing-unconfirmed")
BY_HAND = words("by_hand.ordinary", address="security@example.org")
MAILBOX = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0100", "The Bot Example", SENDER)


@pytest.fixture
async def priya(graph_bot: OverGraph) -> Somebody:
    """A staff member who has the app."""
    return await with_app(graph_bot, "Priya Example")


async def test_without_the_right_to_the_mailbox_it_waits_until_the_right_is_there(
    graph_bot: OverGraph, graph: Graph, priya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    graph.people.append(MAILBOX)
    graph.mailboxes.clear()
    await reports(priya, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    refused = priya.status
    await graph_bot.time_passes(hours=2)
    still = priya.status

    graph.mailboxes.add(SENDER)
    await graph_bot.time_passes(minutes=6)

    assert REFUSED in refused
    assert BY_HAND in refused
    assert REFUSED in still
    assert ("send_mail", "NotSetUp") in alarms(caplog)
    assert SENT in priya.status
    assert len(graph_bot.left()) == 1


async def test_a_right_that_is_missing_only_for_sending_keeps_the_same_draft(
    graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    graph.roles.discard("Mail.Send")
    await reports(priya, URGENT, tell=words("tell.security-only"))
    await graph_bot.time_passes(minutes=30)
    refused = priya.status

    graph.roles.add("Mail.Send")
    await graph_bot.time_passes(minutes=6)

    assert REFUSED in refused
    assert SENT in priya.status
    assert len(graph_bot.left()) == 1
    assert graph_bot.calls("create") == 1


async def test_what_is_accepted_and_never_seen_among_the_sent_is_not_called_sent(
    graph_bot: OverGraph, graph: Graph, priya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    graph.habits.delay, graph.habits.on_its_way_in = timedelta(days=9), "nowhere"
    await reports(priya, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    accepted = priya.status
    await graph_bot.time_passes(minutes=10)
    await graph_bot.time_passes(minutes=6)
    await graph_bot.time_passes(minutes=6)
    unsure = priya.status
    await graph_bot.time_passes(hours=5)

    graph.settle()
    await graph_bot.time_passes(minutes=6)

    assert SENT in accepted
    assert UNSURE in unsure
    assert BY_HAND in unsure
    assert ("confirm_mail", "MailUnconfirmed") in alarms(caplog)
    assert SENT in priya.status
    assert len(graph_bot.left()) == 1
    assert graph_bot.calls("create") == 1


@pytest.mark.parametrize("fault", ["accepted_then_504", "accepted_then_dropped"])
async def test_a_mail_that_left_without_a_word_is_never_written_again(
    fault: str, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    graph.habits.delay, graph.habits.on_its_way_in = timedelta(days=9), "nowhere"
    graph.answers_next("send", NAMED[fault])
    await reports(priya, STANDARD, tell=words("tell.security-only"))
    await graph_bot.time_passes(minutes=4)
    at_first = priya.status
    await graph_bot.time_passes(minutes=4)
    unsure = priya.status
    await graph_bot.time_passes(hours=30)

    graph.settle()
    await graph_bot.time_passes(hours=1)

    assert email_state("mailing") in at_first
    assert UNSURE in unsure
    assert SENT in priya.status
    assert len(graph_bot.left()) == 1
    assert graph_bot.calls("create") == 1
    assert graph_bot.calls("send") == 1


async def test_a_draft_that_vanished_calls_somebody_and_is_never_made_again(
    bot: Running, aroha: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    bot.post.fails = [Unclear()]
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    for draft in (bot.data / "outbox" / ".drafts").glob("*.eml"):
        draft.unlink()

    await bot.time_passes(minutes=6)
    unsure = aroha.status
    await bot.time_passes(days=3)

    assert UNSURE in unsure
    assert ("send_mail", "Vanished") in alarms(caplog)
    assert UNSURE in aroha.status
    assert bot.all_mails() == []
    assert len(bot.post.written) == 1
    assert len(bot.post.asked) == 1


@pytest.mark.parametrize("fault", [it for it in NAMED if it not in ("slow", "too_large")])
async def test_after_any_one_fault_of_any_kind_it_leaves_once(
    fault: str, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    for operation in ("look_up", "create", "send"):
        graph.answers_next(operation, NAMED[fault])
    await reports(priya, STANDARD, tell=words("tell.security-only"))
    for _ in range(4):
        await graph_bot.time_passes(minutes=62)

    assert len(graph_bot.left()) == 1
    assert SENT in priya.status


async def test_a_draft_that_somebody_deleted_is_made_again_when_an_administrator_says_so(
    graph_bot: OverGraph, graph: Graph, priya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    graph.answers_next("send", NAMED["dropped"])
    await reports(priya, URGENT, tell=words("tell.security-only"))
    await graph_bot.rests()
    await deleted(graph_bot)
    await graph_bot.time_passes(minutes=6)
    unsure, left_before = priya.status, graph_bot.left()

    answers = [await released(graph_bot, "--again"), await released(graph_bot, "--again")]
    await graph_bot.time_passes(hours=2)
    said = len(of_the_mail(caplog))
    await graph_bot.time_passes(hours=9)

    (mail,) = [mail for mail in graph.ledger if mail.to == ("security@example.org",)]
    assert UNSURE in unsure
    assert left_before == []
    assert answers == [0, 1]
    assert letter_line("security.txt", "letter.may_be_second_copy") in mail.body
    assert SENT in priya.status
    assert len(of_the_mail(caplog)) == said


async def test_a_mail_that_security_has_is_sent_when_an_administrator_says_so(
    graph_bot: OverGraph, graph: Graph, priya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    graph.habits.delay, graph.habits.on_its_way_in = timedelta(days=9), "nowhere"
    graph.answers_next("send", NAMED["accepted_then_504"])
    await reports(priya, URGENT, tell=words("tell.security-only"))
    await graph_bot.time_passes(minutes=8)
    unsure = priya.status

    answer = await released(graph_bot, "--arrived")
    await graph_bot.time_passes(hours=2)
    said = len(of_the_mail(caplog))
    await graph_bot.time_passes(hours=9)

    assert (UNSURE in unsure, answer) == (True, 0)
    assert SENT in priya.status
    assert len(graph_bot.left()) == 1
    assert len(of_the_mail(caplog)) == said


async def released(bot: OverGraph, answer: str) -> int:
    """What the command ends with, as a process beside the bot."""
    (report,) = bot.rows("reports")
    process = await asyncio.create_subprocess_exec(
        *command(bot.clock(), "release", report["reference"], answer),
        cwd=ROOT,
        env=environment(DATABASE_URL=f"sqlite+aiosqlite:///{bot.data / 'bot.db'}"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        return await process.wait()


async def deleted(bot: OverGraph) -> None:
    """Somebody empties the folder of drafts."""
    (report,) = bot.rows("reports")
    mail = GraphMail(bot.client, SENDER)
    for draft_id in (await mail.look_up(report["reference"])).drafts:
        await mail.delete_draft(draft_id)


def of_the_mail(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The alarms that a mail is missing."""
    said = [vars(it) for it in caplog.records if it.getMessage() == "a person must look"]
    return [it["reason"] for it in said if it["reason"] in ("Vanished", "MailUnconfirmed")]


def alarms(caplog: pytest.LogCaptureFixture) -> set[tuple[str, str]]:
    """The kind and the reason of each."""
    said = [vars(it) for it in caplog.records if it.getMessage() == "a person must look"]
    return {(it["kind"], it["reason"]) for it in said}


async def test_an_addition_that_does_not_go_is_told_with_the_way_to_security_and_then_that_it_went(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    bot.post.is_unplugged = True
    await aroha.presses(words("status.safe_now"))
    await bot.time_passes(minutes=4)
    early = aroha.chat
    await bot.time_passes(minutes=6)
    late = aroha.chat

    bot.post.is_unplugged = False
    await bot.time_passes(minutes=6)

    by_hand = words("by_hand.added", address="security@example.org")
    assert words("news.added-late") not in early
    assert late.count(words("news.added-late")) == 1
    assert late.count(by_hand) == 2  # on the message, and on the status card
    assert words("news.added-sent") in aroha.sees
    assert by_hand not in aroha.chat


async def test_an_addition_that_came_back_is_told_and_the_report_stays_sent(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.time_passes(days=2)
    await aroha.presses(words("status.safe_now"))
    await bot.rests()
    (follow_up,) = [it for it in bot.mails() if it["In-Reply-To"]]
    subject = f"Undeliverable: {follow_up['Subject']}"
    bot.post.came_back = [NonDeliveryReport(subject, bot.clock())]
    before = aroha.chat

    await bot.time_passes(minutes=4)

    assert words("news.added-returned") not in before
    assert words("news.added-returned") in aroha.sees
    assert fragment("status.added_returned") in aroha.status
    assert email_state("sent") in aroha.status
    assert len(bot.mails()) == 2
