"""The mail to Security and the texts to copy, written from a report."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, LeaderState, System
from bot.domain.form import Reader
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag, Level
from bot.domain.working_time import NEW_ZEALAND
from bot.ports import Letter

NOON = 12
_SECTIONS = {
    "what": ("scenario", "affected"),
    "where": ("platform", "link", "link_if_safe", "account_name", "seen_at", "posted_at"),
    "shows": ("shows",),
    "threat": ("threat-how", "threat-said", "threat-visit", "threat-soon", "threat_words"),
    "who": ("poster", "threat-poster", "pattern"),
    "kept": ("evidence", "done_already", "done_reference"),
    "customer": ("customer_ref",),
}
"""Which lines stand together in the mail, in the order Security asked for."""


@dataclass(frozen=True)
class Row:
    """One line of a letter."""

    heading: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines that stand together under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tick:
    """An entry that is made by hand in another register."""

    name: str
    done: bool


@dataclass(frozen=True)
class SecurityLetter:
    """Everything the letter to Security may say."""

    reference: str
    level_name: str
    level_why: tuple[str, ...]
    danger_now: str
    reporter_name: str
    reporter_email: str
    contact: str
    sections: tuple[Section, ...]
    leader_state: str
    ticks: tuple[Tick, ...]
    support_offered: str
    content_version: str
    sent_at: str
    is_emergency: bool
    no_copies: bool
    threat_process: bool
    by_another: bool


@dataclass(frozen=True)
class EntryLetter:
    """Everything the text for Noggin or Kotahi may say."""

    reference: str
    scenario: str
    level_name: str
    rows: tuple[Row, ...] = field(default=())


@dataclass(frozen=True)
class WriteLetters:
    """Writes the letters; pure, so that a preview is the mail itself."""

    content: Content
    security_mailbox: str

    def to_security(self, report: Report, escalation: Escalation, now: datetime) -> Letter:
        """The mail to Security as it would leave now."""
        letter = self._letter(report, escalation, now)
        return Letter(
            to=self.security_mailbox,
            subject=self.content.texts(
                "mail.subject", level=letter.level_name, reference=report.reference
            ),
            text=self.content.letters.render("security.txt", letter=letter),
            html=self.content.letters.render("security.html", letter=letter),
            reference=report.reference,
            is_urgent=report.level.goes_at_once,
        )

    def entry(self, system: System, report: Report) -> str:
        """The text to copy into a register."""
        reader = Reader.NOGGIN if system is System.NOGGIN else Reader.KOTAHI
        lines = [line for line in report.lines_for(reader) if line.field != "scenario"]
        letter = EntryLetter(
            reference=report.reference,
            scenario=report.title,
            level_name=self.content.levels[report.level.word].name,
            rows=tuple(_row(line) for line in lines),
        )
        return self.content.letters.render(f"{system.value}.txt", letter=letter)

    def _letter(self, report: Report, escalation: Escalation, now: datetime) -> SecurityLetter:
        lines = {line.field: line for line in report.lines_for(Reader.EMAIL)}
        gate = self.content.catalogue.gate.id
        contact = [lines.pop(name) for name in ("contact", "contact_words") if name in lines]
        return SecurityLetter(
            reference=report.reference,
            level_name=self.content.levels[report.level.word].name,
            level_why=report.reasons,
            danger_now=lines.pop(gate).value if gate in lines else "",
            reporter_name=report.reporter.name,
            reporter_email=report.reporter.email or "",
            contact="; ".join(line.value for line in contact),
            sections=tuple(self._sections(lines)),
            leader_state=self.leader_state(escalation),
            ticks=self._ticks(report, escalation),
            support_offered=self.content.contacts.line("eap"),
            content_version=report.content_version,
            sent_at=f"{in_new_zealand(now)} ({now.astimezone(NEW_ZEALAND):%Z})",
            is_emergency=report.level is Level.EMERGENCY,
            no_copies=Flag.NO_COPIES in report.flags,
            threat_process=Flag.THREAT in report.flags,
            by_another=Flag.REPORTED_BY_ANOTHER in report.flags,
        )

    def _sections(self, lines: dict[str, Line]) -> Iterable[Section]:
        named = {name for names in _SECTIONS.values() for name in names}
        other = tuple(_row(line) for name, line in lines.items() if name not in named)
        for key, names in _SECTIONS.items():
            rows = tuple(_row(lines[name]) for name in names if name in lines)
            rows += other if key == "what" else ()
            if rows:
                yield Section(self.content.texts(f"mail.section_{key}"), rows)

    def leader_state(self, escalation: Escalation) -> str:
        """What the mail says about the people leader."""
        state, texts = escalation.leader_state, self.content.texts
        name = escalation.leader.name if escalation.leader else texts("mail.nobody")
        if escalation.decision is Decision.DECLINE and escalation.mailing_because == "deadline":
            return texts("mail.leader_decline_deadline", name=name)
        if state is LeaderState.ANSWERED and escalation.decision:
            return texts(f"mail.leader_{escalation.decision.value}", name=name)
        if state is LeaderState.NOT_TOLD:
            return texts("mail.leader_not-told")
        return texts(f"mail.leader_{state.value}", name=name)

    def _ticks(self, report: Report, escalation: Escalation) -> tuple[Tick, ...]:
        return tuple(
            Tick(self.content.contacts.line(system.value), system in escalation.ticked)
            for system in systems_for(report)
        )


def systems_for(report: Report) -> tuple[System, ...]:
    """The registers this report goes into: Noggin always, Kotahi if a customer is involved."""
    if Flag.CUSTOMER in report.flags:
        return (System.NOGGIN, System.KOTAHI)
    return (System.NOGGIN,)


def in_new_zealand(moment: datetime) -> str:
    """A moment as people here say it."""
    local = moment.astimezone(NEW_ZEALAND)
    half = "am" if local.hour < NOON else "pm"
    return f"{local.hour % NOON or NOON}:{local:%M} {half} on {local:%A} {local.day} {local:%B %Y}"


def _row(line: Line) -> Row:
    return Row(heading=line.heading, value=line.value)
