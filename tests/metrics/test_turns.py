"""Turns are counted by what became of them, and their lines carry one id."""

from collections.abc import Awaitable, Callable

import pytest

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.routes import InvokeResponse
from bot.metrics.counted import CountedTurns
from bot.observability.tracing import current
from tests.metrics.told import Told


def an_inbound(kind: str = "message", activity_id: str = "activity-1") -> Inbound:
    """Something from Teams."""
    return Inbound(type=kind, conversation_id="chat", member_id="29:aroha", activity_id=activity_id)


def answers(answer: InvokeResponse | None) -> Callable[[Inbound], Awaitable[InvokeResponse | None]]:
    """Turns that always answer so."""

    async def handle(_: Inbound) -> InvokeResponse | None:
        return answer

    return handle


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (InvokeResponse(200), "done"),
        (None, "not_ours"),
        (InvokeResponse(503, trouble="trouble.not_kept"), "not_kept"),
        (InvokeResponse(200, trouble="trouble.unexpected"), "unexpected"),
    ],
)
async def test_a_turn_is_counted_by_what_became_of_it(
    answer: InvokeResponse | None, outcome: str
) -> None:
    told = Told()

    assert await CountedTurns(answers(answer), told)(an_inbound("invoke")) is answer

    assert told.turns == [("invoke", outcome)]


async def test_a_turn_that_raises_has_failed() -> None:
    async def fails(_: Inbound) -> InvokeResponse | None:
        raise RuntimeError

    told = Told()

    with pytest.raises(RuntimeError):
        await CountedTurns(fails, told)(an_inbound())

    assert told.turns == [("message", "failed")]


async def test_whatever_teams_invents_is_one_kind() -> None:
    told = Told()

    await CountedTurns(answers(None), told)(an_inbound("typing"))
    await CountedTurns(answers(None), told)(an_inbound("made-up-yesterday"))

    assert told.turns == [("other", "not_ours")] * 2


async def test_all_that_a_turn_does_carries_one_id() -> None:
    seen: list[str | None] = []

    async def notes(_: Inbound) -> InvokeResponse | None:
        seen.append(current().get("correlation"))
        return None

    for activity_id in ("activity-1", "activity-1", "activity-2"):
        await CountedTurns(notes, Told())(an_inbound(activity_id=activity_id))

    first, redelivered, other = seen
    assert first == redelivered != other
    assert current() == {}
