"""A mail that came back: it may not have been delivered, whatever was sent before."""

from datetime import timedelta

import pytest

from bot.domain.escalation import Escalation, EscalationStatus
from bot.domain.scenario import Level
from tests.builders import an_escalation
from tests.domain.escalation.acts import (
    LATER,
    after,
    again,
    arrived,
    came_back,
    confirmed,
    mailed,
    refused,
    unconfirmed,
    withdraw,
)

WAITING, MAILING = an_escalation(), an_escalation(level=Level.URGENT)
SENT = after(MAILING, mailed)
UNDELIVERED = after(SENT, came_back)
MUCH_LATER = LATER + timedelta(hours=1)


def test_a_mail_that_came_back_stays_sent_and_is_undelivered() -> None:
    step = came_back(SENT)

    assert [(it.kind, it.by) for it in step.events] == [("mail-undelivered", None)]
    assert (step.after.stage, step.after.undelivered_at) == (EscalationStatus.SENT, LATER)
    assert step.after.is_undelivered
    assert step.after.is_mail_in_doubt
    assert not step.after.is_mail_missing


def test_that_it_came_back_is_kept_once() -> None:
    assert not came_back(UNDELIVERED).is_change


@pytest.mark.parametrize(
    "it",
    [WAITING, after(WAITING, withdraw), MAILING, after(MAILING, refused), after(SENT, unconfirmed)],
    ids=lambda it: f"{it.stage}-{it.mail_trouble}",
)
def test_only_what_is_said_to_be_sent_can_come_back(it: Escalation) -> None:
    assert not came_back(it).is_change


def test_what_came_back_is_never_unsent_by_that_and_never_goes_again_by_itself() -> None:
    seen = after(UNDELIVERED, confirmed)

    assert seen.is_undelivered
    assert not unconfirmed(UNDELIVERED).is_change
    assert not mailed(UNDELIVERED).is_change


def test_that_security_has_it_ends_it_for_good() -> None:
    it = after(UNDELIVERED, arrived)

    assert (it.stage, it.arrived_at, it.sent_at) == (EscalationStatus.SENT, LATER, LATER)
    assert not it.is_undelivered
    assert not it.is_mail_in_doubt
    assert not came_back(it).is_change
    assert not again(it).is_change


def test_it_can_be_wanted_again_once() -> None:
    step = again(UNDELIVERED)
    second = step.after.mailed(at=LATER, is_copy=True).after
    second_came_back = second.mail_came_back(at=MUCH_LATER).after

    assert (step.after.stage, step.after.sent_at) == (EscalationStatus.MAILING, None)
    assert not step.after.is_undelivered
    assert not second.is_undelivered
    assert second_came_back.is_undelivered
    assert not again(second_came_back).is_change
    assert arrived(second_came_back).is_change
