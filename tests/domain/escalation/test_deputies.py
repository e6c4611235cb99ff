"""Who stands in for a leader that is not reached, or has not seen an urgent report in time."""

import pytest

from bot.domain.errors import AlreadyAnswered, NotAtThisLevel, NotTheLeader
from bot.domain.escalation import Decision, Escalation, EscalationStatus, LeaderState
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from tests.builders import DEE, LEA, a_person, an_actor, an_escalation, opened
from tests.domain.escalation.acts import (
    DEPUTY,
    LATER,
    LEADER,
    REPORTER,
    Act,
    acknowledge,
    after,
    approve,
    approving,
    asked,
    called,
    deadline,
    deputy_acknowledges,
    deputy_approves,
    deputy_asked,
    deputy_declines,
    deputy_hands_on,
    find_dee,
    hand_on,
    mailed,
    no_deputy,
    not_reached,
    reminded,
    send,
    standing_in,
    withdraw,
)

WAITING, URGENT = an_escalation(), an_escalation(level=Level.URGENT)
NOT_REACHED = after(WAITING, not_reached)
"""No card can come to the leader, and somebody else is looked for."""
CALLED = after(URGENT, asked, called)
"""The leader has not seen an urgent report in time."""
BY_DEE = after(NOT_REACHED, find_dee, deputy_asked)
BESIDE_LEA = after(CALLED, find_dee, deputy_asked)
LOOKUP_PENDING, TO_BE_ASKED = LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED
LEFT_OUT = opened(a_person("ari"), left_out=("lea",)).after


@pytest.mark.parametrize(
    ("start", "act", "stage", "deputy_state", "event"),
    [
        (
            WAITING,
            not_reached,
            EscalationStatus.AWAITING_LEADER,
            LOOKUP_PENDING,
            "leader-not-reached",
        ),
        (URGENT, not_reached, EscalationStatus.MAILING, LOOKUP_PENDING, "leader-not-reached"),
        (URGENT, called, EscalationStatus.MAILING, LOOKUP_PENDING, "deputy-called"),
        (after(URGENT, asked), called, EscalationStatus.MAILING, LOOKUP_PENDING, "deputy-called"),
        (after(URGENT, mailed), called, EscalationStatus.SENT, LOOKUP_PENDING, "deputy-called"),
        (NOT_REACHED, find_dee, EscalationStatus.AWAITING_LEADER, TO_BE_ASKED, "deputy-found"),
        (CALLED, find_dee, EscalationStatus.MAILING, TO_BE_ASKED, "deputy-found"),
        (
            NOT_REACHED,
            no_deputy,
            EscalationStatus.MAILING,
            LeaderState.NOT_REACHED,
            "deputy-not-reached",
        ),
        (
            CALLED,
            no_deputy,
            EscalationStatus.MAILING,
            LeaderState.NOT_REACHED,
            "deputy-not-reached",
        ),
        (BY_DEE, deputy_approves, EscalationStatus.MAILING, LeaderState.ANSWERED, "leader-approve"),
        (
            BY_DEE,
            deputy_declines,
            EscalationStatus.DECLINED,
            LeaderState.ANSWERED,
            "leader-decline",
        ),
        (BY_DEE, deputy_hands_on, EscalationStatus.AWAITING_LEADER, LOOKUP_PENDING, "handed-on"),
        (
            BESIDE_LEA,
            deputy_acknowledges,
            EscalationStatus.MAILING,
            LeaderState.ANSWERED,
            "leader-acknowledge",
        ),
        (BESIDE_LEA, deputy_hands_on, EscalationStatus.MAILING, LOOKUP_PENDING, "handed-on"),
        (
            BESIDE_LEA,
            acknowledge,
            EscalationStatus.MAILING,
            LeaderState.ASKED,
            "leader-acknowledge",
        ),
        (BY_DEE, deadline, EscalationStatus.MAILING, LeaderState.ASKED, "deadline-passed"),
        (BY_DEE, send, EscalationStatus.MAILING, LeaderState.ASKED, "sent-without-waiting"),
    ],
)
def test_an_act_around_a_deputy_changes_what_it_should_and_once(
    start: Escalation, act: Act, stage: EscalationStatus, deputy_state: LeaderState, event: str
) -> None:
    step = act(start)
    again = act(step.after)

    assert (step.after.stage, step.after.deputy_state) == (stage, deputy_state)
    assert [happened.kind for happened in step.events] == [event]
    assert (again.after, again.is_change) == (step.after, False)


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (after(URGENT, acknowledge), called),
        (after(URGENT, not_reached), called),
        (after(WAITING, withdraw), called),
        (an_escalation(level=Level.URGENT, told=False), called),
        (WAITING, find_dee),
        (WAITING, no_deputy),
        (WAITING, deputy_asked),
        (CALLED, deputy_asked),
        (after(CALLED, acknowledge), find_dee),
        (after(CALLED, acknowledge), no_deputy),
        (after(NOT_REACHED, withdraw), find_dee),
        (after(NOT_REACHED, withdraw), no_deputy),
        (after(BESIDE_LEA, deputy_acknowledges), asked),
    ],
)
def test_what_comes_too_late_or_too_early_changes_nothing(start: Escalation, act: Act) -> None:
    assert act(start).after == start


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(LEA, id="the leader"),
        pytest.param(a_person("rea"), id="the reporter"),
        pytest.param(Person(name="Dee Example"), id="somebody nobody knows"),
    ],
)
def test_who_cannot_stand_in_is_no_deputy(person: Person) -> None:
    step = standing_in(person)(NOT_REACHED)

    assert step.after.deputy is None
    assert step.after.stage is EscalationStatus.MAILING


