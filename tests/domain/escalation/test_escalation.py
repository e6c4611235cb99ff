"""A report's way to Security: what each act does, and that doing it twice does nothing more."""

import pytest

from bot.domain.escalation import Decision, Escalation, EscalationStatus, LeaderState, System
from bot.domain.people import Person
from bot.domain.scenario import Level
from tests.builders import LEA, NOON, a_person, an_escalation, opened
from tests.domain.escalation.acts import (
    LATER,
    LEADER,
    Act,
    acknowledge,
    after,
    approve,
    asked,
    deadline,
    decline,
    find_lea,
    found,
    hand_on,
    mailed,
    no_deputy,
    not_reached,
    send,
    tick_kotahi,
    tick_noggin,
    withdraw,
)

WAITING = an_escalation()
NAMED = opened(Person(name="Lea Example")).after
URGENT = an_escalation(level=Level.URGENT)
LEFT_OUT = an_escalation(told=False)
DECLINED = after(WAITING, asked, decline)
MAILING, SENT = after(WAITING, send), after(WAITING, send, mailed)
WITHDRAWN = after(WAITING, withdraw)


# How it starts


@pytest.mark.parametrize(
    ("level", "told", "stage", "because"),
    [
        (Level.STANDARD, True, EscalationStatus.AWAITING_LEADER, None),
        (Level.HIGH, True, EscalationStatus.AWAITING_LEADER, None),
        (Level.URGENT, True, EscalationStatus.MAILING, "urgent"),
        (Level.EMERGENCY, True, EscalationStatus.MAILING, "urgent"),
        (Level.STANDARD, False, EscalationStatus.MAILING, "security-only"),
        (Level.HIGH, False, EscalationStatus.MAILING, "security-only"),
        (Level.URGENT, False, EscalationStatus.MAILING, "urgent"),
    ],
)
def test_only_a_leader_who_is_told_below_urgent_is_waited_for(
    level: Level, told: bool, stage: EscalationStatus, because: str | None
) -> None:
    escalation = an_escalation(level=level, told=told)

    assert (escalation.stage, escalation.mailing_because) == (stage, because)
    assert (escalation.answer_by is None) == (stage is EscalationStatus.MAILING)


@pytest.mark.parametrize(
    ("leader", "state"),
    [
        (LEA, LeaderState.TO_BE_ASKED),
        (Person(name="Lea Example"), LeaderState.LOOKUP_PENDING),
        (a_person("rea"), LeaderState.LOOKUP_PENDING),
        (None, LeaderState.LOOKUP_PENDING),
    ],
)
def test_a_leader_we_do_not_know_is_found_first(leader: Person | None, state: LeaderState) -> None:
    assert opened(leader).after.leader_state is state


def test_a_leader_left_out_leaves_no_trace() -> None:
    assert LEFT_OUT.leader_state is LeaderState.NOT_TOLD
    assert LEFT_OUT.leader is None
    assert not LEFT_OUT.is_for_leader


def test_the_first_event_is_the_report() -> None:
    step = opened()

    assert step.before is None
    assert step.after.version == 1
    assert [(event.kind, event.by, event.at) for event in step.events] == [
        ("reported", "rea", NOON)
    ]


# What each act does


@pytest.mark.parametrize(
    ("start", "act", "stage", "state", "event"),
    [
        (
            NAMED,
            find_lea,
            EscalationStatus.AWAITING_LEADER,
            LeaderState.TO_BE_ASKED,
            "leader-found",
        ),
        (WAITING, asked, EscalationStatus.AWAITING_LEADER, LeaderState.ASKED, "leader-asked"),
        (
            WAITING,
            not_reached,
            EscalationStatus.AWAITING_LEADER,
            LeaderState.NOT_REACHED,
            "leader-not-reached",
        ),
        (
            NAMED,
            not_reached,
            EscalationStatus.MAILING,
            LeaderState.NOT_REACHED,
            "leader-not-reached",
        ),
        (WAITING, approve, EscalationStatus.MAILING, LeaderState.ANSWERED, "leader-approve"),
        (WAITING, decline, EscalationStatus.DECLINED, LeaderState.ANSWERED, "leader-decline"),
        (WAITING, hand_on, EscalationStatus.AWAITING_LEADER, LeaderState.NOT_REACHED, "handed-on"),
        (WAITING, deadline, EscalationStatus.MAILING, LeaderState.TO_BE_ASKED, "deadline-passed"),
        (WAITING, send, EscalationStatus.MAILING, LeaderState.TO_BE_ASKED, "sent-without-waiting"),
        (WAITING, withdraw, EscalationStatus.WITHDRAWN, LeaderState.TO_BE_ASKED, "withdrawn"),
        (DECLINED, deadline, EscalationStatus.MAILING, LeaderState.ANSWERED, "deadline-passed"),
        (DECLINED, send, EscalationStatus.MAILING, LeaderState.ANSWERED, "sent-without-waiting"),
        (DECLINED, withdraw, EscalationStatus.WITHDRAWN, LeaderState.ANSWERED, "withdrawn"),
        (MAILING, mailed, EscalationStatus.SENT, LeaderState.TO_BE_ASKED, "mailed"),
        (MAILING, approve, EscalationStatus.MAILING, LeaderState.ANSWERED, "leader-approve"),
        (SENT, approve, EscalationStatus.SENT, LeaderState.ANSWERED, "leader-approve"),
        (SENT, hand_on, EscalationStatus.SENT, LeaderState.NOT_REACHED, "handed-on"),
        (SENT, acknowledge, EscalationStatus.SENT, LeaderState.ANSWERED, "leader-acknowledge"),
        (SENT, not_reached, EscalationStatus.SENT, LeaderState.NOT_REACHED, "leader-not-reached"),
        (SENT, tick_noggin, EscalationStatus.SENT, LeaderState.TO_BE_ASKED, "ticked-noggin"),
        (URGENT, acknowledge, EscalationStatus.MAILING, LeaderState.ANSWERED, "leader-acknowledge"),
        (URGENT, approve, EscalationStatus.MAILING, LeaderState.ANSWERED, "leader-acknowledge"),
        (URGENT, hand_on, EscalationStatus.MAILING, LeaderState.NOT_REACHED, "handed-on"),
        (
            URGENT,
            not_reached,
            EscalationStatus.MAILING,
            LeaderState.NOT_REACHED,
            "leader-not-reached",
        ),
        (LEFT_OUT, mailed, EscalationStatus.SENT, LeaderState.NOT_TOLD, "mailed"),
    ],
)
def test_an_act_changes_what_it_should_and_once(
    start: Escalation, act: Act, stage: EscalationStatus, state: LeaderState, event: str
) -> None:
    step = act(start)
    again = act(step.after)

    assert (step.after.stage, step.after.leader_state) == (stage, state)
    assert [happened.kind for happened in step.events] == [event]
    assert (step.before, step.after.version) == (start, start.version + 1)
    assert (again.after, again.events, again.is_change) == (step.after, (), False)


