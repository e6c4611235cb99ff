"""The mail to Security: its rows in the order Security asked for, and its JSON attachment."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, LeaderState, OwnLeader, System
from bot.domain.people import Person
from bot.domain.report import Line, Report
from bot.domain.scenario import Flag, Reader
from bot.domain.timers import NEW_ZEALAND
from bot.ports import Attachment
from bot.services.emails.first_lines import first_lines, is_said_in_full
from bot.services.wording import in_new_zealand, plain


@dataclass(frozen=True)
class LetterRow:
    """A line of a mail."""

    heading: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    heading: str
    rows: tuple[LetterRow, ...]


@dataclass(frozen=True)
class EntryToMake:
    """An entry to be made by hand in a register."""

    name: str
    done: bool


def rows(lines: Sequence[Line]) -> tuple[LetterRow, ...]:
    """The report's lines as lines of a mail."""
    return tuple(LetterRow(heading=line.heading, value=line.value) for line in lines)


def systems_for(report: Report) -> tuple[System, ...]:
    """The registers of this report: Noggin, and Kotahi if a customer is involved."""
    if Flag.CUSTOMER in report.flags:
        return (System.NOGGIN, System.KOTAHI)
    return (System.NOGGIN,)


_SECTIONS = {
    "reporter": (),
    "what": ("scenario", "nature", "threat", "names", "affected"),
    "where": (
        *("platform", "link", "link_if_safe", "illegal_where"),
        *("account_name", "seen_at", "posted_at"),
    ),
    "shows": ("shows", "private_details", "place_24h", "from_records"),
    "threat": ("soon", "visit_soon", "threat_said", "threat_words", "threat_how"),
    "who": (
        *("poster", "family_violence", "feels_unsafe", "followed", "knows_where", "hate"),
        *("repeated", "spreading", "several_posters", "call_to_act"),
    ),
    "kept": ("evidence", "done_already", "done_reference"),
    "customer": ("customer", "customer_ref", "known_customer"),
}
"""The facts of each section, in the order Security asked for; all others are under "what"."""

AnswerLink = tuple[str, str]
"""What a link of Security's answers, and its URL."""


@dataclass(frozen=True)
class SecurityLetter:
    """Everything the template may use."""

    reference: str
    level_name: str
    about: str
    next: str
    danger: str
    reach: str
    leader_state: str
    requests: tuple[str, ...]
    answer_links: tuple[AnswerLink, ...]
    """Links by which Security answers; empty without a public URL."""
    sections: tuple[Section, ...]
    ticks: tuple[EntryToMake, ...]
    support_offered: str
    sent_at: str
    data_file: str
    no_copies: bool
    by_another: bool
    may_be_second_copy: bool
    level_why: tuple[str, ...]
    level_meaning: str


@dataclass(frozen=True)
class Replying:
    """How Security answers: by a reply to this address if it is safe, by these links if any."""

    reply_to: str | None = None
    links: tuple[AnswerLink, ...] = ()


def security_letter(
    content: Content,
    report: Report,
    escalation: Escalation,
    now: datetime,
    data_file: str,
    replying: Replying,
) -> SecurityLetter:
    """The content of the mail, in words."""
    lines = {line.field: line for line in report.lines_for(Reader.EMAIL)}
    if Flag.THREAT in report.flags and "threat" in lines and "no" in lines["threat"].ticks:
        del lines["threat"]  # a later fact outdid it, and the mail must not say both
    level = content.levels[report.level.word]
    first = first_lines(
        content,
        report,
        escalation,
        leader=leader_words(content, escalation),
        reply_to=replying.reply_to,
        has_links=bool(replying.links),
    )
    return SecurityLetter(
        reference=report.reference,
        level_name=level.name,
        about=first.about,
        next=first.next,
        danger=first.danger,
        reach=first.reach,
        leader_state=first.leader,
        requests=first.requests,
        answer_links=replying.links,
        sections=tuple(_sections(content, report, lines)),
        ticks=_ticks(content, report, escalation),
        support_offered=plain(content.contacts.line("eap")),
        sent_at=f"{in_new_zealand(now)} ({now.astimezone(NEW_ZEALAND):%Z})",
        data_file=data_file,
        no_copies=Flag.NO_COPIES in report.flags,
        by_another=Flag.REPORTED_BY_ANOTHER in report.flags,
        may_be_second_copy=escalation.mail_copied_at is not None,
        level_why=report.reasons,
        level_meaning=level.meaning,
    )


def _sections(content: Content, report: Report, lines: dict[str, Line]) -> Iterable[Section]:
    named = {name for names in _SECTIONS.values() for name in names}
    other = [
        line
        for name, line in lines.items()
        if name not in named and not is_said_in_full(content, line)
    ]
    for key, names in _SECTIONS.items():
        found = [lines[name] for name in names if name in lines]
        found += other if key == "what" else []
        shown = (*(_about_reporter(content, report) if key == "reporter" else ()), *rows(found))
        if shown:
            yield Section(content.texts(f"mail.section_{key}"), shown)


def _about_reporter(content: Content, report: Report) -> Iterable[LetterRow]:
    texts, email = content.texts, report.reporter.email
    yield LetterRow(texts("mail.reporter_name"), report.reporter.described)
    yield LetterRow(texts("mail.reporter_email"), email or texts("mail.reporter_no_email"))


def _ticks(content: Content, report: Report, escalation: Escalation) -> tuple[EntryToMake, ...]:
    return tuple(
        EntryToMake(content.contacts.line(system.value), system in escalation.ticked)
        for system in systems_for(report)
    )


