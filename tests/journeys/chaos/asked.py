"""Who heard of each report on a day of chaos, how soon and how often."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.journeys.chaos.faults import PlannedTeams
from tests.journeys.chaos.stories import DECIDES, Story
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody, said
from tests.words import fragment, words

ASKS = fragment("leader.heading")
REMINDS = words("reminder.title")
LEADER, DEPUTY = "leader", "deputy"
ANSWERED = {"leader-approve", "leader-decline", "handed-on", "leader-acknowledge"}
SOON = timedelta(minutes=20)
"""A few tries more, each of which may fail."""
AFTER_A_REST = timedelta(minutes=80)
"""What is not urgent rests for an hour when Graph has refused it for good."""
AFTER_AN_OUTAGE = timedelta(minutes=40)
"""By its end the tries are minutes apart, and a few more of them may fail."""


@dataclass(frozen=True)
class LeadersAsked:
    """Finds whom nobody asked, and who was asked too often."""

    bot: OverGraph
    channel: PlannedTeams
    people: Sequence[Somebody]
    reachable: Callable[[datetime], datetime]
    """From when on Graph could be reached for what was wanted at a time."""

    def faults(self, story: Story) -> Iterator[str]:
        """The leader heard of it one way or another, nobody too often, and no stranger at all."""
        letters = [it for it in self.bot.graph.ledger if it.key == f"{story.reference}/leader"]
        cards = {it.member.object_id: _first_words(it, story.id) for it in self.people}
        asked = [who for who, words in cards.items() if any(ASKS in it for it in words)]
        if story.leader_id and story.leader_id not in asked:
            yield from self._unheard(story)
        for who in (LEADER, DEPUTY):
            yield from self._late_or_never(story, who, asked)
        if len(letters) > 1:
            yield f"{story.reference}: {len(letters)} mails to the leader"
        if not story.leader_id and (asked or letters):
            yield f"{story.reference} was for Security only, and a leader heard of it"
        most = 1 + len(story.at("deputy-found"))
        if story.reporter.member.object_id in asked or len(asked) > most:
            yield f"{story.reference}: the card went to {asked}"
        for person in self.people:
            yield from self._too_often(story, person, cards[person.member.object_id])

    def _late_or_never(self, story: Story, who: str, asked: Sequence[str]) -> Iterator[str]:
        """The card of whoever is said to be asked came, and soon after they were known."""
        known_at = [story.made_at, *story.at(f"{who}-found")]
        soon = self.reachable(max(known_at)) + SOON
        for asked_at in story.at(f"{who}-asked"):
            if asked_at > soon or story.holder(who) not in (*asked, None):
                yield f"{story.reference}: {who} asked at {asked_at}, and {asked} have cards"

    def _unheard(self, story: Story) -> Iterator[str]:
        """No card could come, so a mail to the leader left soon, unless nobody waited any more."""
        missed = story.at("leader-not-reached")
        soon = self.reachable(missed[0] if missed else story.made_at) + AFTER_A_REST
        is_over = [at for at in story.at("withdrawn", *ANSWERED) if at <= soon]
        letters = [
            mail
            for mail in self.bot.graph.ledger
            if mail.key == f"{story.reference}/leader"
            and mail.to == (story.leader_mail,)
            and mail.sent_at <= soon
        ]
        if not letters and not is_over:
            yield f"{story.reference}: nobody asked {story.leader_id}"

    def _too_often(self, story: Story, person: Somebody, words: Sequence[str]) -> Iterator[str]:
        asks = sum(ASKS in it and DECIDES in it for it in words)
        reminders = sum(REMINDS in it for it in words)
        if asks > 1 + self.channel.gone(person, story.id) or reminders > 1:
            name = person.member.name
            yield f"{story.reference}: {name} got {asks} cards and {reminders} reminders"


def _first_words(person: Somebody, report_id: str) -> list[str]:
    """Each message about a report as it first came, words and buttons."""
    about = (it.versions[0] for it in person.shown if report_id in str(it.versions[0]))
    return [f"{said(version)}\n{version}" for version in about]
