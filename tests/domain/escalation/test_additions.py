"""What is added after Send: nothing is lost by a second press, and nothing is added twice."""

from datetime import timedelta

import pytest

from bot.domain.errors import AlreadyWithdrawn, EnoughAdded, NotYours
from bot.domain.escalation import Addition, Escalation, EscalationStatus, LeaderState, Transition
from bot.domain.escalation.model import MOST_ADDED
from bot.domain.scenario import Level
from tests.builders import a_line, a_report, an_actor, an_escalation, shipped
from tests.domain.escalation.acts import (
    LATER,
    REPORTER,
    Act,
    after,
    approve,
    asked,
    called,
    deadline,
    decline,
    deputy_approves,
    deputy_asked,
    find_dee,
    hand_on,
    late,
    mailed,
    no_deputy,
    not_reached,
    refused,
    send,
    unconfirmed,
    unseen,
    withdraw,
)

ON_ITS_WAY = an_escalation(level=Level.URGENT)


def adding(it: Escalation, *said: tuple[str, str]) -> Escalation:
    """After these were added, each under its id."""
    for addition_id, words in said:
        addition = Addition(id=addition_id, kind="where", at=LATER, words=words)
        it = it.add(addition, by=REPORTER).after
    return it


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([("a", "here"), ("a", "here")], [("a", "here")]),
        ([("a", "here"), ("b", "here")], [("a", "here"), ("b", "here")]),
        ([("a", "here"), ("a", "there")], [("a", "here"), ("a.2", "there")]),
        (
            [("a", "here"), ("a", "there"), ("a", "there"), ("a", "here")],
            [("a", "here"), ("a.2", "there")],
        ),
        ([("a", "1"), ("a", "2"), ("a", "3")], [("a", "1"), ("a.2", "2"), ("a.3", "3")]),
        ([("a", "here"), ("ab", "there")], [("a", "here"), ("ab", "there")]),
    ],
)
def test_the_same_words_under_one_id_are_kept_once_and_other_words_as_well(
    said: list[tuple[str, str]], kept: list[tuple[str, str]]
) -> None:
    it = adding(ON_ITS_WAY, *said)

    assert [(one.id, one.words) for one in it.added] == kept


# A raised level

TIMERS = shipped().timers
MORE = Addition(id="m", kind="where", topic="more", at=LATER, words="more")


def raised_to(level: Level, *, danger: bool = False) -> Act:
    """Facts are added that come to this level."""
    addition = MORE.model_copy(update={"in_danger": danger})
    known = a_report(level=level)
    return lambda it: it.add(addition, by=REPORTER, known=known, timers=TIMERS)


WAITING = {
    "not asked yet": an_escalation(),
    "asked": after(an_escalation(), asked),
    "declined": after(an_escalation(), asked, decline),
    "the deputy is asked": after(an_escalation(), asked, called, find_dee, deputy_asked),
}


@pytest.mark.parametrize("state", WAITING)
@pytest.mark.parametrize("level", [Level.URGENT, Level.EMERGENCY])
def test_whatever_it_waits_for_a_report_that_becomes_urgent_is_mailed_at_once(
    state: str, level: Level
) -> None:
    it = after(WAITING[state], raised_to(level))

    assert (it.level, it.stage, it.mailing_because) == (level, EscalationStatus.MAILING, "urgent")
    assert it.is_waiting_for("lea")
    assert it.deputy_at == LATER + TIMERS.leader.deputy_after
    assert not it.may_be_declined


@pytest.mark.parametrize("state", WAITING)
def test_a_higher_level_that_still_waits_has_its_own_deadline_and_its_leader_is_asked_again(
    state: str,
) -> None:
    it = after(WAITING[state], raised_to(Level.HIGH))

    assert (it.level, it.stage) == (Level.HIGH, EscalationStatus.AWAITING_LEADER)
    assert it.answer_by == TIMERS.answer_by(Level.HIGH, LATER)
    assert it.is_waiting_for("lea")
    assert it.leader_state is LeaderState.TO_BE_ASKED


def test_an_earlier_deadline_stands() -> None:
    soon = LATER + timedelta(minutes=10)
    standing = an_escalation(answer_by=soon)

    assert after(standing, raised_to(Level.HIGH)).answer_by == soon


@pytest.mark.parametrize(
    ("acts", "again"),
    [
        ([asked, approve, mailed], "lea"),
        ([asked, decline, send, mailed], "lea"),
        ([asked, called, find_dee, deputy_asked, deputy_approves, mailed], "dee"),
    ],
)
def test_whoever_answered_before_it_was_urgent_is_asked_once_more(
    acts: list[Act], again: str
) -> None:
    it = after(an_escalation(), *acts, raised_to(Level.URGENT))

    assert it.is_waiting_for(again)
    assert it.decision is None
    assert it.stage is EscalationStatus.SENT


