""" "Not me", and who comes next: up the line, never twice, never one who was left out."""

from datetime import timedelta

import pytest

from bot.domain.errors import (
    AlreadyAnswered,
    AlreadyWithdrawn,
    HandedOn,
    NobodyElse,
    NotTheLeader,
    NotYours,
    TooLateToUndo,
    WhichNotMe,
)
from bot.domain.escalation import (
    UNDO_FOR,
    Decision,
    Escalation,
    EscalationStatus,
    LeaderState,
    NotMe,
    OwnLeader,
)
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from tests.builders import DEE, LEA, a_person, an_actor, an_escalation, opened
from tests.domain.escalation import acts
from tests.domain.escalation.acts import (
    DEPUTY,
    LATER,
    LEADER,
    REPORTER,
    SETTLED,
    Act,
    acknowledge,
    after,
    approve,
    approving,
    asked,
    called,
    deadline,
    deputy_acknowledges,
    deputy_asked,
    deputy_hands_on,
    find_dee,
    hand_on,
    handing_back,
    handing_on,
    mailed,
    naming,
    next_in_line,
    no_deputy,
    nobody_next,
    not_reached,
    saying_not_me,
    send,
    undoing,
    unseen,
    withdraw,
)

WAITING = after(an_escalation(level=Level.HIGH), asked)
URGENT = after(an_escalation(level=Level.URGENT), asked)
LEVELS = [Level.STANDARD, Level.HIGH, Level.URGENT, Level.EMERGENCY]
SEF, TAM = a_person("sef"), a_person("tam")
HANDED_ON = after(WAITING, hand_on)
BY_DEE = after(HANDED_ON, next_in_line(DEE), deputy_asked)


@pytest.mark.parametrize("level", LEVELS)
def test_not_me_asks_the_next_in_line_at_every_level(level: Level) -> None:
    start = after(an_escalation(level=level), asked)

    handed_on = after(start, hand_on)
    then = after(handed_on, next_in_line(DEE), deputy_asked)

    assert handed_on.stage is start.stage
    assert (handed_on.decision, handed_on.answer_by) == (None, start.answer_by)
    assert not handed_on.is_waiting_for("lea")
    assert (then.deputy, then.is_waiting_for("dee")) == (DEE, True)


@pytest.mark.parametrize("level", LEVELS)
def test_not_me_alone_is_no_answer(level: Level) -> None:
    start = after(an_escalation(level=level), asked)

    with pytest.raises(WhichNotMe):
        handing_back(LEADER)(start)

    assert hand_on(start).is_change


@pytest.mark.parametrize("why", ["leads-others", "cannot"])
def test_it_is_kept_which_and_nothing_more(why: NotMe) -> None:
    (said,) = after(WAITING, saying_not_me(why)(LEADER)).passed_on

    assert (said.person, said.why, said.at, said.asked_at) == (LEA, why, LATER, LATER)


def test_nobody_is_asked_before_the_minute_is_over() -> None:
    early = LATER + UNDO_FOR - timedelta(seconds=1)

    assert not HANDED_ON.deputy_found(DEE, at=early).is_change
    assert not HANDED_ON.deputy_not_reached(at=early).is_change
    assert HANDED_ON.deputy_found(DEE, at=SETTLED).is_change


@pytest.mark.parametrize(
    ("start", "act", "who"),
    [
        (WAITING, hand_on, LEADER),
        (URGENT, hand_on, LEADER),
        (after(URGENT, called, find_dee, deputy_asked), hand_on, LEADER),
        (after(URGENT, called, find_dee, deputy_asked), deputy_hands_on, DEPUTY),
        (after(URGENT, called, no_deputy), hand_on, LEADER),
    ],
)
def test_what_is_undone_within_the_minute_is_as_it_was(
    start: Escalation, act: Act, who: Actor
) -> None:
    handed_on = after(start, act)

    back = after(handed_on, undoing(who))

    kept = {"version", "line_moved_at", "hands_on_at"}
    assert handed_on.may_take_back(who.id)
    assert back.model_dump(exclude=kept) == start.model_dump(exclude=kept)
    assert back.hands_on_at is None
    assert after(back, undoing(who)) == back
    assert back.is_waiting_for(who.id)


