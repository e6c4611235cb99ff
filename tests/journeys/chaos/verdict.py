"""What must be true after a day of chaos, and what is wrong if it is not."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.journeys.chaos.asked import AFTER_A_REST, AFTER_AN_OUTAGE, SOON, LeadersAsked
from tests.journeys.chaos.faults import PlannedTeams
from tests.journeys.chaos.stories import (
    AT_ONCE,
    SENT,
    Story,
    newest_status,
    stories_of,
)
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.words import email_state

TRUTH = {"sent": SENT, "withdrawn": email_state("withdrawn")}
RELEASED = {
    "leader-approve",
    "leader-not-reached",
    "deputy-not-reached",
    "sent-without-waiting",
    "deadline-passed",
}
"""One of these comes before a mail that was waiting for an answer."""
KNOWN = ("a person must look", "app not installed")
"""What the log calls an error on such a day, and rightly so."""
OF_THE_CLOCK = {
    "purge",
    "expire_draft",
    "watch_returns",
    "watch_follow_up",
    "remind_entries",
    "prompt_leader",
}
"""Tasks that always wait for another night, or for a mail's day to be over."""


@dataclass(frozen=True)
class Verdict:
    """Looks at everything once the day is over."""

    bot: OverGraph
    channel: PlannedTeams
    people: Sequence[Somebody]
    outages: Sequence[tuple[datetime, datetime]]

    def faults(self) -> list[str]:
        """All that is wrong with any report, or left undone."""
        stories = stories_of(self.bot, self.people)
        asked = LeadersAsked(self.bot, self.channel, self.people, self._reachable)
        return [
            *self._strangers(stories),
            *(fault for it in stories for fault in self._mails(it)),
            *(fault for it in stories for fault in asked.faults(it)),
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
        reachable_at = self._reachable(story.due_at)
        if story.level not in AT_ONCE:
            return reachable_at + AFTER_A_REST
        return reachable_at + (SOON if reachable_at == story.due_at else AFTER_AN_OUTAGE)

    def _reachable(self, at: datetime) -> datetime:
        """From when on Graph could be reached for what was wanted then."""
        for since, until in self.outages:
            if since - SOON <= at < until:
                at = until
        return at

    def _untrue(self, story: Story) -> Iterator[str]:
        told = newest_status(story.reporter, story.reference)
        if TRUTH.get(story.stage, "?") not in told:
            yield f"{story.reference} is {story.stage}, and its reporter reads {told[:300]!r}"

    def _stuck(self) -> Iterator[str]:
        for task in self.bot.rows("tasks"):
            if task["done_at"] is None and task["kind"] not in OF_THE_CLOCK:
                yield f"{task['key']} is not done: {task['attempts']}, {task['last_failure']}"

    def _strangers(self, stories: Iterable[Story]) -> Iterator[str]:
        known = {it.reference for it in stories}
        strange = {mail.key.partition("/")[0] for mail in self.bot.graph.ledger} - known
        yield from (f"{key} left, and there is no such report" for key in sorted(strange))


def unhandled(records: Iterable[logging.LogRecord]) -> list[str]:
    """What the log says that no fault outside explains."""
    return [
        f"{it.name}: {it.getMessage()} {it.exc_info or ''}"
        for it in records
        if it.exc_info or (it.levelno >= logging.ERROR and not it.getMessage().startswith(KNOWN))
    ]