_NOT_ANSWERED = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED, LeaderState.ASKED)


def leader_words(content: Content, escalation: Escalation) -> str:
    """How far leader and deputy were asked and heard; no one is named who was left out."""
    if escalation.leader_state is LeaderState.NOT_TOLD:
        is_choice = escalation.left_out or escalation.own_leader is not OwnLeader.MAY_HEAR
        return content.texts("mail.leader_not-told" if is_choice else "mail.leader_nobody")
    parts = [_leader(content, escalation), _deputy(content, escalation)]
    if _nobody_was_reached(escalation):
        parts.append(content.texts("mail.nobody_reached"))
    if escalation.left_out or escalation.excludes_own_leader:
        parts.append(content.texts("mail.leader_another"))
    return "; ".join(part for part in parts if part)


def _leader(content: Content, it: Escalation) -> str:
    if it.leader is None:
        is_sought = it.leader_state is not LeaderState.NOT_REACHED
        return content.texts("mail.leader_unknown") if is_sought else ""
    return _person(content, it, it.leader_state, _with_address(it.leader))


def _deputy(content: Content, it: Escalation) -> str:
    texts, state = content.texts, it.deputy_state
    if state is None or it.leader_state is LeaderState.ANSWERED:
        return ""
    if it.deputy is None:
        is_sought = state is LeaderState.LOOKUP_PENDING
        is_alone = it.leader_state is not LeaderState.NOT_REACHED and not is_sought
        key = "mail.deputy_to-be-found" if is_sought else "mail.nobody_else" if is_alone else ""
        return texts(key) if key else ""
    name = texts("mail.standing_in", name=_with_address(it.deputy))
    if state is not LeaderState.NOT_REACHED or it.mailing_because == "leader-not-reached":
        return _person(content, it, state, name)
    # Whether they handed it back or were not reached is stored only if it caused the mail.
    has_declined = it.mailing_because == "handed-back"
    return texts(f"mail.leader_{'not-me' if has_declined else 'not-taken-on'}", name=name)


def _with_address(person: Person) -> str:
    """The name, and the address that the directory gave: a typed one proves nothing."""
    is_found = person.id is not None and person.email is not None
    return f"{person.name} ({person.email})" if is_found else person.name


def _person(content: Content, it: Escalation, state: LeaderState, name: str) -> str:
    return content.texts(f"mail.leader_{_word(it, state)}", name=name)


def _word(it: Escalation, state: LeaderState) -> str:
    is_over = it.mailing_because == "deadline"
    if state is LeaderState.ANSWERED and it.decision:
        is_nobodys = it.decision is Decision.DECLINE and is_over
        return f"{it.decision.value}_deadline" if is_nobodys else it.decision.value
    if is_over and state in _NOT_ANSWERED:
        return "asked_deadline" if state is LeaderState.ASKED else "not-asked_deadline"
    return state.value


def _nobody_was_reached(it: Escalation) -> bool:
    if it.leader_state is not LeaderState.NOT_REACHED:
        return False
    is_deputy_known = it.deputy is not None and it.mailing_because != "leader-not-reached"
    return it.deputy_state in (None, LeaderState.NOT_REACHED) and not is_deputy_known


SCHEMA = {"name": "online-harm-report", "version": 1}
"""Raise the version when a key is removed or changes its meaning; not for a new key."""


def data_file(report: Report) -> str:
    """The name of the attachment."""
    return f"{report.reference}.json"


def report_data(
    content: Content, report: Report, escalation: Escalation, now: datetime
) -> Attachment:
    """The attachment; its keys are always in the same order."""
    data = {
        "schema": SCHEMA,
        "reference": report.reference,
        "level": {
            "word": report.level.word,
            "name": content.levels[report.level.word].name,
            "why": report.reasons,
        },
        "flags": sorted(report.flags),
        "scenario": report.scenario_id,
        "reporter": {"name": report.reporter.name, "email": report.reporter.email},
        "times": {"reported_at": _iso(report.submitted_at), "written_at": _iso(now)},
        "lines": [
            {"field": line.field, "heading": line.heading, "value": line.value}
            for line in report.lines_for(Reader.EMAIL)
        ],
        "may_be_second_copy": escalation.mail_copied_at is not None,
        "leader": _leader_data(content, escalation),
        "mailing_because": escalation.mailing_because,
        "entries": _entries(content, report, escalation),
        "tell": report.tell,
        "support_offered": plain(content.contacts.line("eap")),
        "content_version": report.content_version,
    }
    written = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return Attachment(data_file(report), "application/json", written.encode())


def _leader_data(content: Content, escalation: Escalation) -> dict[str, Any]:
    # The leader's reason for a decline is shown to the reporter only.
    is_told = escalation.leader_state is not LeaderState.NOT_TOLD
    leader, deputy = escalation.leader, escalation.deputy
    return {
        "state": escalation.leader_state,
        "name": leader.name if leader and is_told else None,
        "deputy_state": escalation.deputy_state,
        "deputy_name": deputy.name if deputy and is_told else None,
        "decision": escalation.decision,
        "in_words": leader_words(content, escalation),
    }


def _entries(content: Content, report: Report, escalation: Escalation) -> list[dict[str, Any]]:
    return [
        {
            "system": system,
            "name": content.contacts.line(system),
            "is_done": system in escalation.ticked,
        }
        for system in systems_for(report)
    ]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
