"""A leader and a deputy for the same report: each card says who is asked, and who answered."""

from typing import get_args

import pytest

from bot.domain.escalation import UNDO_FOR, Decision, Escalation, NotMe
from bot.domain.people import Person
from bot.domain.scenario import Level
from cards.gallery.samples import DEPUTY, LEADER, MAILBOX, NOW, TENANT
from cards.gallery.states import submitted_escalation
from cards.leader.approval_cards import leader_card, not_me_card
from cards.plain_text import plain_text
from cards.reporter.status_cards import declined_card, status_card
from tests.builders import a_report, an_actor, shipped
from tests.cards.shown import titles
from tests.words import fragment

TEXTS = shipped().texts
ANSWERS = {TEXTS(f"leader.{answer}") for answer in Decision}
"""Titles; of "Not me" too, which asks which is meant."""


def by_deputy(level: Level = Level.STANDARD) -> Escalation:
    """Nobody reached the leader, so the deputy holds the card."""
    called = submitted_escalation(level).leader_not_reached(at=NOW).after
    return called.deputy_found(DEPUTY, at=NOW).after.deputy_asked(at=NOW).after


def by_both() -> Escalation:
    """The leader has not seen an urgent report in time."""
    called = (
        submitted_escalation(Level.URGENT).leader_asked(at=NOW).after.deputy_called(at=NOW).after
    )
    return called.deputy_found(DEPUTY, at=NOW).after.deputy_asked(at=NOW).after


def answered(start: Escalation, decision: Decision, person: Person) -> Escalation:
    """With the answer of this person."""
    by = an_actor(person.id or "", TENANT)
    return start.decide(decision, by=by, at=NOW, reason="Known").after


def seen_by(person: Person, escalation: Escalation) -> str:
    """All that the leader's card tells this person."""
    return plain_text(
        leader_card(shipped(), a_report(level=escalation.level), escalation, person.id, NOW)
    )


def seen_by_reporter(escalation: Escalation) -> str:
    """All that the status card tells the reporter."""
    return plain_text(
        status_card(shipped(), a_report(level=escalation.level), escalation, MAILBOX, NOW)
    )


def says(key: str, person: Person) -> str:
    """What a status card says of this person."""
    return TEXTS(key, name=person.name)


def handed_on(start: Escalation, person: Person) -> Escalation:
    """With "Not me" said by this person."""
    return start.hand_on("cannot", by=an_actor(person.id or "", TENANT), at=NOW).after


def answers(person: Person, escalation: Escalation) -> set[str]:
    """The buttons with which this person can answer."""
    report = a_report(level=escalation.level)
    return ANSWERS & set(titles(leader_card(shipped(), report, escalation, person.id, NOW)))


@pytest.mark.parametrize(
    ("escalation", "key"),
    [(by_deputy(), "deputy_not_reached"), (by_both(), "deputy_unanswered")],
    ids=[fragment("mail.leader_not-reached"), "no answer"],
)
def test_a_deputy_reads_first_why_they_are_asked(escalation: Escalation, key: str) -> None:
    _band, title, _lead, why, *_ = seen_by(DEPUTY, escalation).split("\n\n")

    assert title == TEXTS("leader.heading", name="Rea Example")
    assert why == TEXTS(f"leader.{key}", leader=LEADER.name)
    assert why not in seen_by(LEADER, escalation)


def test_the_leader_and_the_deputy_can_both_answer_an_urgent_report() -> None:
    first = TEXTS("leader.acknowledge")

    assert first in answers(LEADER, by_both())
    assert first in answers(DEPUTY, by_both())


@pytest.mark.parametrize(("first", "second"), [(LEADER, DEPUTY), (DEPUTY, LEADER)])
def test_the_answer_of_one_is_on_the_others_card_by_name(first: Person, second: Person) -> None:
    after = answered(by_both(), Decision.ACKNOWLEDGE, first)
    said = seen_by(second, after)

    assert fragment("leader.other_acknowledge", other=first.name) in said
    assert fragment("leader.answered_acknowledge") in seen_by(first, after)
    assert TEXTS("leader.deputy_unanswered", leader=first.name) not in said
    assert answers(first, after) == answers(second, after) == set()


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.DECLINE])
def test_the_deputy_reads_what_the_leader_answered(decision: Decision) -> None:
    start = by_deputy()
    late = answered(start, decision, LEADER)

    assert fragment(f"leader.other_{decision}", other=LEADER.name) in seen_by(DEPUTY, late)
    assert answers(DEPUTY, late) == set()


def test_a_decline_that_went_anyway_says_so_to_both() -> None:
    went = answered(by_deputy(), Decision.DECLINE, DEPUTY).deadline_passed(at=NOW).after

    assert fragment("leader.answered_declined_and_sent") in seen_by(DEPUTY, went)
    assert fragment("leader.answered_declined_and_sent") in seen_by(LEADER, went)


def test_who_handed_on_reads_that_alone_and_may_undo_it_for_a_minute() -> None:
    pending = handed_on(by_both(), DEPUTY)
    over = pending.deputy_not_reached(at=NOW + UNDO_FOR).after

    assert TEXTS("handed_on.pending") in seen_by(DEPUTY, pending)
    assert TEXTS("handed_on.undo") in seen_by(DEPUTY, pending)
    assert TEXTS("handed_on.over") in seen_by(DEPUTY, over)
    assert TEXTS("handed_on.undo") not in seen_by(DEPUTY, over)
    for it in (pending, over):
        assert LEADER.name not in seen_by(DEPUTY, it)
        assert "Rea" not in seen_by(DEPUTY, it)
        assert answers(DEPUTY, it) == set()
        assert TEXTS("leader.acknowledge") in answers(LEADER, it)


