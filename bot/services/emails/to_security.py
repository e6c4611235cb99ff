"""The content of the mail to Security, in the order Security asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.content import Content
from bot.domain.escalation import Escalation
from bot.domain.form import Reader
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag, Level
from bot.domain.working_time import NEW_ZEALAND
from bot.services.emails.leader_status import leader_words
from bot.services.emails.parts import EntryToMake, Section, rows, systems_for
from bot.services.wording import in_new_zealand

_SECTIONS = {
    "what": ("scenario", "affected"),
    "where": ("platform", "link", "link_if_safe", "account_name", "seen_at", "posted_at"),
    "shows": ("shows",),
    "threat": ("threat-how", "threat-said", "threat-visit", "threat-soon", "threat_words"),
    "who": ("poster", "threat-poster", "pattern"),
    "kept": ("evidence", "done_already", "done_reference"),
    "customer": ("customer_ref",),
}
"""The fields of each section, in the order Security asked for."""


@dataclass(frozen=True)
class SecurityLetter:
    """Everything the template may use."""

    reference: str
    level_name: str
    level_why: tuple[str, ...]
    danger_now: str
    reporter_name: str
    reporter_email: str
    where_now: str
    """Where they are and a number to ring: first in the mail, because seconds may count."""
    contact: str
    sections: tuple[Section, ...]
    leader_state: str
    ticks: tuple[EntryToMake, ...]
    support_offered: str
    content_version: str
    sent_at: str
    data_file: str
    is_emergency: bool
    no_copies: bool
    threat_process: bool
    by_another: bool
    may_be_second_copy: bool


def security_letter(
    content: Content, report: Report, escalation: Escalation, now: datetime, data_file: str
) -> SecurityLetter:
    """The content of the mail, in words."""
    lines = {line.field: line for line in report.lines_for(Reader.EMAIL)}
    gate = content.catalogue.gate.id
    contact = [lines.pop(name) for name in ("contact", "contact_words") if name in lines]
    return SecurityLetter(
        reference=report.reference,
        level_name=content.levels[report.level.word].name,
        level_why=report.reasons,
        danger_now=lines.pop(gate).value if gate in lines else "",
        reporter_name=report.reporter.name,
        reporter_email=report.reporter.email or "",
        where_now=lines.pop("where_now").value if "where_now" in lines else "",
        contact="; ".join(line.value for line in contact),
        sections=tuple(_sections(content, lines)),
        leader_state=leader_words(content, escalation),
        ticks=_ticks(content, report, escalation),
        support_offered=content.contacts.line("eap"),
        content_version=report.content_version,
        sent_at=f"{in_new_zealand(now)} ({now.astimezone(NEW_ZEALAND):%Z})",
        data_file=data_file,
        is_emergency=report.level is Level.EMERGENCY,
        no_copies=Flag.NO_COPIES in report.flags,
        threat_process=Flag.THREAT in report.flags,
        by_another=Flag.REPORTED_BY_ANOTHER in report.flags,
        may_be_second_copy=escalation.mail_copied_at is not None,
    )


def _sections(content: Content, lines: dict[str, Line]) -> Iterable[Section]:
    named = {name for names in _SECTIONS.values() for name in names}
    other = [line for name, line in lines.items() if name not in named]
    for key, names in _SECTIONS.items():
        found = [lines[name] for name in names if name in lines]
        found += other if key == "what" else []
        if found:
            yield Section(content.texts(f"mail.section_{key}"), rows(found))


def _ticks(content: Content, report: Report, escalation: Escalation) -> tuple[EntryToMake, ...]:
    return tuple(
        EntryToMake(content.contacts.line(system.value), system in escalation.ticked)
        for system in systems_for(report)
    )
