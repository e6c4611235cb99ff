"""What must be true after a day of chaos, and what is wrong if it is not."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.journeys.chaos_faults import Channel
from tests.journeys.chaos_stories import (
    AT_ONCE,
    DECIDES,
    SENT,
    Story,
    newest_status,
    stories_of,
)
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody, said

TRUTH = {"sent": SENT, "withdrawn": "Email to Security: Taken back, not sent"}
ASKS = "has reported harmful content on social media"
REMINDS = "still waits for your answer"
RELEASED = {
    "leader-approve",
    "leader-not-me",
    "deputy-not-me",
    "leader-not-reached",
    "deputy-not-reached",
    "sent-without-waiting",
    "deadline-passed",
}
"""One of these comes before a mail that was waiting for an answer."""
SOON = timedelta(minutes=20)
"""A few tries more, each of which may fail."""
AFTER_A_REST = timedelta(minutes=80)
"""What is not urgent rests for an hour when Graph has refused it for good."""
OF_THE_CLOCK = {"purge", "expire_draft"}
"""Tasks that always wait for another night."""


@dataclass(frozen=True)
class Verdict:
    """Looks at everything once the day is over."""

    bot: OverGraph
    channel: Channel
    people: Sequence[Somebody]
    outages: Sequence[tuple[datetime, datetime]]

    def faults(self) -> list[str]:
        """All that is wrong with any report, or left undone."""
        stories = stories_of(self.bot, self.people)
        return [
            *self._strangers(stories),
            *(fault for it in stories for fault in self._mails(it)),
            *(fault for it in stories for fault in self._asked(it)),
            *(fault for it in stories for fault in self._untrue(it)),
            *self._stuck(),
        ]

    def _mails(self, story: Story) -> Iterator[str]:
        """Security has it once and in time, or not at all if it was taken back."""
        left = [it.sent_at for it in self.bot.graph.ledger if it.key == story.reference]
        wanted = 0 if story.at("withdrawn") else 1
        if len(left) != wanted:
            yield f"{story.reference} left {len(left)} times, not {wanted}"
        if left and wanted and left[0] > self._latest(story):
            yield f"{story.reference}, {story.level}, was due at {story.due_at}, left at {left[0]}"
        waited = story.leader_id is not None and story.level not in AT_ONCE
        if left and waited and not [at for at in story.at(*RELEASED) if at <= left[0]]:
            yield f"{story.reference} left before anybody let it"

    def _latest(self, story: Story) -> datetime:
        grace = SOON if story.level in AT_ONCE else AFTER_A_REST
        return self._reachable(story.due_at) + grace

    def _reachable(self, at: datetime) -> datetime:
        """From when on Graph could be reached for what was wanted then."""
        for since, until in self.outages:
            if since - SOON <= at < until:
                at = until
        return at

    def _asked(self, story: Story) -> Iterator[str]:
        """The leader heard of it one way or another, nobody too often, and no stranger at all."""
        letters = [it for it in self.bot.graph.ledger if it.key == f"{story.reference}/leader"]
        cards = {it.member.object_id: _first_words(it, story.id) for it in self.people}
        asked = [who for who, words in cards.items() if any(ASKS in it for it in words)]
        had_time = self._reachable(story.made_at) + SOON
        in_time = not [at for at in story.at("withdrawn") if at < had_time]
        if story.leader_id and in_time and not asked and not letters:
            yield f"{story.reference}: nobody asked {story.leader_id}"
        if len(letters) > 1:
            yield f"{story.reference}: {len(letters)} mails to the leader"
        if not story.leader_id and (asked or letters):
            yield f"{story.reference} was for Security only, and a leader heard of it"
        if story.reporter.member.object_id in asked or len(asked) > 2:
            yield f"{story.reference}: the card went to {asked}"
        for person in self.people:
            yield from self._too_often(story, person, cards[person.member.object_id])

    def _too_often(self, story: Story, person: Somebody, words: Sequence[str]) -> Iterator[str]:
        asks = sum(ASKS in it and DECIDES in it for it in words)
        reminders = sum(REMINDS in it for it in words)
        if asks > 1 + self.channel.gone(person, story.id) or reminders > 1:
            name = person.member.name
            yield f"{story.reference}: {name} got {asks} cards and {reminders} reminders"

    def _untrue(self, story: Story) -> Iterator[str]:
        told = newest_status(story.reporter, story.reference)
        if TRUTH.get(story.stage, "?") not in told:
            yield f"{story.reference} is {story.stage}, and its reporter reads {told[:300]!r}"

    def _stuck(self) -> Iterator[str]:
        for task in self.bot.rows("tasks"):
            if task["done_at"] is None and task["kind"] not in OF_THE_CLOCK:
                yield f"{task['key']} is not done: {task['attempts']}, {task['last_failure']}"

    def _strangers(self, stories: Iterable[Story]) -> Iterator[str]:
        known = {key for it in stories for key in (it.reference, f"{it.reference}/leader")}
        strange = {mail.key for mail in self.bot.graph.ledger} - known
        yield from (f"{key} left, and there is no such report" for key in sorted(strange))


def unhandled(records: Iterable[logging.LogRecord]) -> list[str]:
    """What the log says that no fault outside explains."""
    return [
        f"{it.name}: {it.getMessage()} {it.exc_info or ''}"
        for it in records
        if it.exc_info or (it.levelno >= logging.ERROR and it.getMessage() != "a person must look")
    ]


def _first_words(person: Somebody, report_id: str) -> list[str]:
    """Each message about a report as it first came, words and buttons."""
    about = (it.versions[0] for it in person.shown if report_id in str(it.versions[0]))
    return [f"{said(version)}\n{version}" for version in about]