@pytest.mark.parametrize(
    ("act", "because"),
    [
        (approve, "approved"),
        (deadline, "deadline"),
        (send, "reporter"),
    ],
)
def test_it_is_kept_why_a_report_went_out(act: Act, because: str) -> None:
    assert after(WAITING, act).mailing_because == because
    assert after(WAITING, act, deadline, send).mailing_because == because


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (LEFT_OUT, find_lea),
        (LEFT_OUT, asked),
        (LEFT_OUT, not_reached),
        (WAITING, find_lea),
        (WAITING, mailed),
        (NAMED, asked),
        (after(WAITING, approve), not_reached),
        (after(WAITING, approve), asked),
        (MAILING, deadline),
        (URGENT, deadline),
        (URGENT, send),
        (SENT, deadline),
        (SENT, send),
        (WITHDRAWN, deadline),
        (WITHDRAWN, mailed),
        (DECLINED, mailed),
    ],
)
def test_what_comes_too_late_or_too_early_changes_nothing(start: Escalation, act: Act) -> None:
    step = act(start)

    assert (step.after, step.events) == (start, ())


@pytest.mark.parametrize(
    "act", [found(LEA), found(a_person("rea")), asked, not_reached, deadline, mailed]
)
@pytest.mark.parametrize("start", [NAMED, WAITING, DECLINED], ids=["named", "waiting", "declined"])
def test_what_was_withdrawn_stays_withdrawn(start: Escalation, act: Act) -> None:
    withdrawn = after(start, withdraw)

    assert after(withdrawn, act).stage is EscalationStatus.WITHDRAWN
    assert not after(withdrawn, act).is_waiting_for_leader


def test_the_answer_of_the_leader_is_kept_with_its_time() -> None:
    answered = after(WAITING, decline)

    assert (answered.decision, answered.decided_at) == (Decision.DECLINE, LATER)
    assert answered.reason == "A customer channel deals with it"


def test_events_hold_ids_and_never_words() -> None:
    (event,) = decline(WAITING).events

    assert event.model_dump() == {"kind": "leader-decline", "at": LATER, "by": LEADER.id}


def test_the_leader_found_is_the_one_who_is_asked() -> None:
    ari = a_person("ari")

    assert after(NAMED, found(ari)).leader == ari


@pytest.mark.parametrize("start", [NAMED, opened(a_person("rea")).after], ids=["named", "known"])
def test_who_turns_out_to_be_the_reporter_is_no_leader(start: Escalation) -> None:
    step = found(a_person("rea"))(start)

    assert step.after.leader_state is LeaderState.NOT_REACHED
    assert not step.after.is_waiting_for("rea")
    assert after(step.after, no_deputy).mailing_because == "leader-not-reached"


def test_it_is_kept_when_the_leader_was_asked_and_when_the_mail_was_taken() -> None:
    assert (WAITING.asked_at, after(WAITING, asked).asked_at) == (None, LATER)
    assert (MAILING.sent_at, SENT.sent_at) == (None, LATER)


def test_each_register_is_ticked_off_by_itself() -> None:
    ticked = after(SENT, tick_noggin, tick_kotahi)

    assert ticked.ticked == (System.NOGGIN, System.KOTAHI)


@pytest.mark.parametrize(
    ("escalation", "hurried", "on_its_way", "is_waiting_for"),
    [
        (WAITING, True, False, True),
        (after(WAITING, asked), True, False, True),
        (NAMED, True, False, False),
        (DECLINED, True, False, False),
        (MAILING, False, True, True),
        (SENT, False, True, True),
        (WITHDRAWN, False, False, False),
        (URGENT, False, True, True),
        (LEFT_OUT, False, True, False),
        (after(NAMED, not_reached), False, True, False),
        (after(WAITING, not_reached), True, False, False),
    ],
)
def test_what_can_still_happen(
    escalation: Escalation, hurried: bool, on_its_way: bool, is_waiting_for: bool
) -> None:
    assert escalation.is_pending is hurried
    assert escalation.is_on_its_way is on_its_way
    assert escalation.is_waiting_for_leader is is_waiting_for
