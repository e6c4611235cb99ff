"""The loaded content, as the rest of the program uses it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from bot.content.loading.emails import Letters
from bot.content.loading.safety import SafetyRules
from bot.content.loading.texts import Contacts, Link, Platform, Texts
from bot.domain.base import Key, Value
from bot.domain.report import Form
from bot.domain.scenario import Catalogue
from bot.domain.timers import Timers
from bot.domain.typed.phrases import Phrases
from bot.domain.typed.yes_no import YesNoPhrases, is_one_of


@dataclass(frozen=True, eq=False)
class Guide:
    """Guidance about one scenario for one audience; each section is a list of sentences."""

    lead: str
    sections: Mapping[str, tuple[str, ...]]


class LevelText(Value):
    """A level in words: its name and what it means."""

    name: str = Field(min_length=1, max_length=40)
    meaning: str = Field(min_length=1)


class SelfHarm(Phrases):
    """Phrases of self-harm, and the card that is shown instead of any question."""

    title: str = Field(min_length=1)
    text: tuple[str, ...] = Field(min_length=1)
    contacts: tuple[Key, ...] = Field(min_length=1)


class Asked(Value):
    """Phrases by which people ask about the bot itself."""

    privacy: Phrases
    """Who reads this, for how long, and can it be deleted?"""
    people: Phrases
    """Where is a person to talk to?"""


class BeforePosting(Value):
    """The card for a person who is about to post, share or join."""

    title: str = Field(min_length=1)
    lead: str = Field(min_length=1)
    points: tuple[str, ...] = Field(min_length=1)
    scenarios: tuple[Key, ...] = ()
    """Where a person may go on from here."""


@dataclass(frozen=True, eq=False)
class Content:
    """All content of one version. Compared by identity: it is loaded once."""

    version: str
    catalogue: Catalogue
    staff: Mapping[str, Guide]
    """Guidance for the person who meets harm, by scenario."""
    leader: Mapping[str, Guide]
    """Guidance for the people leader, by scenario."""
    any_leader: Guide
    """Guidance for the people leader when the scenario of their report has left the content."""
    form: Form
    levels: Mapping[str, LevelText]
    """By the level's word."""
    timers: Timers
    """Durations, working hours and retention."""
    contacts: Contacts
    links: Mapping[str, Link]
    platforms: Mapping[str, Platform]
    """What may be shown of each today."""
    texts: Texts
    letters: Letters
    danger: Phrases
    """Phrases that lead to the 111 screen wherever they are typed."""
    asked: Asked
    self_harm: SelfHarm
    before_posting: BeforePosting
    safety: SafetyRules
    """Those of the release, whatever folder the content is in."""
    warnings: tuple[str, ...]
    """Notes for the content owner; the bot works in spite of them."""

    def leader_guide(self, scenario_id: str) -> Guide:
        """Guidance for the people leader, also when the scenario has left the content."""
        return self.leader.get(scenario_id, self.any_leader)

    @property
    def yes_and_no(self) -> YesNoPhrases:
        """The phrases that are a yes or a no."""
        texts = self.texts
        return YesNoPhrases(
            yes=texts("words.yes"), no=texts("words.no"), beside=texts("words.beside")
        )

    def is_command(self, text: str, command: str) -> bool:
        """Whether the text is one of the phrases of this command, politeness aside."""
        texts = self.texts
        return is_one_of(text, texts(f"words.{command}"), beside=texts("words.polite"))
