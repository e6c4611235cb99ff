"""What the mail to Security says about the people leader and the deputy, in every state."""

import pytest

from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.services.emails.to_security import leader_words
from bot.services.emails.writer import WriteLetters
from tests.builders import DEE, LEA, NOON, a_report, an_escalation, opened, shipped
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
    deputy_hands_on,
    find_dee,
    hand_on,
    handed_back_before,
    mailed,
    next_in_line,
    no_deputy,
    nobody_next,
    not_reached,
    send,
)
from tests.words import letter_line, words

WAITING = an_escalation()
URGENT = an_escalation(level=Level.URGENT)
NAMED = opened(Person(name="Lea Example")).after
NOBODY = words("mail.nobody_reached")
SOUGHT = words("mail.deputy_to-be-found")


def lea(outcome: str, *, is_found: bool = True) -> str:
    """What the email says of the leader, with the address that the directory gave."""
    name = "Lea Example (lea@example.org)" if is_found else "Lea Example"
    return words(f"mail.leader_{outcome}", name=name)


def dee(outcome: str) -> str:
    """What the email says of the deputy."""
    deputy = words("mail.standing_in", name="Dee Example (dee@example.org)")
    return words(f"mail.leader_{outcome}", name=deputy)


Case = tuple[Escalation, tuple[Act, ...], tuple[str, ...]]

ONE_LEADER: list[Case] = [
    (opened(None, level=Level.URGENT).after, (), (words("mail.leader_unknown"),)),
    (NAMED, (), (lea("to-be-found", is_found=False),)),
    (WAITING, (send,), (lea("to-be-asked"),)),
    (WAITING, (asked, send), (lea("asked"),)),
    (URGENT, (asked,), (lea("asked"),)),
    (WAITING, (asked, approve), (lea("approve"),)),
    (URGENT, (acknowledge,), (lea("acknowledge"),)),
    (handed_back_before(WAITING), (), (lea("not-me"),)),
    (WAITING, (decline, send), (lea("decline"),)),
    (WAITING, (decline, deadline), (lea("decline_deadline"),)),
]
TOO_LATE: list[Case] = [
    (WAITING, (asked, deadline), (lea("asked_deadline"),)),
    (WAITING, (deadline,), (lea("not-asked_deadline"),)),
    (NAMED, (deadline,), (lea("not-asked_deadline", is_found=False),)),
    (
        WAITING,
        (not_reached, find_dee, deputy_asked, deadline),
        (lea("not-reached"), dee("asked_deadline")),
    ),
    (WAITING, (asked, deadline, acknowledge), (lea("acknowledge"),)),
]
DEPUTY: list[Case] = [
    (URGENT, (asked, called), (lea("asked"), words("mail.deputy_to-be-found"))),
    (URGENT, (asked, called, find_dee), (lea("asked"), dee("to-be-asked"))),
    (URGENT, (asked, called, find_dee, deputy_asked), (lea("asked"), dee("asked"))),
    (URGENT, (asked, called, find_dee, deputy_acknowledges), (lea("asked"), dee("acknowledge"))),
    (WAITING, (not_reached, find_dee, deputy_approves), (lea("not-reached"), dee("approve"))),
    (WAITING, (not_reached, find_dee, deputy_declines, send), (lea("not-reached"), dee("decline"))),
    (URGENT, (asked, called, no_deputy), (lea("asked"), words("mail.nobody_else"))),
    (URGENT, (asked, called, find_dee, acknowledge), (lea("acknowledge"),)),
]
HANDED_ON: list[Case] = [
    (WAITING, (hand_on,), (lea("handed-on"), SOUGHT)),
    (WAITING, (hand_on, next_in_line(DEE)), (lea("handed-on"), dee("to-be-asked"))),
    (
        WAITING,
        (hand_on, next_in_line(DEE), deputy_asked, deadline),
        (lea("handed-on"), dee("asked_deadline")),
    ),
    (WAITING, (hand_on, nobody_next), (lea("handed-on"), words("mail.nobody_with_them"))),
    (
        WAITING,
        (not_reached, find_dee, deputy_hands_on, nobody_next),
        (lea("not-reached"), dee("handed-on"), words("mail.nobody_with_them")),
    ),
    (
        URGENT,
        (asked, called, find_dee, deputy_asked, deputy_hands_on, nobody_next),
        (lea("asked"), dee("handed-on"), words("mail.nobody_else")),
    ),
    (
        URGENT,
        (asked, called, find_dee, deputy_hands_on, hand_on, nobody_next),
        (lea("handed-on"), dee("handed-on"), words("mail.nobody_with_them")),
    ),
    (
        URGENT,
        (hand_on, next_in_line(DEE), deputy_acknowledges),
        (lea("handed-on"), dee("acknowledge")),
    ),
]
UNREACHED: list[Case] = [
    (WAITING, (not_reached, no_deputy), (lea("not-reached"), NOBODY)),
    (NAMED, (not_reached,), (lea("not-reached", is_found=False), NOBODY)),
    (opened(None, level=Level.URGENT).after, (not_reached,), (NOBODY,)),
    (URGENT, (not_reached, no_deputy), (lea("not-reached"), NOBODY)),
    (
        WAITING,
        (not_reached, find_dee, no_deputy, nobody_next),
        (lea("not-reached"), dee("not-reached"), NOBODY),
    ),
    (URGENT, (not_reached, find_dee, no_deputy), (lea("not-reached"), dee("not-reached"), SOUGHT)),
]


@pytest.mark.parametrize(
    ("start", "acts", "parts"), [*ONE_LEADER, *TOO_LATE, *DEPUTY, *HANDED_ON, *UNREACHED]
)
def test_the_mail_says_what_leader_and_deputy_have_to_do_with_it(
    start: Escalation, acts: tuple[Act, ...], parts: tuple[str, ...]
) -> None:
    letters, it = WriteLetters(shipped(), "security@example.org"), after(start, *acts)
    said = "; ".join(parts)

    letter = letters.to_security(a_report(), it, NOON)

    assert leader_words(shipped(), it) == said
    line = letter_line("security.txt", "letter.leader_state", leader_state=said)
    assert f"{line}\n" in letter.text
    assert f"</strong> {said}</p>" in letter.html


def test_nothing_changes_once_it_is_sent() -> None:
    it = after(WAITING, asked, deadline)

    assert leader_words(shipped(), after(it, mailed)) == leader_words(shipped(), it)


def test_the_mail_does_not_name_a_leader_who_was_left_out() -> None:
    it = opened(LEA, told=False, left_out=("lea",)).after
    letter = WriteLetters(shipped(), "security@example.org").to_security(a_report(), it, NOON)

    assert f"{words('mail.leader_not-told')}\n" in letter.text
    assert "Lea" not in letter.text + letter.html
