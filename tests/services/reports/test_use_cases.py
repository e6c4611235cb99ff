"""Answering, hurrying, taking back and ticking off: each changes the report once, or not at all."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.errors import NotTheLeader, NotYours, Refusal
from bot.domain.escalation import Decision, Escalation, EscalationStatus, System
from bot.domain.people import Actor
from bot.services.reports.use_cases import (
    DecideEscalation,
    SendNow,
    TickOffEntry,
    WithdrawReport,
)
from tests.builders import NOON, an_actor
from tests.services.report_and_people import Around, around

REA, LEA, STRANGER = an_actor("rea"), an_actor("lea"), an_actor("stranger")

UseCase = Callable[[Around, Actor], Awaitable[Escalation]]


async def approve(it: Around, by: Actor) -> Escalation:
    return await DecideEscalation(it.reports, it.clock)("r1", Decision.APPROVE, by=by)


async def decline(it: Around, by: Actor) -> Escalation:
    decide = DecideEscalation(it.reports, it.clock)
    return await decide("r1", Decision.DECLINE, by=by, reason="Dealt with")


async def hurry(it: Around, by: Actor) -> Escalation:
    return await SendNow(it.reports, it.clock)("r1", by=by)


async def take_back(it: Around, by: Actor) -> Escalation:
    return await WithdrawReport(it.reports, it.clock)("r1", by=by)


async def tick(it: Around, by: Actor) -> Escalation:
    return await TickOffEntry(it.reports, it.clock)("r1", System.NOGGIN, by=by)


@pytest.mark.parametrize(
    ("use_case", "by", "happened", "stage"),
    [
        (approve, LEA, "leader-approve", EscalationStatus.MAILING),
        (decline, LEA, "leader-decline", EscalationStatus.DECLINED),
        (hurry, REA, "sent-without-waiting", EscalationStatus.MAILING),
        (take_back, REA, "withdrawn", EscalationStatus.WITHDRAWN),
        (tick, REA, "ticked-noggin", EscalationStatus.AWAITING_LEADER),
    ],
)
async def test_doing_it_twice_is_doing_it_once(
    use_case: UseCase, by: Actor, happened: str, stage: EscalationStatus
) -> None:
    it = await around()

    first = await use_case(it, by)
    second = await use_case(it, by)

    assert first == second == it.it
    assert it.it.stage is stage
    assert it.happened == ["reported", happened]
    assert it.reports.events[-1].at == NOON
    assert it.reports.events[-1].by == by.id


@pytest.mark.parametrize(
    ("use_case", "refusal"),
    [
        (approve, NotTheLeader),
        (decline, NotTheLeader),
        (hurry, NotYours),
        (take_back, NotYours),
        (tick, NotYours),
    ],
)
async def test_nobody_else_can_do_it_and_nothing_is_kept(
    use_case: UseCase, refusal: type[Refusal]
) -> None:
    it = await around()
    tasks = it.tasks.kinds()

    with pytest.raises(refusal):
        await use_case(it, STRANGER)

    assert it.happened == ["reported"]
    assert it.tasks.kinds() == tasks


async def test_the_reason_is_kept_for_the_reporter() -> None:
    it = await around()

    await decline(it, LEA)

    assert it.it.reason == "Dealt with"
