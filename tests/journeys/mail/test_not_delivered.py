"""Accepted is not delivered: what comes back is found, told, and put right by a person."""

import json
import logging
from collections.abc import Sequence

import pytest

from bot.bootstrap.application import ALARMS
from bot.content import Content
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import HIGH, STANDARD, URGENT, reports, with_app
from tests.stand_ins.graph import NAMED, Graph
from tests.words import level_name, words

SECURITY = "security@example.org"


@pytest.fixture
async def aroha(graph_bot: OverGraph) -> Somebody:
    """A staff member who has the app; Wiremu is her people leader."""
    somebody = await with_app(graph_bot, "Aroha Example")
    await somebody.presses(words("menu.report"))
    await graph_bot.rests()
    await somebody.presses(words("move.stop"))
    return somebody


@pytest.fixture
async def wiremu(graph_bot: OverGraph) -> Somebody:
    """Aroha's people leader, who has the app too."""
    return await with_app(graph_bot, "Wiremu Example")


def reference(bot: OverGraph) -> str:
    """Of the only report."""
    (row,) = bot.rows("reports")
    return str(row["reference"])


def comes_back(bot: OverGraph, graph: Graph, **says: str) -> None:
    """A non-delivery report about the only report comes into the sender's Inbox."""
    subject = words("mail.subject", level=level_name("high"), reference=reference(bot))
    graph.receives(f"Undeliverable: {subject}", **says)


def new_messages(somebody: Somebody, before: int) -> Sequence[str]:
    """What came as a message since then, and not as an update."""
    return [str(shown.versions[0]) for shown in somebody.shown[before:]]


async def test_a_mail_that_came_back_is_told_by_a_message_and_an_alarm(
    graph_bot: OverGraph,
    graph: Graph,
    aroha: Somebody,
    wiremu: Somebody,
    content: Content,
    caplog: pytest.LogCaptureFixture,
) -> None:
    texts = content.texts
    await reports(aroha, HIGH)
    await graph_bot.rests()
    await wiremu.presses(texts("leader.approve"))
    await graph_bot.rests()
    status = next(shown for shown in aroha.shown if texts("stage.sent") in str(shown.versions[-1]))
    before = len(aroha.shown)
    comes_back(graph_bot, graph)

    await graph_bot.time_passes(minutes=2)
    await graph_bot.time_passes(hours=3)
    await graph_bot.time_passes(hours=30)

    assert texts("stage.sent-undelivered") in str(status.versions[-1])
    (message,) = new_messages(aroha, before)
    assert texts("undelivered.text") in message
    assert SECURITY in message
    assert texts("by_hand.show") in message
    assert graph_bot.app[ALARMS].counts["mail_undelivered"] == 1
    assert len(alarms(caplog)) == 1
    assert graph_bot.left() == [reference(graph_bot)]
    assert texts("leader.undelivered") in wiremu.chat


def alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The reports that an alarm of a mail that came back named."""
    said = [vars(it) for it in caplog.records if it.levelno == logging.ERROR]
    return [it["report"] for it in said if it.get("kind") == "mail_undelivered"]


async def test_the_text_to_copy_is_at_hand(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody, content: Content
) -> None:
    await reports(aroha, URGENT, tell=words("tell.security-only"))
    await graph_bot.rests()
    comes_back(graph_bot, graph)
    await graph_bot.time_passes(minutes=2)

    await aroha.presses(content.texts("by_hand.show"))

    assert content.texts("by_hand.title") in aroha.answer
    assert reference(graph_bot) in aroha.answer


@pytest.mark.parametrize("minutes", [1, 9, 100, 700, 1500])
async def test_it_is_found_whenever_it_comes_within_a_day(
    minutes: int, graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await graph_bot.time_passes(minutes=minutes)
    comes_back(graph_bot, graph)
    await graph_bot.time_passes(minutes=1)
    await graph_bot.time_passes(hours=26)

    assert graph_bot.app[ALARMS].counts == {"mail_undelivered": 1}


async def test_a_day_without_a_report_is_not_called_delivered(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody, content: Content
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    for _ in range(10):
        await graph_bot.time_passes(hours=3)

    assert content.texts("stage.sent") in aroha.status
    assert "delivered" not in aroha.status
    assert graph_bot.app[ALARMS].counts == {}
    assert graph_bot.calls("inbox") <= 9


@pytest.mark.parametrize(
    ("subject", "message_class"),
    [
        (
            words("mail.subject", level="Undeliverable", reference="AAAA-BBBB"),
            "REPORT.IPM.Note.NDR",
        ),
        ("Undeliverable: somebody's lunch", "REPORT.IPM.Note.NDR"),
        (words("mail.subject", level="RE: High", reference="{reference}"), "IPM.Note"),
        (
            words("mail.subject", level="Automatic reply", reference="{reference}"),
            "IPM.Note.Rules.OofTemplate.Microsoft",
        ),
        (words("mail.subject", level="Read", reference="{reference}"), "REPORT.IPM.Note.IPNRN"),
        (
            words("mail.subject", level="Delayed", reference="{reference}"),
            "REPORT.IPM.Note.Delayed",
        ),
    ],
)
async def test_what_is_no_report_about_our_mail_changes_nothing(
    subject: str,
    message_class: str,
    graph_bot: OverGraph,
    graph: Graph,
    aroha: Somebody,
    content: Content,
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    graph.receives(subject.format(reference=reference(graph_bot)), message_class)

    await graph_bot.time_passes(minutes=2)

    assert content.texts("stage.sent") in aroha.sees
    assert graph_bot.app[ALARMS].counts == {}


async def test_many_reports_about_one_mail_are_told_once(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    before = len(aroha.shown)
    for _ in range(3):
        comes_back(graph_bot, graph)
        await graph_bot.time_passes(minutes=5)

    assert len(new_messages(aroha, before)) == 1
    assert graph_bot.left() == [reference(graph_bot)]


@pytest.mark.parametrize("fault", ["unavailable", "dropped", "empty_400", "throttled"])
async def test_a_look_that_fails_once_is_made_again(
    fault: str, graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    comes_back(graph_bot, graph)
    graph.answers_next("inbox", NAMED[fault])
    await graph_bot.time_passes(minutes=1)
    await graph_bot.time_passes(minutes=1)

    assert graph_bot.app[ALARMS].counts == {"mail_undelivered": 1}


async def test_what_is_kept_says_the_same(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await graph_bot.rests()
    comes_back(graph_bot, graph)
    await graph_bot.time_passes(minutes=2)

    kinds = [row["kind"] for row in graph_bot.rows("events")]
    (row,) = graph_bot.rows("escalations")
    assert "mail-undelivered" in kinds
    assert "undelivered_at" not in json.loads(row["document"])
    assert "undelivered_at" in row["additions"]
