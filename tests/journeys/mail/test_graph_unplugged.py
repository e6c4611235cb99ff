"""Graph is out of reach for an hour: every reporter hears the truth, every mail goes once."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest

from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody, is_status
from tests.journeys.walks import HIGH, STANDARD, URGENT, WIREMU, reports, to_preview, with_app
from tests.stand_ins.graph import Graph
from tests.words import email_state, fragment, letter_line, words

NOT_YET = [email_state(stage) for stage in ("awaiting-leader", "mailing", "mailing-late")]
SENT = email_state("sent")
NGAIRE = words("tell.leader", name="Ngaire Example")
MINUTES_A_STEP = 2


@pytest.fixture
async def staff(graph_bot: OverGraph) -> Mapping[str, Somebody]:
    """Four who report and the two who lead them; the bot knows who leads whom."""
    names = ("Aroha", "Tāmati", "Sefina", "Priya", "Wiremu", "Ngaire")
    staff = {name: await with_app(graph_bot, f"{name} Example") for name in names}
    for somebody in staff.values():
        await somebody.presses(words("menu.report"))
        await graph_bot.rests()
        await somebody.presses(words("move.stop"))
    return staff


async def reports_of_each_kind(
    bot: OverGraph, graph: Graph, staff: Mapping[str, Somebody]
) -> Mapping[str, Somebody]:
    """One that waits in vain, and as Graph goes away one urgent, one approved, one for Security."""
    await reports(staff["Sefina"], STANDARD, tell=NGAIRE)
    await bot.time_passes(hours=23, minutes=50)
    await to_preview(staff["Aroha"], URGENT, WIREMU)
    await to_preview(staff["Tāmati"], HIGH, WIREMU)
    await to_preview(staff["Priya"], STANDARD, words("tell.security-only"))
    graph.unplugged = True
    for name in ("Aroha", "Tāmati", "Priya"):
        await staff[name].presses(words("preview.send"))
    await bot.rests()
    await staff["Wiremu"].presses(words("leader.approve"))
    await bot.rests()
    return {name: staff[name] for name in ("Sefina", "Aroha", "Tāmati", "Priya")}


async def an_hour_passes(bot: OverGraph, reporters: Mapping[str, Somebody]) -> list[list[str]]:
    """What each of them sees at the end of each two minutes."""
    seen = []
    for _ in range(60 // MINUTES_A_STEP):
        await bot.time_passes(minutes=MINUTES_A_STEP)
        seen.append([somebody.status for somebody in reporters.values()])
    return seen


def reports_left(graph: Graph) -> list[str]:
    """The reference of each mail with a report; follow-ups are told apart by their keys."""
    return sorted(mail.key for mail in graph.ledger if "/" not in mail.key)


async def test_after_an_hour_without_graph_every_mail_leaves_once(
    graph_bot: OverGraph,
    graph: Graph,
    staff: Mapping[str, Somebody],
    caplog: pytest.LogCaptureFixture,
) -> None:
    reporters = await reports_of_each_kind(graph_bot, graph, staff)
    seen = await an_hour_passes(graph_bot, reporters)
    alarms, overdue = alarmed(caplog), (await graph_bot.health())["overdue"]
    left_meanwhile = graph_bot.left()

    graph.unplugged = False
    await graph_bot.time_passes(minutes=7)
    left, now = reports_left(graph), [somebody.status for somebody in reporters.values()]
    await graph_bot.time_passes(days=1)

    assert left_meanwhile == []
    assert all(any(it in card for it in NOT_YET) for cards in seen for card in cards)
    assert all(_can_be_sent_by_hand(card) for cards in seen[10:] for card in cards)
    assert not any(SENT in everything_said(somebody, NOT_YET) for somebody in reporters.values())
    assert alarms["watch_mail"] == set(references(graph_bot))
    assert overdue["send_mail"] == 4
    assert left == references(graph_bot)
    assert all(SENT in card for card in now)
    assert reports_left(graph) == left
    assert "overdue" not in await graph_bot.health()


async def test_from_the_moment_a_mail_is_late_its_reporter_can_send_it_by_hand(
    graph_bot: OverGraph, graph: Graph, staff: Mapping[str, Somebody]
) -> None:
    aroha = staff["Aroha"]
    await to_preview(aroha, URGENT, words("tell.security-only"))
    graph.unplugged = True
    await aroha.presses(words("preview.send"))
    await graph_bot.time_passes(minutes=4)
    early = aroha.status
    await graph_bot.time_passes(minutes=2)
    late = aroha.status

    await aroha.presses(words("by_hand.show"))

    (reference,) = references(graph_bot)
    assert not _can_be_sent_by_hand(early)
    assert _can_be_sent_by_hand(late)
    assert letter_line("security.txt", "letter.reference", reference=reference) in aroha.answer
    assert fragment("by_hand.how") in aroha.answer


async def test_graph_may_come_and_go(
    graph_bot: OverGraph, graph: Graph, staff: Mapping[str, Somebody]
) -> None:
    aroha = staff["Aroha"]
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    graph.unplugged = True
    await aroha.presses(words("preview.send"))
    for _ in range(5):
        graph.unplugged = not graph.unplugged
        graph.random_faults(0.7, seed=3)
        await graph_bot.time_passes(minutes=1)
    graph.random_faults(0, seed=3)
    graph.unplugged = False
    await graph_bot.time_passes(minutes=7)
    await graph_bot.time_passes(minutes=7)

    assert graph_bot.left() == references(graph_bot)
    assert SENT in aroha.status


def alarmed(caplog: pytest.LogCaptureFixture) -> Mapping[str, set[str]]:
    """What each kind of alarm at level error named."""
    alarms: dict[str, set[str]] = defaultdict(set)
    for it in caplog.records:
        if it.levelno == logging.ERROR and it.getMessage() == "a person must look":
            alarms[vars(it)["kind"]].add(vars(it)["report"])
    return alarms


def references(bot: OverGraph) -> Sequence[str]:
    """Of every report, sorted."""
    return sorted(row["reference"] for row in bot.rows("reports"))


def everything_said(somebody: Somebody, until: Sequence[str]) -> str:
    """What the status card said before it said something else for the last time."""
    cards = [shown for shown in somebody.shown if is_status(shown.current)]
    versions = [str(version) for shown in cards for version in shown.versions]
    last = max(
        number for number, version in enumerate(versions) if any(it in version for it in until)
    )
    return "".join(versions[:last])


def _can_be_sent_by_hand(card: str) -> bool:
    return "security@example.org" in card and words("by_hand.show") in card
