"""What the mail to Security says about the people leader and the deputy, in every state."""

import pytest

from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.services.emails.leader_status import leader_words
from bot.services.emails.writer import WriteLetters
from tests.builders import LEA, NOON, a_report, an_escalation, opened, shipped
from tests.domain.escalation.acts import (
    Act,
    acknowledge,
    after,
    approve,
    asked,
    called,
    deadline,
    decline,
    deputy_acknowledges,
    deputy_approves,
    deputy_asked,
    deputy_declines,
    deputy_hands_back,
    find_dee,
    mailed,
    no_deputy,
    not_me,
    not_reached,
    send,
)

WAITING = an_escalation()
URGENT = an_escalation(level=Level.URGENT)
NAMED = opened(Person(name="Lea Example")).after
NO_REPORT = "saw no need for a report"
UNSEEN = "not yet seen by the leader"
NOBODY = "no leader could be reached"

ONE_LEADER: list[tuple[Escalation, tuple[Act, ...], str]] = [
    (opened(None, level=Level.URGENT).after, (), "nobody named yet"),
    (NAMED, (), "Lea Example, named by the reporter, not seen yet"),
    (WAITING, (send,), "Lea Example, not seen yet"),
    (WAITING, (asked, send), "Lea Example, asked, not seen yet"),
    (URGENT, (asked,), "Lea Example, asked, not seen yet"),
    (WAITING, (asked, approve), "Lea Example, approved"),
    (URGENT, (acknowledge,), "Lea Example, has seen it"),
    (WAITING, (not_me,), "Lea Example, handed it back; no leader has seen it"),
    (WAITING, (decline, send), f"Lea Example, {NO_REPORT}; the reporter decided to send it"),
    (
        WAITING,
        (decline, deadline),
        f"Lea Example, {NO_REPORT}; nobody decided in time, so it was sent",
    ),
]
TOO_LATE: list[tuple[Escalation, tuple[Act, ...], str]] = [
    (
        WAITING,
        (asked, deadline),
        f"{UNSEEN}: Lea Example was asked and did not answer in time",
    ),
    (WAITING, (deadline,), f"{UNSEEN}: Lea Example could not be shown it in time"),
    (NAMED, (deadline,), f"{UNSEEN}: Lea Example could not be shown it in time"),
    (
        WAITING,
        (not_reached, find_dee, deputy_asked, deadline),
        "Lea Example, not reached; "
        f"{UNSEEN}: Dee Example (deputy) was asked and did not answer in time",
    ),
    (WAITING, (asked, deadline, acknowledge), "Lea Example, has seen it"),
]
DEPUTY: list[tuple[Escalation, tuple[Act, ...], str]] = [
    (URGENT, (asked, called), "Lea Example, asked, not seen yet; a deputy is being looked for"),
    (
        URGENT,
        (asked, called, find_dee),
        "Lea Example, asked, not seen yet; Dee Example (deputy), not seen yet",
    ),
    (
        URGENT,
        (asked, called, find_dee, deputy_asked),
        "Lea Example, asked, not seen yet; Dee Example (deputy), asked, not seen yet",
    ),
    (
        URGENT,
        (asked, called, find_dee, deputy_acknowledges),
        "Lea Example, asked, not seen yet; Dee Example (deputy), has seen it",
    ),
    (
        WAITING,
        (not_reached, find_dee, deputy_approves),
        "Lea Example, not reached; Dee Example (deputy), approved",
    ),
    (
        WAITING,
        (not_reached, find_dee, deputy_declines, send),
        f"Lea Example, not reached; Dee Example (deputy), {NO_REPORT}; "
        "the reporter decided to send it",
    ),
    (
        WAITING,
        (not_reached, find_dee, deputy_hands_back),
        "Lea Example, not reached; Dee Example (deputy), handed it back; no leader has seen it",
    ),
    (
        URGENT,
        (asked, called, find_dee, deputy_asked, deputy_hands_back),
        "Lea Example, asked, not seen yet; Dee Example (deputy), has not taken it on",
    ),
    (
        URGENT,
        (asked, called, no_deputy),
        "Lea Example, asked, not seen yet; no deputy could be reached",
    ),
    (URGENT, (asked, called, find_dee, acknowledge), "Lea Example, has seen it"),
]
UNREACHED: list[tuple[Escalation, tuple[Act, ...], str]] = [
    (WAITING, (not_reached, no_deputy), f"Lea Example, not reached; {NOBODY}"),
    (NAMED, (not_reached,), f"Lea Example, not reached; {NOBODY}"),
    (opened(None, level=Level.URGENT).after, (not_reached,), NOBODY),
    (URGENT, (not_reached, no_deputy), f"Lea Example, not reached; {NOBODY}"),
    (
        WAITING,
        (not_reached, find_dee, no_deputy),
        f"Lea Example, not reached; Dee Example (deputy), not reached; {NOBODY}",
    ),
    (
        URGENT,
        (not_reached, find_dee, no_deputy),
        "Lea Example, not reached; Dee Example (deputy), has not taken it on",
    ),
]


@pytest.mark.parametrize(("start", "acts", "said"), [*ONE_LEADER, *TOO_LATE, *DEPUTY, *UNREACHED])
def test_the_mail_says_what_leader_and_deputy_have_to_do_with_it(
    start: Escalation, acts: tuple[Act, ...], said: str
) -> None:
    letters, it = WriteLetters(shipped(), "security@example.org"), after(start, *acts)

    letter = letters.to_security(a_report(), it, NOON)

    assert leader_words(shipped(), it) == said
    assert f"People leader: {said}\n" in letter.text
    assert f"<strong>People leader:</strong> {said}</p>" in letter.html


def test_nothing_changes_once_it_is_sent() -> None:
    it = after(WAITING, asked, deadline)

    assert leader_words(shipped(), after(it, mailed)) == leader_words(shipped(), it)


def test_the_mail_does_not_name_a_leader_who_was_left_out() -> None:
    it = opened(LEA, told=False, left_out=("lea",)).after
    letter = WriteLetters(shipped(), "security@example.org").to_security(a_report(), it, NOON)

    assert "People leader: Not told, by the reporter's choice\n" in letter.text
    assert "Lea" not in letter.text + letter.html
