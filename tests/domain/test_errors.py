"""What is refused, and to whom: each time beside the same act by the person who may do it."""

import pytest

from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyOnItsWay,
    AlreadyWithdrawn,
    NotAtThisLevel,
    NotTheLeader,
    NotYours,
    ReasonMissing,
    Refusal,
)
from bot.domain.escalation import Decision, Escalation, EscalationStatus, System
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from tests.builders import LEA, a_person, an_actor, an_escalation, opened
from tests.domain.escalation.acts import (
    LEADER,
    REPORTER,
    Act,
    ActOf,
    acknowledge,
    acknowledging,
    after,
    approve,
    approving,
    deadline,
    deciding,
    decline,
    declining,
    find_lea,
    hand_on,
    handing_on,
    mailed,
    send,
    sending,
    ticking,
    withdraw,
    withdrawing,
)

WAITING = an_escalation()
URGENT = an_escalation(level=Level.URGENT)
MAILING, SENT = after(WAITING, send), after(WAITING, send, mailed)
DECLINED, WITHDRAWN = after(WAITING, decline), after(WAITING, withdraw)
SENT_BY_THE_DEADLINE = after(WAITING, deadline, mailed)


@pytest.mark.parametrize(
    ("start", "acting"),
    [
        (WAITING, approving),
        (WAITING, declining),
        (WAITING, handing_on),
        (URGENT, acknowledging),
        (SENT, approving),
    ],
)
@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(an_actor("ari"), id="another leader"),
        pytest.param(an_actor("lea", tenant_id="elsewhere"), id="the same id elsewhere"),
        pytest.param(REPORTER, id="the reporter"),
        pytest.param(an_actor(""), id="nobody"),
    ],
)
def test_only_the_leader_answers(start: Escalation, acting: ActOf, stranger: Actor) -> None:
    with pytest.raises(NotTheLeader):
        acting(stranger)(start)

    assert acting(LEADER)(start).is_change


@pytest.mark.parametrize(
    ("start", "acting"),
    [
        (WAITING, sending),
        (DECLINED, sending),
        (WAITING, withdrawing),
        (DECLINED, withdrawing),
        (SENT, ticking(System.NOGGIN)),
        (SENT, ticking(System.KOTAHI)),
    ],
)
@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(LEADER, id="the leader"),
        pytest.param(an_actor("ari"), id="somebody else"),
        pytest.param(an_actor("rea", tenant_id="elsewhere"), id="the same id elsewhere"),
    ],
)
def test_only_the_reporter_hurries_withdraws_and_ticks_off(
    start: Escalation, acting: ActOf, stranger: Actor
) -> None:
    with pytest.raises(NotYours):
        acting(stranger)(start)

    assert acting(REPORTER)(start).is_change


@pytest.mark.parametrize("level", [Level.STANDARD, Level.HIGH, Level.URGENT])
@pytest.mark.parametrize("acting", [approving, declining, acknowledging, handing_on])
def test_a_leader_who_was_left_out_answers_nothing(level: Level, acting: ActOf) -> None:
    with pytest.raises(NotTheLeader):
        acting(LEADER)(an_escalation(level=level, told=False))


@pytest.mark.parametrize("somebody", [LEADER, an_actor(""), REPORTER])
def test_a_leader_who_is_not_found_yet_answers_nothing(somebody: Actor) -> None:
    named = opened(Person(name="Lea Example")).after

    with pytest.raises(NotTheLeader):
        approving(somebody)(named)

    assert approve(after(named, find_lea)).is_change


@pytest.mark.parametrize("acting", [approving, declining, handing_on])
def test_who_names_themselves_is_still_not_their_own_leader(acting: ActOf) -> None:
    with pytest.raises(NotTheLeader):
        acting(REPORTER)(opened(a_person("rea")).after)

    assert acting(LEADER)(opened(LEA).after).is_change


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (approve, decline),
        (approve, hand_on),
        (decline, approve),
        (decline, acknowledge),
    ],
)
def test_an_answer_stands(first: Act, second: Act) -> None:
    answered = after(WAITING, first)

    with pytest.raises(AlreadyAnswered):
        second(answered)

    assert second(MAILING if second is acknowledge else WAITING).is_change


@pytest.mark.parametrize("level", [Level.HIGH, Level.URGENT, Level.EMERGENCY])
def test_only_a_standard_report_can_be_declined(level: Level) -> None:
    with pytest.raises(NotAtThisLevel):
        decline(an_escalation(level=level))

    assert decline(an_escalation(level=Level.STANDARD)).after.stage is EscalationStatus.DECLINED


@pytest.mark.parametrize("reason", [None, "", "  \n "])
def test_a_decline_has_a_reason(reason: str | None) -> None:
    with pytest.raises(ReasonMissing):
        deciding(Decision.DECLINE, reason)(LEADER)(WAITING)

    assert deciding(Decision.DECLINE, " Solved ")(LEADER)(WAITING).after.reason == "Solved"


@pytest.mark.parametrize("level", [Level.STANDARD, Level.HIGH])
def test_having_seen_it_is_no_answer_while_the_report_waits(level: Level) -> None:
    waiting = an_escalation(level=level)

    with pytest.raises(NotAtThisLevel):
        acknowledge(waiting)

    assert acknowledge(after(waiting, deadline)).is_change


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (MAILING, decline),
        (SENT, decline),
        (SENT_BY_THE_DEADLINE, decline),
        (MAILING, withdraw),
        (SENT, withdraw),
        (SENT_BY_THE_DEADLINE, withdraw),
        (URGENT, withdraw),
        (an_escalation(told=False), withdraw),
    ],
)
def test_what_is_on_its_way_is_not_called_back(start: Escalation, act: Act) -> None:
    with pytest.raises(AlreadyOnItsWay):
        act(start)

    assert act(WAITING).is_change


@pytest.mark.parametrize("act", [approve, decline, hand_on, acknowledge, send])
def test_what_was_withdrawn_is_neither_answered_nor_sent(act: Act) -> None:
    with pytest.raises(AlreadyWithdrawn):
        act(WITHDRAWN)


def test_a_declined_report_that_was_withdrawn_is_not_sent_either() -> None:
    with pytest.raises(AlreadyWithdrawn):
        send(after(DECLINED, withdraw))

    assert send(DECLINED).after.stage is EscalationStatus.MAILING


def test_a_stranger_learns_nothing_from_what_was_answered_already() -> None:
    """The check of who asks comes before every other."""
    with pytest.raises(NotTheLeader):
        approving(an_actor("ari"))(WITHDRAWN)
    with pytest.raises(NotYours):
        sending(an_actor("ari"))(WITHDRAWN)


def test_each_refusal_has_words_of_its_own() -> None:
    keys = [refusal.key for refusal in Refusal.__subclasses__()]

    assert len(set(keys)) == len(keys)
    assert all(key.startswith("refusal.") for key in keys)
