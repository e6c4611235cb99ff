"""What people do while releases change."""

from collections.abc import Sequence

from tests.crash.insistence import Insister
from tests.crash.insistent_walks import arrives, begins, comes_to_preview
from tests.crash.journeys import (
    TAKEN,
    UNDER_LOAD,
    Acts,
    adds_more,
    approves,
    does_nothing,
    looks_again,
)
from tests.crash.settled import STATUS
from tests.crash.truth import TRUTH
from tests.journeys.walks import HIGH, URGENT
from tests.words import words

MOST_PREVIEWS = 10
FOR_A_MAIL = 20.0
"""Seconds that a mail may take, and the card that tells of it."""
IN_DANGER = words("danger.send_now")
JOURNEYS: Sequence[tuple[str, Acts]] = (
    # Release 1.1.0 cannot add to a report: it answers with where the report stands.
    *(journey for journey in UNDER_LOAD if journey[1] is not adds_more),
    (HIGH, looks_again),
    (IN_DANGER, does_nothing),
)


async def reports_and_looks(number: int, reporter: Insister, leader: Insister) -> None:
    """A report of one kind or another, and in the end the list of one's own reports."""
    situation, act = JOURNEYS[number % len(JOURNEYS)]
    await arrives(reporter)
    if situation == IN_DANGER:
        await says_that_there_is_danger(reporter)
        situation = URGENT
    await sends_whatever_is_asked(reporter, situation, leader)
    await act(reporter, leader)
    await looks_at_own_reports(reporter)


async def sends_whatever_is_asked(reporter: Insister, situation: str, leader: Insister) -> None:
    """Presses Send, and answers what the other release still wants to know before."""
    for _ in range(MOST_PREVIEWS):
        await comes_to_preview(reporter, situation, leader)
        await reporter.tries(reporter.button("Send"), lambda: TAKEN in reporter.chat)
        if TAKEN in reporter.chat:
            return
    raise AssertionError("never sent")


async def says_that_there_is_danger(reporter: Insister) -> None:
    """Through the 111 screen to the short way."""
    await begins(reporter)
    await reporter.insists("Yes", lambda: reporter.finds(IN_DANGER) is not None)
    await reporter.insists(IN_DANGER, lambda: _is_on_the_short_way(reporter))


def _is_on_the_short_way(reporter: Insister) -> bool:
    """Release 1.0.0 asks what it is about first; this one shows the preview."""
    return reporter.finds(URGENT) is not None or reporter.finds("Send") is not None


async def looks_at_own_reports(reporter: Insister) -> None:
    """Asks for the list; what was sent is in it."""
    (reference,) = {found[1] for found in STATUS.finditer(reporter.chat)}
    await reporter.says("my reports")
    # Release 1.1.0 writes the reference before a colon.
    is_listed = reporter.finds(f"({reference})") or reporter.finds(f"{reference}: ")
    assert is_listed, f"{reference} is not in {reporter.answer!r}"


async def sees_it_approved(reporter: Insister, leader: Insister) -> None:
    """The leader approves, and the reporter's card says that it went."""
    await approves(reporter, leader)
    assert await reporter.sees_that(lambda: TRUTH["sent"] in reporter.chat, FOR_A_MAIL)
