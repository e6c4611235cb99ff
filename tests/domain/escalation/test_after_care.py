"""Check-ins, a leader's ticks and who looks: who may say so, and that each is said once."""

from datetime import timedelta

import pytest

from bot.domain.errors import AlreadyWithdrawn, NotTheLeader, NotYours
from bot.domain.escalation import Escalation
from tests.builders import NOON, an_actor, an_escalation
from tests.domain.escalation.acts import (
    after,
    approve,
    asked,
    decline,
    mailed,
    withdraw,
    withdraw_sent,
)

REA, LEA = an_actor("rea"), an_actor("lea")
DUE = (NOON + timedelta(days=1), NOON + timedelta(days=7))
WAITING = after(an_escalation(), asked)


def wished(it: Escalation = WAITING) -> Escalation:
    """The reporter wishes to be asked twice."""
    return it.start_check_in(DUE, by=REA, at=NOON).after


def sent(it: Escalation, number: int) -> Escalation:
    """The check-in of that number was sent."""
    return it.check_in_asked(number, at=DUE[number - 1]).after


def test_there_are_two_check_ins_and_never_a_third() -> None:
    twice = sent(sent(wished(), 1), 2)

    assert twice.check_in is not None
    assert twice.check_in.next_at is None
    assert not twice.check_in_asked(3, at=DUE[1]).is_change
    assert not twice.start_check_in(DUE, by=REA, at=DUE[1]).is_change
    assert not twice.may_check_in


def test_a_check_in_is_sent_once() -> None:
    assert not sent(wished(), 1).check_in_asked(1, at=NOON).is_change


def test_whoever_stops_and_wishes_again_is_asked_no_more_often() -> None:
    stopped = sent(wished(), 1).stop_check_in(by=REA, at=NOON).after
    again = stopped.start_check_in(DUE, by=REA, at=NOON).after

    assert not stopped.check_in_asked(2, at=NOON).is_change
    assert again.check_in is not None
    assert (len(again.check_in.asked), len(again.check_in.due)) == (1, 2)


@pytest.mark.parametrize("number", [0, 2, 7])
def test_what_was_never_asked_is_not_answered(number: int) -> None:
    step = sent(wished(), 1).answer_check_in(number, "worse", by=REA, at=NOON)

    assert not step.is_change


def test_an_answer_is_kept_by_its_kind_and_may_be_changed() -> None:
    better = sent(wished(), 1).answer_check_in(1, "better", by=REA, at=NOON).after
    worse = better.answer_check_in(1, "worse", by=REA, at=NOON).after

    assert not better.answer_check_in(1, "better", by=REA, at=NOON).is_change
    assert worse.check_in is not None
    assert worse.check_in.asked[0].answer == "worse"
    assert not worse.check_in.is_unanswered


def test_nobody_else_wishes_stops_answers_or_says_who_looks() -> None:
    it = sent(wished(), 1)

    with pytest.raises(NotYours):
        it.start_check_in(DUE, by=LEA, at=NOON)
    with pytest.raises(NotYours):
        it.stop_check_in(by=LEA, at=NOON)
    with pytest.raises(NotYours):
        it.answer_check_in(1, "same", by=LEA, at=NOON)
    with pytest.raises(NotYours):
        it.name_watcher("colleague", by=LEA, at=NOON)


def test_no_check_in_is_wished_for_once_security_was_told_that_it_is_taken_back() -> None:
    it = after(WAITING, approve, mailed)

    assert it.start_check_in(DUE, by=REA, at=NOON).is_change
    with pytest.raises(AlreadyWithdrawn):
        after(it, withdraw_sent).start_check_in(DUE, by=REA, at=NOON)


def test_nothing_is_wished_for_after_it_was_taken_back() -> None:
    it = after(WAITING, withdraw)

    with pytest.raises(AlreadyWithdrawn):
        it.start_check_in(DUE, by=REA, at=NOON)
    with pytest.raises(AlreadyWithdrawn):
        it.name_watcher("colleague", by=REA, at=NOON)


def test_only_the_leader_who_took_it_on_ticks_something() -> None:
    it = after(WAITING, approve)
    ticked = it.keep_ticks(("talked",), by=LEA, at=NOON).after

    assert ticked.care_of("lea").ticks == ("talked",)
    assert not ticked.keep_ticks(("talked",), by=LEA, at=NOON).is_change
    for somebody in ("rea", "dee"):
        with pytest.raises(NotTheLeader):
            it.keep_ticks(("eap",), by=an_actor(somebody), at=NOON)


@pytest.mark.parametrize("it", [WAITING, after(WAITING, decline)])
def test_a_leader_who_did_not_take_it_on_ticks_nothing(it: Escalation) -> None:
    with pytest.raises(NotTheLeader):
        it.keep_ticks(("talked",), by=LEA, at=NOON)


def test_who_looks_can_be_changed_and_taken_back() -> None:
    colleague = WAITING.name_watcher("colleague", by=REA, at=NOON).after
    nobody = colleague.name_watcher(None, by=REA, at=NOON).after

    assert colleague.watcher is not None
    assert not colleague.name_watcher("colleague", by=REA, at=NOON).is_change
    assert nobody.watcher is None
