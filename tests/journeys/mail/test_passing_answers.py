"""One stray answer of Microsoft Graph, whatever it says and whichever call it meets: one mail."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap.application import ALARMS
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.walks import HIGH, URGENT, reports, reports_in_short, with_app
from tests.stand_ins.graph import Graph, GraphFault, Operation
from tests.words import words

WITHIN = 20
"""Seconds an urgent mail may take after one such answer."""
STEPS = (0.1, 0.1, 0.15, 0.15, 0.25, 0.25)
"""How the time passes in which it is waited for."""
TRANSIENT = "Cannot send this mail due to a transient error. Please try again later (0x00004000)."
ANSWERS = {
    "empty": GraphFault(400, empty=True),
    "empty and not allowed": GraphFault(403, empty=True),
    "empty and not there": GraphFault(404, empty=True),
    "a page": GraphFault(400, html=True),
    "a page of a proxy": GraphFault(403, html=True),
    "a page that is not there": GraphFault(404, html=True),
    "elsewhere": GraphFault(302, empty=True),
    "an unknown code": GraphFault(400, "SomethingThatNobodyKnows"),
    "an unknown code, not allowed": GraphFault(403, "SomethingThatNobodyKnows"),
    "no code": GraphFault(404, ""),
    "a code that is no word": GraphFault(409, "not a code"),
    "a known transient": GraphFault(403, "ErrorAccessDenied", says=TRANSIENT),
    "no access": GraphFault(403, "ErrorAccessDenied"),
    "no grant": GraphFault(403, "Authorization_RequestDenied"),
    "no user": GraphFault(404, "ErrorInvalidUser"),
    "no resource": GraphFault(404, "ResourceNotFound"),
    "no mailbox": GraphFault(404, "MailboxNotEnabledForRESTAPI"),
    "no item": GraphFault(404, "ErrorItemNotFound"),
    "bad recipients": GraphFault(400, "ErrorInvalidRecipients"),
    "bad headers": GraphFault(400, "InvalidInternetMessageHeader"),
    "too large": GraphFault(400, "ErrorMessageSizeExceeded"),
    "two refused tokens": GraphFault(401, "InvalidAuthenticationToken"),
    "asks for an hour": GraphFault(503, "ServiceUnavailable", retry_after="3600"),
}
ONLY_LOOKS = {"asks for an hour"}
"""May hide that a mail has left, so a draft that stays one is sent again only after a minute."""
CALLS: tuple[Operation, ...] = ("look_up", "create", "send", "sent_items")
ALARMED = ("no access", "no grant", "no user", "no resource", "no mailbox", "two refused tokens")


@pytest.fixture
async def priya(graph_bot: OverGraph) -> Somebody:
    """A staff member who has the app."""
    return await with_app(graph_bot, "Priya Example")


def goes_wrong(graph: Graph, call: Operation, name: str) -> None:
    """The next call of this kind gets this answer; a refused token is fetched anew at once."""
    graph.answers_next(call, ANSWERS[name], times=2 if ANSWERS[name].status == 401 else 1)


async def seconds_pass(bot: OverGraph, seconds: float = WITHIN) -> None:
    """Bit by bit, and whatever falls due is done when its time has come."""
    for share in STEPS:
        await bot.time_passes(seconds=share * seconds)


def alarms(bot: OverGraph) -> Mapping[str, int]:
    """What a person was called for, by kind of work."""
    return bot.app[ALARMS].counts


def escalation(bot: OverGraph) -> dict[str, Any]:
    """The only one, as it is kept."""
    (row,) = bot.rows("escalations")
    found: dict[str, Any] = json.loads(row["document"])
    return found


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ANSWERS)
async def test_an_urgent_mail_leaves_once_and_within_seconds(
    name: str, call: Operation, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    goes_wrong(graph, call, name)
    await reports(priya, URGENT, tell=words("tell.security-only"))
    is_sure = name not in ONLY_LOOKS or call != "send"

    await seconds_pass(graph_bot, WITHIN if is_sure else 5 * WITHIN)
    left = graph_bot.left()
    await graph_bot.time_passes(hours=1)

    assert len(left) == 1
    assert graph_bot.left() == left
    assert escalation(graph_bot)["confirmed_at"] is not None


@pytest.mark.parametrize("name", ["empty", "a known transient", "no access", "bad recipients"])
async def test_no_mail_waits_an_hour_for_one_answer(
    name: str, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    for call in CALLS:
        goes_wrong(graph, call, name)
    await reports(priya, HIGH, tell=words("tell.security-only"))

    await seconds_pass(graph_bot, 2 * WITHIN)

    assert len(graph_bot.left()) == 1


@pytest.mark.parametrize("name", ALARMED)
async def test_what_an_administrator_must_put_right_is_an_alarm_at_once(
    name: str, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    goes_wrong(graph, "create", name)
    await reports(priya, URGENT, tell=words("tell.security-only"))
    await graph_bot.rests()

    assert alarms(graph_bot) != {}


@pytest.mark.parametrize("name", ["empty", "a page", "an unknown code", "a known transient"])
async def test_what_says_nothing_calls_nobody(
    name: str, graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    for call in CALLS:
        goes_wrong(graph, call, name)
    await reports(priya, URGENT, tell=words("tell.security-only"))
    await seconds_pass(graph_bot)

    assert alarms(graph_bot) == {}


async def test_what_says_nothing_again_and_again_is_told_and_goes_once_it_is_over(
    graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    graph.answers_next("send", ANSWERS["empty"], times=500)
    await reports(priya, URGENT, tell=words("tell.security-only"))
    for _ in range(7):
        await graph_bot.time_passes(minutes=1)
    late = priya.sees
    sends = graph_bot.calls("send")

    graph.stops_failing("send")
    await graph_bot.time_passes(minutes=6)

    assert "security@example.org" in late
    assert sends < 10
    assert len(graph_bot.left()) == 1


async def test_an_answer_that_hides_a_mail_that_left_never_makes_a_second(
    graph_bot: OverGraph, graph: Graph, priya: Somebody
) -> None:
    graph.habits.delay = timedelta(seconds=50)
    graph.answers_next("send", GraphFault(503, html=True, arrives=True))
    await reports(priya, URGENT, tell=words("tell.security-only"))

    await seconds_pass(graph_bot)
    await graph_bot.time_passes(minutes=5)
    await graph_bot.time_passes(hours=1)

    assert len(graph_bot.left()) == 1


async def test_a_policy_that_keeps_the_bot_out_is_an_alarm_at_once(
    graph_bot: OverGraph, graph: Graph, priya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    await graph_bot.rests()
    policy = "AADSTS53003: Access has been blocked by Conditional Access policies."
    graph.entra.answers_next(400, error="interaction_required", error_description=policy)
    await reports_in_short(priya)
    await graph_bot.rests()

    (refusal,) = [vars(it) for it in caplog.records if it.name == "bot.adapters.entra.errors"]
    assert (refusal["levelname"], refusal["error"]) == ("ERROR", "interaction_required")
    assert refusal["error_codes"] == [53003]
    assert alarms(graph_bot) != {}