def test_a_second_in_line_undoes_as_the_first_does() -> None:
    handed_on = after(BY_DEE, saying_not_me(at=SETTLED)(DEPUTY))

    back = after(handed_on, undoing(DEPUTY, SETTLED))

    assert (back.deputy, back.passed_on, back.hands_on_at) == (DEE, BY_DEE.passed_on, None)
    assert back.is_waiting_for("dee")


def test_who_answered_by_mail_has_it_still_once_they_undo() -> None:
    missed = after(an_escalation(level=Level.HIGH), not_reached, nobody_next)

    back = after(missed, hand_on, undoing(LEADER))

    assert back.leader_state is LeaderState.ASKED
    assert approve(back).is_change


@pytest.mark.parametrize(
    "then", [[next_in_line(DEE)], [nobody_next], [next_in_line(DEE), deputy_asked], [withdraw]]
)
def test_nothing_is_undone_once_the_next_in_line_was_looked_for(then: list[Act]) -> None:
    with pytest.raises(TooLateToUndo):
        undoing(LEADER)(after(HANDED_ON, *then))

    assert undoing(LEADER)(HANDED_ON).is_change


def test_nothing_is_undone_after_the_minute() -> None:
    with pytest.raises(TooLateToUndo):
        undoing(LEADER, SETTLED)(HANDED_ON)

    assert undoing(LEADER, SETTLED - timedelta(seconds=1))(HANDED_ON).is_change


def test_the_minute_begins_anew_with_each_not_me() -> None:
    again = after(HANDED_ON, undoing(LEADER), saying_not_me(at=SETTLED)(LEADER))

    assert not again.deputy_found(DEE, at=SETTLED).is_change
    assert again.deputy_found(DEE, at=SETTLED + UNDO_FOR).is_change


def test_two_who_hand_on_at_once_can_both_undo() -> None:
    both = after(URGENT, called, find_dee, deputy_asked, deputy_hands_on, hand_on)

    assert after(both, undoing(LEADER)).may_take_back("dee")
    assert after(both, undoing(DEPUTY)).may_take_back("lea")
    assert after(both, undoing(LEADER), undoing(DEPUTY)).is_waiting_for_leader


@pytest.mark.parametrize("stranger", [REPORTER, DEPUTY, an_actor("lea", "elsewhere")])
def test_only_who_was_asked_hands_on_and_undoes(stranger: Actor) -> None:
    with pytest.raises(NotTheLeader):
        handing_on(stranger)(WAITING)
    with pytest.raises(NotTheLeader):
        undoing(stranger)(HANDED_ON)

    assert handing_on(LEADER)(WAITING).is_change


def test_who_handed_on_decides_nothing_and_reads_nothing() -> None:
    for it in (HANDED_ON, BY_DEE, after(HANDED_ON, nobody_next)):
        with pytest.raises(HandedOn):
            approving(LEADER)(it)
        with pytest.raises(HandedOn):
            it.check_leader(LEADER)
        assert LEA not in it.card_recipients
        it.check_card(LEADER)

    with pytest.raises(NotTheLeader):
        BY_DEE.check_card(an_actor("ari"))


def test_the_same_not_me_twice_is_one() -> None:
    assert after(HANDED_ON, hand_on, saying_not_me("leads-others")(LEADER)) == HANDED_ON


def test_what_was_answered_or_taken_back_is_not_handed_on() -> None:
    with pytest.raises(AlreadyAnswered):
        hand_on(after(WAITING, approve))
    with pytest.raises(AlreadyWithdrawn):
        hand_on(after(WAITING, withdraw))
    with pytest.raises(AlreadyAnswered):
        hand_on(acts.handed_back_before(WAITING))


