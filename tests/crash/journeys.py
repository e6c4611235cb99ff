"""The ways of a report that are walked while hosts die."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from tests.crash.insistence import Insister
from tests.journeys.walks import HIGH, STANDARD, URGENT
from tests.words import email_state, fragment, words

APPROVE = words("leader.approve")
DECLINE = words("leader.decline")
ACKNOWLEDGE = words("leader.acknowledge")
SEND_NOW = words("status.send_without_waiting")
WITHDRAW = words("status.withdraw")
ADD, NEXT, SAVE, SEND = (
    words("status.add_something"),
    words("question.next"),
    words("form.save"),
    words("preview.send"),
)
MORE = "The account belongs to somebody invented."
TAKEN = f"{words('status.state')}:"
"""Stands on each card that says that a report was taken."""
TOO_LATE = (
    words("refusal.already_on_its_way"),
    words("refusal.already_answered"),
    words("refusal.already_withdrawn"),
)
"""What the bot says when something else happened first. A card may still offer what is gone."""
NOT_SENT = [words(f"stage.{stage}") for stage in ("awaiting-leader", "mailing", "mailing-late")]
MOST_LOOKS = 20
FOR_A_CARD = 20.0
"""Seconds that somebody waits for a card before the journey goes on without them."""

Acts = Callable[[Insister, Insister], Awaitable[None]]


@dataclass(frozen=True)
class Journey:
    """What happens to one report after Send, and how it must end."""

    name: str
    situation: str
    act: Acts
    """What the reporter and the leader do."""
    timers: Mapping[str, str] = field(default_factory=dict)
    ends: str = "sent"
    added: int = 0
    """How many follow-ups Security gets."""
    news: str = ""
    """What else a message of its own tells the reporter; empty: nothing."""


async def sends(reporter: Insister) -> None:
    """Presses Send until a card says that the report is taken."""
    await reporter.insists(SEND, lambda: TAKEN in reporter.chat)


async def approves(reporter: Insister, leader: Insister) -> None:
    """The leader presses Approve until their card says so."""
    await _answers(leader, APPROVE, fragment("leader.answered_approve"), *TOO_LATE)


async def _declines(reporter: Insister, leader: Insister) -> None:
    await _answers(
        leader,
        DECLINE,
        fragment("leader.answered_decline"),
        *TOO_LATE,
        reason="We have talked it through.",
    )


async def _acknowledges(reporter: Insister, leader: Insister) -> None:
    await _answers(leader, ACKNOWLEDGE, fragment("leader.answered_acknowledge"))


async def does_nothing(reporter: Insister, leader: Insister) -> None:
    """Nobody answers."""


async def _takes_back(reporter: Insister, leader: Insister) -> None:
    is_over = _sees(reporter, words("stage.withdrawn"), *TOO_LATE)
    asked = _sees(reporter, words("withdraw.title"))
    await _waits_for(reporter, WITHDRAW)
    await reporter.insists(WITHDRAW, lambda: asked() or is_over())
    await reporter.insists(words("withdraw.sure"), is_over)


async def _hurries(reporter: Insister, leader: Insister) -> None:
    await _waits_for(reporter, SEND_NOW)
    await reporter.insists(SEND_NOW, _sees(reporter, words("stage.mailing"), email_state("sent")))


async def looks_again(reporter: Insister, leader: Insister) -> None:
    """Asks for the list of reports, and opens the report from there, in a card of its own."""
    cards = reporter.chat.count(TAKEN)
    for _ in range(MOST_LOOKS):
        if line := next(filter(None, map(reporter.finds, NOT_SENT)), None):
            await reporter.tries(line, lambda: reporter.chat.count(TAKEN) > cards)
            return
        await reporter.teams.is_served()
        await reporter.says("my reports")


async def _declines_and_reporter_hurries(reporter: Insister, leader: Insister) -> None:
    await _declines(reporter, leader)
    await _hurries(reporter, leader)


async def adds_more(reporter: Insister, leader: Insister) -> None:
    """Adds words to a report; Security gets them with it, or in a mail that follows."""
    await _waits_for(reporter, ADD)
    await reporter.insists(ADD, lambda: reporter.finds(NEXT) is not None)
    await reporter.insists(NEXT, lambda: reporter.finds(SAVE) is not None, choice="words")
    await reporter.insists(SAVE, lambda: reporter.finds(SEND) is not None, more_words=MORE)
    added = [fragment(f"status.added_more_{state}") for state in ("due", "sent")]
    await reporter.insists(SEND, _sees(reporter, *added))


async def _both_at_once(reporter: Insister, leader: Insister) -> None:
    await asyncio.gather(_hurries(reporter, leader), approves(reporter, leader))


async def _answers(leader: Insister, title: str, /, *then: str, **inputs: str) -> None:
    await _waits_for(leader, title)
    await leader.insists(title, _sees(leader, *then), **inputs)


async def _waits_for(somebody: Insister, title: str) -> None:
    """Until the card with this button is there: it may come from the host that takes over."""
    await somebody.sees_that(lambda: somebody.finds(title) is not None, FOR_A_CARD)


def _sees(somebody: Insister, *words: str) -> Callable[[], bool]:
    return lambda: any(it in somebody.chat for it in words)


LONG = {"high": "1 hour", "standard": "1 hour"}
AT_EACH_POINT = (
    Journey("approve", HIGH, approves, LONG),
    Journey("decline", STANDARD, _declines, {"standard": "6 seconds"}),
    Journey("deadline", HIGH, does_nothing, {"high": "2 seconds"}),
    Journey("look again", HIGH, looks_again, {"high": "4 seconds"}),
    Journey("urgent", URGENT, _acknowledges, LONG),
    Journey("withdraw", HIGH, _takes_back, LONG, ends="withdrawn"),
    Journey("add something", URGENT, adds_more, LONG, added=1),
    Journey(
        "no leader left",
        URGENT,
        does_nothing,
        {"deputy_after": "2 seconds"},
        added=1,
        news=fragment("news.line-ended"),
    ),
)
"""Each of them is run once for each of its points."""

UNDER_LOAD: tuple[tuple[str, Acts], ...] = (
    (HIGH, approves),
    (STANDARD, _declines),
    (STANDARD, _declines_and_reporter_hurries),
    (HIGH, does_nothing),
    (URGENT, _acknowledges),
    (HIGH, _takes_back),
    (STANDARD, _both_at_once),
    (URGENT, adds_more),
)
"""They take turns while hosts are killed at random."""
