"""A mail that may have left and is not to be seen: what a person may say of it."""

import pytest

from bot.domain.escalation import Escalation, EscalationStatus, MailTrouble
from bot.domain.scenario import Level
from tests.builders import an_escalation
from tests.domain.escalation.acts import (
    LATER,
    after,
    confirmed,
    late,
    mailed,
    refused,
    troubled,
    withdraw,
)

WAITING, MAILING = an_escalation(), an_escalation(level=Level.URGENT)
MISSING = after(MAILING, troubled(MailTrouble.UNCONFIRMED))
NOT_MISSING = [
    WAITING,
    after(WAITING, withdraw),
    MAILING,
    after(MAILING, late),
    after(MAILING, refused),
    after(MAILING, mailed),
    after(MAILING, mailed, confirmed),
]


def test_a_mail_that_arrived_is_sent_for_good() -> None:
    step = MISSING.mail_arrived(at=LATER)

    assert (step.after.stage, step.after.mail_trouble) == (EscalationStatus.SENT, None)
    assert (step.after.sent_at, step.after.confirmed_at) == (LATER, LATER)
    assert [(it.kind, it.by) for it in step.events] == [("mail-arrived", None)]
    assert not step.after.mail_arrived(at=LATER).is_change
    assert not step.after.mail_unconfirmed(at=LATER).is_change


def test_a_mail_that_is_wanted_again_is_on_its_way_once_more() -> None:
    step = MISSING.mail_copy_requested(at=LATER)

    assert (step.after.stage, step.after.mail_trouble) == (EscalationStatus.MAILING, None)
    assert step.after.mail_copied_at == LATER
    assert [(it.kind, it.by) for it in step.events] == [("mail-again", None)]


def test_a_third_mail_is_never_wanted() -> None:
    copied = MISSING.mail_copy_requested(at=LATER).after
    missing_too = copied.mail_troubled(MailTrouble.UNCONFIRMED, at=LATER).after

    assert not copied.mail_copy_requested(at=LATER).is_change
    assert not missing_too.mail_copy_requested(at=LATER).is_change
    assert missing_too.mail_arrived(at=LATER).after.stage is EscalationStatus.SENT


@pytest.mark.parametrize("it", NOT_MISSING, ids=lambda it: f"{it.stage}-{it.mail_trouble}")
def test_of_a_mail_that_is_not_missing_nothing_can_be_said(it: Escalation) -> None:
    assert not it.mail_arrived(at=LATER).is_change
    assert not it.mail_copy_requested(at=LATER).is_change


def test_a_first_mail_that_is_accepted_late_is_not_taken_for_the_copy() -> None:
    copied = MISSING.mail_copy_requested(at=LATER).after

    assert not copied.mailed(at=LATER).is_change
    assert copied.mailed(at=LATER, is_copy=True).after.stage is EscalationStatus.SENT


def test_a_refused_mail_can_go_missing_and_a_missing_one_stays_missing() -> None:
    lost = after(MAILING, refused, troubled(MailTrouble.UNCONFIRMED))

    assert lost.is_mail_missing
    assert after(lost, refused, late).is_mail_missing