def test_the_line_goes_up_as_long_as_somebody_is_there() -> None:
    it = BY_DEE
    for person in (SEF, TAM):
        by = an_actor((it.deputy or LEA).id or "")
        it = after(it, handing_on(by), next_in_line(person), deputy_asked)

    assert it.deputy == TAM
    assert [passed.person for passed in it.passed_on] == [LEA, DEE, SEF]
    assert it.card_recipients == (TAM,)
    assert approving(an_actor("tam"))(it).after.decider == TAM


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(LEA, id="who handed it on"),
        pytest.param(DEE, id="who handed it on later"),
        pytest.param(a_person("rea"), id="the reporter"),
        pytest.param(a_person("ari"), id="who was left out"),
        pytest.param(Person(name="Sef Example"), id="somebody nobody knows"),
    ],
)
def test_who_may_not_hear_of_it_is_never_next(person: Person) -> None:
    start = after(an_escalation(level=Level.HIGH, left_out=("ari",)), asked, hand_on)
    start = after(start, next_in_line(DEE), deputy_asked, deputy_hands_on)

    assert after(start, next_in_line(person)).card_recipients == ()
    assert after(start, next_in_line(SEF)).card_recipients == (SEF,)


def test_the_reporters_own_leader_is_never_next_where_a_rule_bars_them() -> None:
    rule = OwnLeader.ONLY_IF_NAMED
    start = after(opened(LEA, level=Level.HIGH, own_leader=rule).after, asked, hand_on)

    step = start.deputy_found(DEE, at=SETTLED, own=DEE)

    assert (step.after.deputy, step.after.left_out) == (None, ("dee",))


def test_a_deputy_whom_no_card_reaches_is_passed_over_and_may_answer_all_the_same() -> None:
    passed = after(WAITING, not_reached, find_dee, no_deputy)

    assert passed.deputy_state is LeaderState.LOOKUP_PENDING
    assert (passed.is_waiting_for("dee"), passed.stage) == (False, WAITING.stage)
    answered = after(passed, approving(DEPUTY))
    assert (answered.decision, answered.decider) == (Decision.APPROVE, DEE)
    assert answered.leader_state is LeaderState.NOT_REACHED


def test_who_holds_a_card_reads_that_one_passed_over_has_answered() -> None:
    both = after(WAITING, not_reached, find_dee, no_deputy, next_in_line(SEF), deputy_asked)

    answered = after(both, approving(DEPUTY))

    assert (answered.decider, answered.deputy) == (DEE, DEE)
    assert set(answered.card_holders) == set(both.card_holders) == {LEA, DEE, SEF}
    with pytest.raises(AlreadyAnswered):
        acts.declining(an_actor("sef"))(answered)


@pytest.mark.parametrize(
    ("moves", "because"),
    [
        ((hand_on, nobody_next), "handed-back"),
        ((hand_on, next_in_line(DEE), deputy_hands_on, nobody_next), "handed-back"),
        ((hand_on, next_in_line(DEE), no_deputy, nobody_next), "leader-not-reached"),
        ((not_reached, find_dee, deputy_hands_on, nobody_next), "handed-back"),
        ((not_reached, no_deputy), "leader-not-reached"),
    ],
)
def test_a_waiting_report_is_mailed_when_the_line_ends_and_the_mail_says_so(
    moves: tuple[Act, ...], because: str
) -> None:
    ended = after(WAITING, *moves)

    assert (ended.stage, ended.mailing_because) == (EscalationStatus.MAILING, because)
    assert ended.is_without_leader
    assert ended.added == ()


@pytest.mark.parametrize(
    ("start", "moves"),
    [
        (URGENT, (hand_on, nobody_next)),
        (URGENT, (called, no_deputy)),
        (URGENT, (called, find_dee, deputy_asked, deputy_hands_on, hand_on, nobody_next)),
        (URGENT, (called, find_dee, deputy_asked, unseen)),
        (after(WAITING, deadline, mailed), (hand_on, nobody_next)),
        (after(WAITING, send), (hand_on, nobody_next)),
    ],
)
def test_security_hears_by_a_follow_up_when_the_line_ends_after_the_mail(
    start: Escalation, moves: tuple[Act, ...]
) -> None:
    ended = after(start, *moves)

    assert [it.about for it in ended.added] == ["no-leader"]
    assert ended.is_without_leader
    assert after(ended, unseen) == ended


def test_a_release_before_does_not_read_that_they_are_safe() -> None:
    """It knows two kinds of additions, and one of them says that."""
    (addition,) = after(URGENT, hand_on, nobody_next).added

    assert addition.kind == "where"
    assert after(URGENT, hand_on, nobody_next).safe_at is None


