"""Taking back what was sent: nobody can recall a mail, so Security is told by another."""

from datetime import timedelta

import pytest

from bot.domain.errors import AlreadyOnItsWay, AlreadyWithdrawn, NotYours
from bot.domain.escalation import Escalation, System, Transition
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.services.reports.follow_ups import FollowUps
from tests.builders import an_actor, an_escalation, opened, shipped
from tests.domain.escalation.acts import (
    LATER,
    LEADER,
    Act,
    after,
    approve,
    asked,
    asking,
    called,
    came_back,
    closed,
    find_dee,
    find_lea,
    hand_on,
    late,
    mailed,
    needs_number,
    not_reached,
    rate,
    rating,
    received,
    send,
    unconfirmed,
    withdraw,
    withdraw_sent,
    withdrawing_sent,
)

WAITING = an_escalation()
SENT = after(WAITING, asked, send, mailed)
URGENT = after(an_escalation(level=Level.URGENT), mailed)
follow_ups = FollowUps(shipped().timers)


def test_it_stays_sent_and_security_is_told_by_one_follow_up() -> None:
    step = withdraw_sent(SENT)

    (addition,) = step.after.added
    assert (step.after.stage, step.after.taken_back_at) == (SENT.stage, LATER)
    assert (addition.about, addition.words) == ("withdrawn", "")
    assert [it.kind for it in follow_ups(step)] == ["send_follow_up", "refresh_cards"]


def test_a_second_press_changes_nothing() -> None:
    assert not withdraw_sent(withdraw_sent(SENT).after).is_change


@pytest.mark.parametrize("who", [an_actor("lea"), an_actor("rea", tenant_id="elsewhere")])
def test_nobody_else_can_take_it_back(who: object) -> None:
    assert withdraw_sent(SENT).is_change
    with pytest.raises(NotYours):
        withdrawing_sent(who)(SENT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "it",
    [
        WAITING,
        after(WAITING, send),
        after(WAITING, send, late),
        after(SENT, unconfirmed),
        after(SENT, came_back),
    ],
)
def test_while_nobody_knows_that_it_left_there_is_nothing_to_take_back(it: Escalation) -> None:
    assert not it.may_be_taken_back
    with pytest.raises(AlreadyOnItsWay):
        withdraw_sent(it)


def leader_ticks(it: Escalation) -> Transition:
    return it.tick(System.NOGGIN, by=LEADER, at=LATER, as_leader=True)


@pytest.mark.parametrize("act", [approve, hand_on, leader_ticks])
def test_a_leader_who_still_has_an_old_button_hears_it(act: Act) -> None:
    assert act(SENT).is_change
    with pytest.raises(AlreadyWithdrawn):
        act(after(SENT, withdraw_sent))


@pytest.mark.parametrize("act", [not_reached, find_lea])
def test_nobody_is_looked_for_any_more(act: Act) -> None:
    sought = after(opened(Person(name="Lea Example")).after, send, mailed)

    assert act(sought).is_change
    assert not act(after(sought, withdraw_sent)).is_change


@pytest.mark.parametrize("act", [withdraw, closed])
def test_what_is_over_is_not_taken_back(act: Act) -> None:
    it = after(SENT if act is closed else WAITING, act)

    assert not withdraw_sent(it).is_change


def test_nobody_is_asked_any_more() -> None:
    asked_of = after(URGENT, asked)
    back = after(asked_of, withdraw_sent)

    assert asked_of.is_waiting_for("lea")
    assert not back.is_waiting_for("lea")
    assert not called(back).is_change
    assert not find_dee(after(asked_of, called, withdraw_sent)).is_change


def test_a_mail_that_comes_back_then_asks_nothing_of_the_reporter() -> None:
    it = after(SENT, withdraw_sent, came_back)

    assert it.is_undelivered
    assert not it.is_mail_in_doubt


def test_what_security_asked_before_is_no_longer_asked_and_what_they_ask_later_is() -> None:
    assert after(SENT, needs_number).asked_for
    assert not after(SENT, needs_number, withdraw_sent).asked_for


# Whether it helped


@pytest.mark.parametrize(
    "it",
    [
        after(WAITING, withdraw),
        after(SENT, withdraw_sent),
        after(SENT, closed),
        after(an_escalation(level=Level.EMERGENCY), mailed, closed),
    ],
)
def test_it_is_asked_once_when_it_is_over(it: Escalation) -> None:
    assert it.asks_whether_it_helped
    assert not after(it, rate).asks_whether_it_helped
    assert not rate(after(it, rate)).is_change
    with pytest.raises(NotYours):
        rating(an_actor("lea"))(it)


@pytest.mark.parametrize(
    "it",
    [
        WAITING,
        SENT,
        after(SENT, received),
        after(an_escalation(level=Level.EMERGENCY), mailed, withdraw_sent),
    ],
)
def test_it_is_not_asked_while_it_goes_on_nor_of_anybody_in_danger(it: Escalation) -> None:
    assert not it.asks_whether_it_helped
    assert not rate(it).is_change


def test_the_time_is_kept_and_no_answer() -> None:
    it = after(SENT, closed, rate)

    assert it.helped_at == LATER
    assert "partly" not in it.model_dump_json()


def test_while_security_asks_whoever_took_it_back_is_not_asked_whether_it_helped() -> None:
    back = after(SENT, withdraw_sent)

    assert back.asks_whether_it_helped
    assert not after(back, asking("number", at=LATER + timedelta(hours=1))).asks_whether_it_helped
