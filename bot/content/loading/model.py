"""The loaded content, as the rest of the program uses it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from pydantic import Field

from bot.content.loading.emails import Letters
from bot.content.loading.safety.rules import SafetyRules
from bot.content.loading.texts import Contacts, Link, Platform, Texts
from bot.domain.base import Key, Value
from bot.domain.draft import TellWhom, Ticks
from bot.domain.escalation import Escalation, EscalationStatus
from bot.domain.report import Report
from bot.domain.scenario import Catalogue, Level, Scenario
from bot.domain.timers import Timers
from bot.domain.triage import Assessment
from bot.domain.typed.phrases import Phrases
from bot.domain.typed.yes_no import YesNoPhrases, is_one_of

LeaderIs = Literal["told", "other", "left-out", "nobody"]
"""Their own people leader; another one; no leader, only Security; nobody at all yet."""
MailIs = Literal["unsent", "waits", "on-its-way", "sent"]
ChatIs = Literal["open", "down"]
"""Down: it can take no report just now."""

_LEADER_BY_CHOICE: Mapping[str, LeaderIs] = {
    "leader": "told",
    "other-leader": "other",
    "not-my-leader": "left-out",
    "security-only": "left-out",
    "no-one-yet": "nobody",
}
WHO_IS_TOLD = "Who is told"
_NOT_TOLD_BY_SECURITY = ("security", "threat_process")
_MAIL_BY_STAGE: Mapping[EscalationStatus, MailIs] = {
    EscalationStatus.AWAITING_LEADER: "waits",
    EscalationStatus.DECLINED: "waits",
    EscalationStatus.MAILING: "on-its-way",
    EscalationStatus.SENT: "sent",
}


@dataclass(frozen=True)
class Case:
    """What is known where guidance is shown: it decides what of a guide fits."""

    level: Level
    flags: Collection[str] = ()
    facts: Mapping[str, Ticks] = field(default_factory=dict)
    """Choices by fact, as far as the person who reads the guide may know them."""
    leader: LeaderIs = "told"
    mail: MailIs = "unsent"
    chat: ChatIs = "open"

    @classmethod
    def before_send(
        cls, catalogue: Catalogue, assessment: Assessment, tell_whom: TellWhom | None
    ) -> Self:
        """For the person who reports. Their leader is told unless they say otherwise."""
        facts = {
            name: catalogue.facts[name].meant_by(ticks)
            for name, ticks in assessment.facts.items()
            if name in catalogue.facts
        }
        leader = _LEADER_BY_CHOICE[tell_whom.kind] if tell_whom else "told"
        return cls(assessment.level, assessment.flags, facts, leader)

    @classmethod
    def for_leader(cls, report: Report, escalation: Escalation) -> Self:
        """For a people leader, from what their card and its details say and nothing else."""
        facts = {line.field: line.ticks for line in report.lines if line.may_reach_leader}
        mail = _MAIL_BY_STAGE.get(escalation.stage, "unsent")
        return cls(
            report.level,
            report.flags,
            facts,
            mail="on-its-way" if escalation.is_undelivered else mail,
        )


@dataclass(frozen=True)
class Term:
    """That a fact has one of these choices, or that the case is one of these otherwise."""

    subject: str
    """The id of a fact; or level, flag, leader, mail or chat."""
    values: tuple[str, ...]

    def holds(self, case: Case) -> bool:
        """Whether it is so. A level means at least that level."""
        match self.subject:
            case "level":
                return any(case.level >= Level[value.upper()] for value in self.values)
            case "flag":
                found: Collection[str] = case.flags
            case "leader":
                found = (case.leader,)
            case "mail":
                found = (case.mail,)
            case "chat":
                found = (case.chat,)
            case fact:
                found = case.facts.get(fact, ())
        return any(value in found for value in self.values)


@dataclass(frozen=True)
class ItemCondition:
    """Holds if one of its terms does; with `is_unless`, if none does."""

    terms: tuple[Term, ...]
    is_unless: bool = False

    def holds(self, case: Case) -> bool:
        """Whether what stands under this condition fits the case."""
        return any(term.holds(case) for term in self.terms) is not self.is_unless


@dataclass(frozen=True)
class GuideItem:
    """A sentence or two of guidance as written, shown where all its conditions hold."""

    text: str
    conditions: tuple[ItemCondition, ...] = ()
    replaces_level: bool = False
    """Stands in place of the sentence about the level, not in its section."""

    def fits(self, case: Case) -> bool:
        """Whether this is shown."""
        return all(condition.holds(case) for condition in self.conditions)


@dataclass(frozen=True, eq=False)
class WrittenGuide:
    """Guidance about one scenario for one audience, as written; `fit` makes what is shown."""

    lead: str
    sections: Mapping[str, tuple[GuideItem, ...]]


@dataclass(frozen=True)
class Guide:
    """The guidance that fits one case: a lead sentence, and sentences by section."""

    lead: str
    sections: Mapping[str, tuple[str, ...]]
    about_level: str = ""
    """In place of the sentence about the level; empty if that one fits."""

    def __hash__(self) -> int:
        """By all its words; a mapping cannot be hashed."""
        return hash((self.lead, tuple(self.sections.items()), self.about_level))


def fit(guide: WrittenGuide, case: Case, *, asked: str = "") -> Guide:
    """What of a guide fits this case. No sentence is said twice.

    `asked` says what the email asks of Security.
    """
    sections: dict[str, tuple[str, ...]] = {}
    instead, said = [""], {""}
    for heading, items in guide.sections.items():
        fitting = [item for item in items if item.fits(case)]
        instead += [item.text for item in fitting if item.replaces_level]
        texts = dict.fromkeys(item.text for item in fitting if not item.replaces_level)
        texts |= {asked: None} if asked and heading == WHO_IS_TOLD else {}
        sections[heading] = tuple(text for text in texts if text not in said)
        said |= texts.keys()
    return Guide(guide.lead, sections, about_level=instead[:2][-1])


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
    staff: Mapping[str, WrittenGuide]
    """Guidance for the person who meets harm, by scenario."""
    leader: Mapping[str, WrittenGuide]
    """Guidance for the people leader, by scenario."""
    any_leader: WrittenGuide
    """Guidance for the people leader when the scenario of their report has left the content."""
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
    unreachable: tuple[str, ...]
    """Contacts that an instruction needs, and that have no confirmed number or address."""
    warnings: tuple[str, ...]
    """Notes for the content owner; the bot works in spite of them."""

    def staff_guide(self, assessment: Assessment, tell_whom: TellWhom | None) -> Guide:
        """Guidance that fits the person who reports, and whom Security is asked to tell."""
        case = Case.before_send(self.catalogue, assessment, tell_whom)
        return fit(self.staff[assessment.leading], case, asked=self._asks_of_security(assessment))

    def guide_without_reports(self, scenario: Scenario) -> Guide:
        """Guidance while no report can be taken: what fits whoever has this situation.

        Without who is told: nobody hears anything from the bot then.
        """
        case = Case(scenario.base, scenario.flags, leader="nobody", chat="down")
        guide = fit(self.staff[scenario.id], case)
        sections = {name: it for name, it in guide.sections.items() if name != WHO_IS_TOLD}
        return Guide(guide.lead, sections)

    @property
    def read_more(self) -> tuple[str, ...]:
        """The pages of the organisation whose address is confirmed, as links."""
        return tuple(link.in_prose for link in self.links.values() if link.in_prose != link.name)

    def to_tell(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The names of those whom the email asks Security to tell."""
        return tuple(self.contacts[key].name for key in keys if key not in _NOT_TOLD_BY_SECURITY)

    def _asks_of_security(self, assessment: Assessment) -> str:
        names = self.to_tell(assessment.tell)
        return self.texts("guidance.asks", names=", ".join(names)) if names else ""

    def leader_guide(self, report: Report, escalation: Escalation) -> Guide:
        """Guidance that fits the people leader, also when the scenario has left the content."""
        written = self.leader.get(report.scenario_id, self.any_leader)
        guide = fit(written, Case.for_leader(report, escalation))
        if not escalation.may_be_in_danger:
            return guide
        # Whatever the situation is, and often none was said.
        return replace(guide, lead=self.texts("leader.in_danger"))

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