def test_a_leader_who_holds_the_card_is_waited_for_though_the_line_above_ends() -> None:
    start = after(WAITING, not_reached, find_dee, acts.asked)

    ended = after(start, no_deputy, nobody_next)

    assert (ended.stage, ended.line_ended_at) == (EscalationStatus.AWAITING_LEADER, None)
    assert ended.is_waiting_for("lea")


def test_whoever_answers_after_all_is_with_them() -> None:
    ended = after(URGENT, called, no_deputy)

    assert ended.is_without_leader
    assert not after(ended, acknowledge).is_without_leader
    found = after(URGENT, called, unseen, find_dee)
    assert (found.is_without_leader, found.is_waiting_for("dee")) == (False, True)


def test_a_line_that_moved_meanwhile_is_not_over() -> None:
    start = after(URGENT, called)

    assert not start.unseen(LATER - timedelta(minutes=1), at=SETTLED).is_change
    assert not after(WAITING, not_reached).unseen(LATER, at=SETTLED).is_change
    assert start.unseen(LATER, at=SETTLED).is_change


# Somebody outside the line


ENDED = after(URGENT, hand_on, nobody_next)


def test_the_reporter_alone_names_somebody_outside_the_line() -> None:
    for stranger in (LEADER, DEPUTY, an_actor("rea", "elsewhere")):
        with pytest.raises(NotYours):
            naming(SEF)(stranger)(ENDED)

    named = after(ENDED, naming(SEF)(REPORTER))
    assert (named.to_be_checked, named.card_recipients) == (SEF, ())
    assert not named.is_without_leader
    assert after(named, acts.standing_in(SEF), deputy_asked).is_waiting_for("sef")


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(URGENT, id="a leader has it"),
        pytest.param(HANDED_ON, id="the next in line is looked for"),
        pytest.param(BY_DEE, id="the next in line has it"),
        pytest.param(an_escalation(told=False), id="security only"),
    ],
)
def test_nobody_is_named_while_somebody_is_asked(start: Escalation) -> None:
    with pytest.raises(NobodyElse):
        naming(SEF)(REPORTER)(start)

    assert naming(SEF)(REPORTER)(after(WAITING, deadline)).is_change


@pytest.mark.parametrize("person", [LEA, a_person("rea"), a_person("ari")])
def test_who_may_not_hear_of_it_cannot_be_named(person: Person) -> None:
    ended = ENDED.replace(left_out=("ari",))

    with pytest.raises(NobodyElse):
        naming(person)(REPORTER)(ended)

    assert naming(SEF)(REPORTER)(ended).is_change


def test_nobody_is_asked_after_the_one_who_was_named_and_they_may_be_followed_by_another() -> None:
    named = after(ENDED, naming(SEF)(REPORTER), acts.standing_in(SEF), deputy_asked)

    ended = after(named, handing_on(an_actor("sef")), nobody_next)

    assert named.ends_with_last
    assert ended.is_without_leader
    assert [it.about for it in ended.added] == ["no-leader"]
    assert naming(TAM)(REPORTER)(ended).is_change


def test_what_was_answered_takes_no_other_name() -> None:
    with pytest.raises(AlreadyAnswered):
        naming(SEF)(REPORTER)(after(URGENT, called, no_deputy, acknowledge))


# What counts as an answer


@pytest.mark.parametrize("level", [Level.URGENT, Level.EMERGENCY])
def test_what_did_not_wait_is_seen_and_not_approved(level: Level) -> None:
    start = an_escalation(level=level)

    seen = after(start, approve)

    assert seen.decision is Decision.ACKNOWLEDGE
    assert after(seen, approve) == seen
    assert after(an_escalation(level=Level.HIGH), approve).decision is Decision.APPROVE


def test_an_approval_of_before_stays_one() -> None:
    old = after(URGENT, acknowledge).replace(decision=Decision.APPROVE)

    assert after(old, approve) == old
    with pytest.raises(AlreadyAnswered):
        acknowledge(old)


def test_the_deputys_answer_is_heard_after_the_leader_handed_on() -> None:
    it = after(URGENT, hand_on, next_in_line(DEE), deputy_asked, deputy_acknowledges)

    assert (it.decided_by, it.decider) == ("dee", DEE)
    assert (it.leader_state, it.deputy_state) == (LeaderState.NOT_REACHED, LeaderState.ANSWERED)
