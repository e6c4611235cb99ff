"""A mail that does not go as it should: what is kept of it, and what may be said."""

import pytest

from bot.domain.escalation import Escalation, EscalationStatus, MailTrouble
from bot.domain.scenario import Level
from tests.builders import an_escalation
from tests.domain.escalation.acts import (
    LATER,
    Act,
    after,
    confirmed,
    late,
    mailed,
    refused,
    send,
    troubled,
    unconfirmed,
    withdraw,
)

WAITING, MAILING = an_escalation(), an_escalation(level=Level.URGENT)
SENT = after(MAILING, mailed)
LATE, REFUSED, UNCONFIRMED = MailTrouble.LATE, MailTrouble.REFUSED, MailTrouble.UNCONFIRMED


@pytest.mark.parametrize(
    ("start", "act", "stage", "trouble", "event"),
    [
        (MAILING, late, EscalationStatus.MAILING, LATE, "mail-late"),
        (MAILING, refused, EscalationStatus.MAILING, REFUSED, "mail-refused"),
        (MAILING, troubled(UNCONFIRMED), EscalationStatus.MAILING, UNCONFIRMED, "mail-unconfirmed"),
        (after(MAILING, late), refused, EscalationStatus.MAILING, REFUSED, "mail-refused"),
        (SENT, unconfirmed, EscalationStatus.MAILING, UNCONFIRMED, "mail-unconfirmed"),
        (after(MAILING, late), mailed, EscalationStatus.SENT, None, "mailed"),
        (after(MAILING, refused), mailed, EscalationStatus.SENT, None, "mailed"),
        (after(SENT, unconfirmed), confirmed, EscalationStatus.SENT, None, "mail-confirmed"),
        (SENT, confirmed, EscalationStatus.SENT, None, "mail-confirmed"),
        (MAILING, confirmed, EscalationStatus.SENT, None, "mail-confirmed"),
    ],
)
def test_what_happens_to_a_mail_is_kept_once(
    start: Escalation, act: Act, stage: EscalationStatus, trouble: MailTrouble | None, event: str
) -> None:
    step = act(start)

    assert (step.after.stage, step.after.mail_trouble) == (stage, trouble)
    assert [happened.kind for happened in step.events] == [event]
    assert act(step.after).after == step.after


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (WAITING, late),
        (WAITING, unconfirmed),
        (WAITING, confirmed),
        (after(WAITING, withdraw), late),
        (after(WAITING, withdraw), confirmed),
        (SENT, late),
        (SENT, refused),
        (MAILING, unconfirmed),
        (after(MAILING, refused), late),
        (after(SENT, unconfirmed), late),
        (after(SENT, unconfirmed), refused),
        (after(SENT, confirmed), unconfirmed),
    ],
)
def test_what_comes_too_late_or_too_early_changes_nothing(start: Escalation, act: Act) -> None:
    assert act(start).after == start


def test_sent_is_said_from_when_it_was_accepted_and_not_while_nobody_can_see_it() -> None:
    lost = after(SENT, unconfirmed)

    assert (SENT.sent_at, lost.sent_at) == (LATER, None)
    assert after(lost, confirmed).sent_at == LATER
    assert after(SENT, confirmed).confirmed_at == LATER


@pytest.mark.parametrize("act", [late, refused, troubled(UNCONFIRMED)])
def test_trouble_calls_nothing_back(act: Act) -> None:
    start = after(WAITING, send)
    in_trouble = after(start, act)

    assert in_trouble.is_on_its_way
    assert not in_trouble.is_pending
    assert after(in_trouble, send) == in_trouble