def test_who_answered_after_the_line_had_ended_is_asked_once_more_and_waited_for() -> None:
    ended = after(an_escalation(), not_reached, no_deputy, mailed)
    answered = after(ended, asked, approve)

    it = after(answered, raised_to(Level.URGENT))

    assert (ended.is_without_leader, answered.is_without_leader) == (True, False)
    assert (it.is_waiting_for("lea"), it.is_without_leader) == (True, False)
    unanswered = after(it, unseen)
    assert unanswered.is_without_leader
    assert [one.about for one in unanswered.added] == ["leader", "more", "no-leader"]


def test_whoever_handed_it_on_is_not_asked_again() -> None:
    it = after(an_escalation(), asked, hand_on, deadline, mailed, raised_to(Level.URGENT))

    assert not it.is_waiting_for("lea")


def test_nobody_who_was_left_out_is_asked() -> None:
    it = after(an_escalation(told=False), mailed, raised_to(Level.EMERGENCY))

    assert it.leader_state is LeaderState.NOT_TOLD
    assert it.deputy_at is None
    assert not it.is_waiting_for_leader


@pytest.mark.parametrize("level", [Level.STANDARD, Level.HIGH, Level.URGENT])
def test_no_addition_lowers_a_level(level: Level) -> None:
    it = after(an_escalation(level=Level.URGENT), raised_to(level))

    assert it.level is Level.URGENT
    assert it.added[-1].raised_from is None


def test_the_addition_that_raised_it_says_from_where() -> None:
    it = after(an_escalation(level=Level.HIGH), raised_to(Level.URGENT))

    assert it.added[-1].raised_from is Level.HIGH


def test_the_report_as_known_has_the_present_level() -> None:
    sent, standing = a_report(level=Level.STANDARD), an_escalation()

    assert standing.as_known(sent) is sent
    assert after(standing, raised_to(Level.URGENT)).as_known(sent).level is Level.URGENT


# Safe now


def saying_safe(it: Escalation) -> Transition:
    return it.say_safe(by=REPORTER, at=LATER)


def test_safe_is_said_once_and_again_after_danger_came_back() -> None:
    it = after(an_escalation(level=Level.EMERGENCY), saying_safe, saying_safe)
    back = after(it, raised_to(Level.EMERGENCY, danger=True))
    again = after(back, saying_safe, saying_safe)

    assert (it.safe_at, back.safe_at, again.safe_at) == (LATER, None, LATER)
    assert [one.about for one in again.added] == ["safe", "more", "safe"]
    assert len({one.id for one in again.added}) == 3


def test_only_the_reporter_says_that_they_are_safe() -> None:
    it = an_escalation(level=Level.EMERGENCY)

    with pytest.raises(NotYours):
        it.say_safe(by=an_actor("lea"), at=LATER)
    with pytest.raises(NotYours):
        after(it, saying_safe).say_safe(by=an_actor("lea"), at=LATER)


# Please ring me


def ringing(addition_id: str, number: str, minutes: int = 0) -> Act:
    addition = Addition(
        id=addition_id,
        kind="where",
        topic="ring",
        at=LATER + timedelta(minutes=minutes),
        lines=(a_line("number", number),),
    )
    return lambda it: it.ask_to_be_rung(addition, by=REPORTER)


def test_the_same_request_stands_for_an_hour() -> None:
    first = ringing("a", "021")

    assert len(after(ON_ITS_WAY, first, ringing("b", "021", 59)).added) == 1
    assert len(after(ON_ITS_WAY, first, ringing("b", "021", 60)).added) == 2
    assert len(after(ON_ITS_WAY, first, ringing("b", "027", 1)).added) == 2


# Before the report's own mail


@pytest.mark.parametrize(
    ("acts", "holds", "drops"),
    [
        ([], True, False),
        ([asked, decline], True, False),
        ([deadline], True, False),
        ([deadline, late], True, False),
        ([deadline, refused], False, False),
        ([deadline, mailed], False, False),
        ([deadline, mailed, unconfirmed], False, False),
        ([withdraw], False, True),
    ],
)
def test_a_follow_up_waits_for_the_reports_mail_unless_that_needs_a_person(
    acts: list[Act], holds: bool, drops: bool
) -> None:
    it = after(an_escalation(), *acts)

    assert (it.holds_follow_ups, it.drops_follow_ups) == (holds, drops)


def test_what_the_mail_held_is_sent_with_it_and_nothing_else() -> None:
    standing = after(adding(ON_ITS_WAY, ("a", "here"), ("b", "there")))

    it = standing.mailed(at=LATER, with_added=("a",)).after

    assert [one.sent_at for one in it.added] == [LATER, None]


def test_nothing_is_added_to_a_report_that_was_taken_back() -> None:
    with pytest.raises(AlreadyWithdrawn):
        adding(after(an_escalation(), withdraw), ("a", "here"))


def test_there_is_an_end_to_adding() -> None:
    full = adding(ON_ITS_WAY, *((f"a{number}", "here") for number in range(MOST_ADDED)))

    with pytest.raises(EnoughAdded):
        adding(full, ("more", "here"))