def test_a_leader_who_was_left_out_never_stands_in_for_another() -> None:
    start = after(LEFT_OUT, not_reached)

    assert after(start, standing_in(LEA)).card_recipients == (a_person("ari"),)
    assert after(start, standing_in(LEA)).stage is EscalationStatus.MAILING
    assert after(start, find_dee).deputy == DEE


@pytest.mark.parametrize("stranger", [REPORTER, an_actor("ari"), an_actor("dee", "elsewhere")])
def test_only_the_deputy_answers_in_the_leaders_place(stranger: Actor) -> None:
    with pytest.raises(NotTheLeader):
        approving(stranger)(BY_DEE)

    assert approving(DEPUTY)(BY_DEE).is_change


def test_nobody_answers_as_deputy_before_they_are_one() -> None:
    with pytest.raises(NotTheLeader):
        deputy_approves(NOT_REACHED)

    assert deputy_approves(after(NOT_REACHED, find_dee)).is_change


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (deputy_acknowledges, hand_on),
        (acknowledge, deputy_hands_on),
    ],
)
def test_the_answer_of_one_stands_for_the_other(first: Act, second: Act) -> None:
    answered = after(BESIDE_LEA, first)

    with pytest.raises(AlreadyAnswered):
        second(answered)

    assert second(BESIDE_LEA).is_change


def test_the_same_answer_of_the_other_changes_nothing() -> None:
    answered = after(BESIDE_LEA, acknowledge)

    assert after(answered, deputy_acknowledges) == answered


@pytest.mark.parametrize(
    ("act", "who"), [(deputy_acknowledges, DEPUTY), (acknowledge, LEADER)], ids=["dee", "lea"]
)
def test_it_is_kept_who_answered(act: Act, who: Actor) -> None:
    answered = after(BESIDE_LEA, act)

    assert answered.decided_by == who.id
    assert (answered.decision, answered.decided_at) == (Decision.ACKNOWLEDGE, LATER)
    assert not answered.is_waiting_for("lea")
    assert not answered.is_waiting_for("dee")


def test_a_deputy_below_urgent_has_no_seen_it_before_the_mail_is_due() -> None:
    with pytest.raises(NotAtThisLevel):
        deputy_acknowledges(BY_DEE)

    assert deputy_acknowledges(after(BY_DEE, deadline)).is_change


def test_a_deputy_who_hands_on_leaves_it_to_the_leader_who_has_the_card_too() -> None:
    handed_on = after(BESIDE_LEA, deputy_hands_on)

    assert handed_on.decision is None
    assert (handed_on.is_waiting_for("lea"), handed_on.is_waiting_for("dee")) == (True, False)
    assert acknowledge(handed_on).is_change


@pytest.mark.parametrize(
    ("start", "card_recipients"),
    [
        (WAITING, ["lea"]),
        (NOT_REACHED, ["lea"]),
        (BY_DEE, ["lea", "dee"]),
        (BESIDE_LEA, ["lea", "dee"]),
        (an_escalation(told=False), []),
    ],
)
def test_the_card_is_for_the_leader_and_the_deputy(
    start: Escalation, card_recipients: list[str]
) -> None:
    assert [person.id for person in start.card_recipients] == card_recipients


@pytest.mark.parametrize(
    ("start", "needs"),
    [
        (WAITING, False),
        (after(WAITING, asked), True),
        (BY_DEE, True),
        (NOT_REACHED, False),
        (after(WAITING, asked, approve), False),
        (after(WAITING, asked, deadline), False),
        (after(WAITING, asked, withdraw), False),
        (BESIDE_LEA, False),
    ],
)
def test_only_who_holds_the_card_of_a_waiting_report_is_reminded(
    start: Escalation, needs: bool
) -> None:
    step = reminded(start)

    assert (start.needs_reminder, step.is_change) == (needs, needs)
    assert step.after.reminded_at == (LATER if needs else None)
    assert after(step.after, reminded) == step.after


def test_whom_the_reporter_left_out_is_not_asked_though_the_name_they_gave_leads_there() -> None:
    named = opened(Person(name="Lea Example"), left_out=("lea",)).after

    found = named.leader_found(LEA, at=LATER).after

    assert found.leader_state is LeaderState.NOT_REACHED
    assert "lea" not in [person.id for person in found.card_recipients]
    assert found.stage is EscalationStatus.MAILING


def test_it_is_known_when_a_card_came_to_each() -> None:
    assert BESIDE_LEA.notified_at("lea") == (LATER,)
    assert BESIDE_LEA.notified_at("dee") == (LATER,)
    assert after(CALLED, find_dee).notified_at("dee") == ()