@pytest.mark.parametrize("level", [Level.STANDARD, Level.HIGH, Level.URGENT, Level.EMERGENCY])
def test_the_next_in_line_reads_who_handed_it_on_and_the_former_not_who_has_it(
    level: Level,
) -> None:
    first = handed_on(submitted_escalation(level).leader_asked(at=NOW).after, LEADER)
    it = first.deputy_found(DEPUTY, at=NOW + UNDO_FOR).after

    assert TEXTS("leader.deputy_handed_on", leader=LEADER.name) in seen_by(DEPUTY, it)
    assert DEPUTY.name not in seen_by(LEADER, it)


@pytest.mark.parametrize("level", [Level.HIGH, Level.URGENT])
def test_the_question_says_whether_the_email_waits_or_has_gone(level: Level) -> None:
    asked = submitted_escalation(level).leader_asked(at=NOW).after
    waits = fragment("not_me.waits")
    cards = [
        plain_text(not_me_card(shipped(), a_report(level=level), it))
        for it in (asked, asked.mailed(at=NOW).after)
    ]

    assert [waits in said for said in cards] == [not level.goes_at_once] * 2
    assert [TEXTS("leader.sent") in said for said in cards] == [False, level.goes_at_once]
    assert all(TEXTS(f"not_me.{why}") in said for said in cards for why in get_args(NotMe))


@pytest.mark.parametrize(
    ("escalation", "leader", "deputy"),
    [
        (submitted_escalation(Level.STANDARD), says("leader_state.to-be-asked", LEADER), None),
        (
            submitted_escalation(Level.STANDARD).leader_not_reached(at=NOW).after,
            says("leader_state.not-reached", LEADER),
            TEXTS("deputy_state.to-be-found"),
        ),
        (
            by_deputy(),
            says("leader_state.not-reached", LEADER),
            says("deputy_state.asked-alone", DEPUTY),
        ),
        (
            by_both(),
            says("leader_state.unanswered", LEADER),
            says("deputy_state.asked", DEPUTY),
        ),
        (
            answered(by_both(), Decision.ACKNOWLEDGE, DEPUTY),
            says("leader_state.unanswered-decided", LEADER),
            says("leader_state.acknowledge", DEPUTY),
        ),
        (
            answered(by_both(), Decision.ACKNOWLEDGE, LEADER),
            says("leader_state.acknowledge", LEADER),
            says("deputy_state.asked-decided", DEPUTY),
        ),
        (
            handed_on(by_both(), DEPUTY),
            says("leader_state.unanswered", LEADER),
            f"{says('leader_state.handed-on', DEPUTY)}; {TEXTS('deputy_state.to-be-found')}",
        ),
        (
            handed_on(by_deputy(), DEPUTY).deputy_not_reached(at=NOW + UNDO_FOR).after,
            says("leader_state.not-reached", LEADER),
            f"{says('leader_state.handed-on', DEPUTY)}; {TEXTS('deputy_state.nobody-reached')}",
        ),
        (
            handed_on(submitted_escalation(Level.EMERGENCY), LEADER).mailed(at=NOW).after,
            says("leader_state.handed-on", LEADER),
            TEXTS("deputy_state.to-be-found"),
        ),
        (
            submitted_escalation(Level.STANDARD)
            .leader_not_reached(at=NOW)
            .after.deputy_not_reached(at=NOW)
            .after,
            says("leader_state.not-reached-sent", LEADER),
            TEXTS("deputy_state.nobody-reached"),
        ),
    ],
)
def test_the_reporter_reads_who_was_asked_and_who_answered(
    escalation: Escalation, leader: str, deputy: str | None
) -> None:
    lines = seen_by_reporter(escalation).splitlines()
    in_place = [line for line in lines if line.startswith(TEXTS("status.deputy"))]

    assert f"{TEXTS('status.leader')}: {leader}" in lines
    assert in_place == ([f"{TEXTS('status.deputy')}: {deputy}"] if deputy else [])


def test_the_search_for_a_deputy_is_not_told_once_the_leader_has_answered() -> None:
    called = (
        submitted_escalation(Level.URGENT).leader_asked(at=NOW).after.deputy_called(at=NOW).after
    )

    assert TEXTS("status.deputy") in seen_by_reporter(called)
    assert TEXTS("status.deputy") not in seen_by_reporter(
        answered(called, Decision.ACKNOWLEDGE, LEADER)
    )


def test_a_report_that_waits_for_a_deputy_says_so() -> None:
    said = seen_by_reporter(by_deputy())

    time = "3:00 pm on Monday 23 November 2026"
    assert TEXTS("next.awaiting-deputy", leader=LEADER.name, time=time) in said


def test_a_decline_is_told_with_the_name_of_who_declined() -> None:
    declined = answered(by_deputy(), Decision.DECLINE, DEPUTY)
    card = plain_text(declined_card(shipped(), a_report(), declined))

    assert fragment("declined.title", name=DEPUTY.name) in card
    assert fragment("next.declined", name=DEPUTY.name) in seen_by_reporter(declined)


def test_an_answer_kept_before_anybody_could_stand_in_is_the_leaders() -> None:
    kept = answered(submitted_escalation(Level.STANDARD), Decision.DECLINE, LEADER)
    before = kept.model_copy(update={"decided_by": None})

    assert fragment("next.declined", name=LEADER.name) in seen_by_reporter(before)
