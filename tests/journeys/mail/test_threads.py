"""A mail that can be acted on, whose replies reach a person, and follow-ups in its thread."""

from collections.abc import Sequence

import pytest

from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import reports_in_short, with_app
from tests.stand_ins.graph import NAMED, Graph, LedgerMail
from tests.words import words

SECURITY = "security@example.org"
WHERE = "12 Example Street, 021 555 0101"


@pytest.fixture
async def aroha(graph_bot: OverGraph) -> Somebody:
    """A staff member who has the app."""
    return await with_app(graph_bot, "Aroha Example")


async def adds_where(bot: OverGraph, somebody: Somebody) -> None:
    """Where they are, by the button of the status card."""
    await somebody.presses(words("status.add_where"))
    await somebody.presses(words("addition.send"), words=WHERE)
    await bot.rests()


def to_security(graph: Graph) -> Sequence[LedgerMail]:
    """The mails that left for Security."""
    return [mail for mail in graph.ledger if mail.to == (SECURITY,)]


async def test_what_is_added_is_a_reply_in_the_thread_and_goes_to_security_alone(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await graph_bot.rests()

    await adds_where(graph_bot, aroha)
    await aroha.presses(words("status.safe_now"))
    await graph_bot.rests()

    first, where, safe = to_security(graph)
    assert first.reply_to == ("aroha@example.org",)
    assert first.answers == ""
    assert where.answers == safe.answers != ""
    assert WHERE in where.body
    assert len(graph.ledger) == 3
    assert graph.violations == []


async def test_a_first_mail_that_is_not_sent_yet_goes_first(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    graph.answers_next("send", NAMED["throttled"], times=4)
    await reports_in_short(aroha)
    await graph_bot.rests()
    graph.stops_failing("send")

    await adds_where(graph_bot, aroha)

    before = to_security(graph)
    await graph_bot.time_passes(minutes=1)
    await graph_bot.time_passes(minutes=1)

    first, added = to_security(graph)
    assert [WHERE in mail.body for mail in before] in ([], [False])
    assert WHERE not in first.body
    assert WHERE in added.body
    assert added.answers != ""


async def test_one_that_cannot_be_a_reply_leaves_once_all_the_same(
    graph_bot: OverGraph, graph: Graph, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await graph_bot.rests()
    graph.answers_next("reply", NAMED["unknown_code"])

    await adds_where(graph_bot, aroha)
    await graph_bot.time_passes(minutes=10)

    assert [WHERE in mail.body for mail in to_security(graph)] == [False, True]
