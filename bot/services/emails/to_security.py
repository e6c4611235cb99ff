"""The mail to Security: its first lines, its rows in the order asked for, its JSON attachment.

The first six lines are enough to act on. A fact says in which of them it stands (`first_line`), a
choice what it says there (`brief`) and what it asks of Security (`request`), so a new fact needs no
code here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.content import Content
from bot.domain.escalation import (
    Addition,
    Decision,
    Escalation,
    LeaderState,
    OwnLeader,
    System,
)
from bot.domain.people import Person
from bot.domain.report import ON_RECORD, TELEPHONE, Line, Report
from bot.domain.scenario import Choice, Fact, FirstLine, Flag, Level, Reader
from bot.domain.timers import NEW_ZEALAND
from bot.ports import Attachment
from bot.services.wording import entry_made, in_new_zealand, one_line, plain


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
    state: str
    """Who made it and when, or who makes it."""


def rows(lines: Sequence[Line]) -> tuple[LetterRow, ...]:
    """The report's lines as lines of a mail."""
    return tuple(LetterRow(heading=line.heading, value=line.value) for line in lines)


def systems_for(report: Report) -> tuple[System, ...]:
    """The registers of this report: Noggin, and Kotahi if a customer is involved."""
    if Flag.CUSTOMER in report.flags:
        return (System.NOGGIN, System.KOTAHI)
    return (System.NOGGIN,)


def open_systems(report: Report, escalation: Escalation) -> tuple[System, ...]:
    """The registers that have no entry yet. A report that was taken back needs none."""
    if escalation.was_taken_back:
        return ()
    return tuple(it for it in systems_for(report) if it not in escalation.ticked)


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
        *("repeated", "earlier", "spreading", "several_posters", "call_to_act"),
    ),
    "kept": ("evidence", "done_already", "done_reference"),
    "customer": ("customer", "customer_ref", "known_customer"),
}
"""The facts of each section, in the order Security asked for; all others are under "what"."""

TitledLink = tuple[str, str]
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
    answer_links: tuple[TitledLink, ...]
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
    links: tuple[TitledLink, ...] = ()


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
    yield LetterRow(texts("mail.reporter_name"), _described(report.reporter))
    yield LetterRow(texts("mail.reporter_email"), email or texts("mail.reporter_no_email"))


def _described(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.title, person.place) if part)


def _ticks(content: Content, report: Report, escalation: Escalation) -> tuple[EntryToMake, ...]:
    return tuple(
        EntryToMake(
            content.contacts.line(system.value),
            system in escalation.ticked,
            _entry_state(content, report, escalation, system),
        )
        for system in systems_for(report)
    )


def _entry_state(content: Content, report: Report, escalation: Escalation, system: System) -> str:
    """Who made the entry, or who makes it; without a leader that is left to the reporter."""
    texts, leader, name = content.texts, escalation.entering_leader, report.reporter.name
    if system in escalation.ticked:
        return one_line(entry_made(content, report, escalation, system, key="mail.entry_made"))
    if leader is not None:
        return texts("mail.entry_leader", name=leader.name)
    if escalation.may_get_entering_leader:
        return texts("mail.entry_sought", name=name)
    if escalation.may_be_in_danger:
        return texts("mail.entry_danger", name=name)
    key = "own_leader_out" if escalation.bars_own_leader_as_deputy else "reporter"
    return texts(f"mail.entry_{key}", name=name)


_NOT_ANSWERED = (LeaderState.LOOKUP_PENDING, LeaderState.TO_BE_ASKED, LeaderState.ASKED)


def leader_words(content: Content, escalation: Escalation) -> str:
    """How far leader and deputy were asked and heard; no one is named who was left out."""
    if escalation.leader_state is LeaderState.NOT_TOLD and escalation.chosen is None:
        is_choice = escalation.left_out or escalation.own_leader is not OwnLeader.MAY_HEAR
        return content.texts("mail.leader_not-told" if is_choice else "mail.leader_nobody")
    parts = [_leader(content, escalation), *_passed_on(content, escalation)]
    parts += [_deputy(content, escalation), _end_of_line(content, escalation)]
    if escalation.left_out or escalation.excludes_own_leader:
        parts.append(content.texts("mail.leader_another"))
    return "; ".join(part for part in parts if part)


def _leader(content: Content, it: Escalation) -> str:
    if it.leader is None:
        is_sought = it.leader_state is LeaderState.LOOKUP_PENDING
        return content.texts("mail.leader_unknown") if is_sought else ""
    name = _with_address(it.leader)
    if it.not_me_of(it.leader.id):
        return content.texts("mail.leader_handed-on", name=name)
    return _person(content, it, it.leader_state, name)


def _passed_on(content: Content, it: Escalation) -> list[str]:
    """Deputies who handed it on or were not reached, in the order in which they were asked."""
    texts, leader_id = content.texts, it.leader.id if it.leader else None
    return [
        texts(
            f"mail.leader_{'handed-on' if passed.was_said else 'not-reached'}",
            name=texts("mail.standing_in", name=_with_address(passed.person)),
        )
        for passed in it.passed_on
        if passed.person.id != leader_id
    ]


def _deputy(content: Content, it: Escalation) -> str:
    texts, state = content.texts, it.deputy_state
    if state is None or (it.decision is not None and state is not LeaderState.ANSWERED):
        return ""
    if it.deputy is None:
        is_sought = state is LeaderState.LOOKUP_PENDING
        is_alone = it.leader_state is not LeaderState.NOT_REACHED and not is_sought
        key = "mail.deputy_to-be-found" if is_sought else "mail.nobody_else" if is_alone else ""
        return texts(key) if key else ""
    name = texts("mail.standing_in", name=_with_address(it.deputy))
    if state is not LeaderState.NOT_REACHED:
        return _person(content, it, state, name)
    # Written by a release before: whether they handed it back is stored only if it caused the mail.
    has_declined = it.mailing_because == "handed-back"
    return texts(f"mail.leader_{'not-me' if has_declined else 'not-taken-on'}", name=name)


def _end_of_line(content: Content, it: Escalation) -> str:
    """That nobody is left to ask; empty while somebody is asked or looked for, or has answered."""
    if not it.is_open or it.is_waiting_for_leader or it.leader_state is LeaderState.LOOKUP_PENDING:
        return ""
    if it.deputy_state is LeaderState.LOOKUP_PENDING or it.deputy is not None:
        return ""
    is_handed_on = any(passed.was_said for passed in it.passed_on)
    key = "nobody_with_them" if is_handed_on else "nobody_reached"
    return content.texts(f"mail.{key}")


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
        "passed_on": [
            {"name": it.person.name, "why": it.why, "at": _iso(it.at)}
            for it in escalation.passed_on
        ],
        "line_ended_at": _iso(escalation.line_ended_at) if escalation.line_ended_at else None,
        "decision": escalation.decision,
        "in_words": leader_words(content, escalation),
    }


def _entries(content: Content, report: Report, escalation: Escalation) -> list[dict[str, Any]]:
    return [
        {
            "system": system,
            "name": content.contacts.line(system),
            "is_done": system in escalation.ticked,
            "in_words": _entry_state(content, report, escalation, system),
        }
        for system in systems_for(report)
    ]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


# The first six lines

_CONTACT, _IN_OWN_WORDS, _NUMBER = "contact", "contact_words", "number"
_EMAIL, _NO = "email", "no"
_TIMES = {"mornings", "afternoons"}
"""Choices of the contact that name a time and no way."""


@dataclass(frozen=True)
class FirstLines:
    """Each is one line of text, the last a numbered list; none says "you" or "me"."""

    about: str
    """The level and what it is about: what, whom it affects, by whom."""
    next: str
    """Where and when something may happen next, and where the reporter is."""
    danger: str
    """Whether anybody is in danger, and as of when."""
    reach: str
    """How to reach the reporter, or how not, and where a reply goes."""
    leader: str
    """The people leader, how to reach them, and what they have done."""
    requests: tuple[str, ...]
    """What Security is asked to do."""


def first_lines(
    content: Content,
    report: Report,
    escalation: Escalation,
    *,
    leader: str,
    reply_to: str | None,
    has_links: bool = False,
) -> FirstLines:
    """The first lines, where a reply goes to this address or to nobody."""
    it = _Writer(content, report, escalation, reply_to, has_links)
    return FirstLines(
        about=one_line(it.about()),
        next=one_line(_capital(it.next())),
        danger=one_line(_capital(it.danger())),
        reach=one_line(it.reach()),
        leader=one_line(leader),
        requests=tuple(map(one_line, it.requests())),
    )


def is_email_safe(report: Report) -> bool:
    """Whether the reporter may be answered by email, in doubt not.

    They chose another way if they named one or wrote something about it; with a partner,
    an ex-partner or family in it, email has to be chosen.
    """
    lines = {line.field: line for line in report.lines_for(Reader.EMAIL)}
    ticks = set(lines[_CONTACT].ticks) if _CONTACT in lines else set()
    if _EMAIL in ticks:
        return True
    says_when_only = bool(ticks) and ticks <= _TIMES
    has_chosen = (_CONTACT in lines and not says_when_only) or _IN_OWN_WORDS in lines
    return not has_chosen and Flag.SAFETY_PLAN not in report.flags


def is_said_in_full(content: Content, line: Line) -> bool:
    """Whether the first lines leave nothing of it for the sections below them."""
    fact = content.catalogue.fact(line.field)
    if line.field == ON_RECORD:
        return True
    if fact is None or fact.first_line is None:
        return False
    is_gate = fact.id == content.catalogue.gate.id
    return line.free_text or is_gate or fact.first_line is FirstLine.REACH


@dataclass(frozen=True)
class Since:
    """What a follow-up mail says beside what is new."""

    reach: str
    requests: tuple[str, ...]


_ASKS_TO_REACH = ("where", "ring", "no-leader")
"""Topics of a follow-up after which Security is asked to reach the reporter."""


def since_then(
    content: Content,
    report: Report,
    escalation: Escalation,
    addition: Addition,
    reply_to: str | None,
) -> Since:
    """How to reach the reporter by all that is known by then, and what is asked because of it."""
    it = _Writer(content, report, escalation, reply_to, has_links=False)
    asked = [it.ask_to_reach()] if addition.about in _ASKS_TO_REACH else []
    asked += _asked_by(content, addition.lines)
    return Since(one_line(it.reach()), tuple(map(one_line, asked)))


def _asked_by(content: Content, lines: Sequence[Line]) -> Iterator[str]:
    """What these facts ask of Security."""
    choices = [*_made(content, lines)]
    names = content.to_tell(dict.fromkeys(key for it in choices for key in it.tell))
    jumps = [it.jump for it in choices if it.jump in content.catalogue.scenarios]
    flags = {flag for it in choices for flag in it.flags}
    flags |= {flag for it in jumps if it for flag in content.catalogue.scenario(it).flags}
    yield from (it.request for it in choices if it.request)
    if Flag.THREAT in flags:
        yield content.texts("first.ask_threat_process")
    if names:
        yield content.texts("first.ask_tell", names=", ".join(names))


def _made(content: Content, lines: Sequence[Line]) -> Iterator[Choice]:
    """Every choice that was made, for Security to read."""
    for line in lines:
        fact = content.catalogue.fact(line.field)
        if fact is not None and Reader.EMAIL in line.readers:
            yield from _chosen(line, fact)


@dataclass(frozen=True)
class _Writer:
    """Writes the lines of one report."""

    content: Content
    report: Report
    escalation: Escalation
    reply_to: str | None
    has_links: bool

    def about(self) -> str:
        texts = self.content.texts
        whom, who = self._listed(FirstLine.AFFECTS), self._listed(FirstLine.BY)
        return texts(
            "first.about",
            level=self.content.levels[self.report.level.word].name,
            what=self._situation(),
            affects=texts("first.affects", whom=whom) if whom else "",
            by=texts("first.by", who=who) if who else "",
        )

    def next(self) -> str:
        return "; ".join(self._said(FirstLine.NEXT)) or self.content.texts("first.not_said")

    def danger(self) -> str:
        texts, safe_at = self.content.texts, self.escalation.safe_at
        said = [*self._said(FirstLine.DANGER)] or [texts("first.not_said")]
        said += [texts("first.safe_at", time=in_new_zealand(safe_at))] if safe_at else []
        as_of = texts(
            "first.as_of", said="; ".join(said), time=in_new_zealand(self.report.submitted_at)
        )
        return f"{as_of} {texts('first.police_unknown')}" if self._is_emergency else as_of

    def reach(self) -> str:
        texts, found = self.content.texts, self._number_in_words
        ways = [*self._said(FirstLine.REACH)]
        ways += [texts("first.number_in_words", number=found)] if found else []
        ways += [f"{it.heading}: {it.value}" for it in self._lines if it.field == ON_RECORD]
        return texts(
            "first.reach",
            name=self.report.reporter.name,
            ways="; ".join(ways).rstrip(" .") or texts("first.no_way"),
            reply=self._where_a_reply_goes(),
        )

    def requests(self) -> Iterator[str]:
        report, texts = self.report, self.content.texts
        name, names = report.reporter.name, self.content.to_tell(report.tell)
        way = self._way
        if self._is_emergency:
            yield texts("first.ask_111")
        yield self.ask_to_reach()
        for choice in _made(self.content, self._lines):
            if choice.request:
                yield choice.request
        if Flag.THREAT in report.flags:
            yield texts("first.ask_threat_process")
        if names:
            yield texts("first.ask_tell", names=", ".join(names))
        if Flag.NO_COPIES in report.flags:
            yield texts("first.ask_no_copies")
        if self.has_links:
            yield texts("first.ask_links", name=name)
        elif self.reply_to and way != "write":
            yield texts("first.ask_reply", name=name)

    def ask_to_reach(self) -> str:
        way, name = self._way, self.report.reporter.name
        number = {"number": self._number} if way.startswith("ring") else {}
        return self.content.texts(f"first.ask_{way}", name=name, **number)

    def _situation(self) -> str:
        """What leads; the other situations are further below."""
        leading = self.content.catalogue.scenarios.get(self.report.scenario_id)
        whole = self.report.situation
        if leading and (whole.startswith(leading.words) or whole == leading.title):
            return leading.words
        return whole

    @property
    def _way(self) -> str:
        """How Security is asked to reach the reporter; what they chose goes first."""
        if {line.field for line in self._lines} & {_CONTACT, _IN_OWN_WORDS}:
            return "as_said"
        if self._number:
            return "ring_now" if self.report.level.goes_at_once else "ring"
        return "write" if self.reply_to else "find"

    def _where_a_reply_goes(self) -> str:
        texts = self.content.texts
        if self.reply_to:
            return texts("first.reply_reaches", email=self.reply_to)
        is_safe = is_email_safe(self.report)
        return texts("first.reply_no_address" if is_safe else "first.reply_not_safe")

    @property
    def _is_emergency(self) -> bool:
        """Whether it is one, and the reporter has not said since that they are safe."""
        since = self.content.texts("report.safe_since")
        is_calmed = any(line.value.endswith(since) for line, _ in self._facts(FirstLine.DANGER))
        is_safe = is_calmed or self.escalation.safe_at is not None
        return self.report.level is Level.EMERGENCY and not is_safe

    @property
    def _number(self) -> str:
        """The number to ring, as they gave it, as it stands in what they wrote, or on record."""
        lines = {line.field: line for line in self._lines}
        # Of a number that was taken back, the line is no words of theirs.
        given = lines[_NUMBER].value if _NUMBER in lines and lines[_NUMBER].free_text else ""
        on_record = TELEPHONE.search(lines[ON_RECORD].value) if ON_RECORD in lines else None
        return given or self._number_in_words or (on_record[0] if on_record else "")

    @property
    def _number_in_words(self) -> str:
        """A number to ring in what they wrote of where they are; empty if they gave one apart."""
        if any(line.field == _NUMBER for line in self._lines):
            return ""
        said = (line.value for line, _ in self._facts(FirstLine.NEXT) if line.free_text)
        found = TELEPHONE.search(" ".join(said))
        return found[0] if found else ""

    # What the facts say

    @property
    def _lines(self) -> Sequence[Line]:
        return self.report.lines_for(Reader.EMAIL)

    def _facts(self, place: FirstLine) -> Iterator[tuple[Line, Fact]]:
        """What is known for this line, in the order of the facts."""
        for line in self._lines:
            fact = self.content.catalogue.fact(line.field)
            if fact is not None and fact.first_line is place:
                yield line, fact

    def _listed(self, place: FirstLine) -> str:
        """What the facts of this line say, as one list."""
        *others, last = [it for said in self._phrases(place) for it in said] or [""]
        if not others:
            return last
        return self.content.texts("first.and", others=", ".join(others), last=last)

    def _said(self, place: FirstLine) -> Iterator[str]:
        """What the facts of this line say, one by one."""
        return (", ".join(said) for said in self._phrases(place))

    def _phrases(self, place: FirstLine) -> Iterator[Sequence[str]]:
        """What each fact of this line says in a few words, without those that others imply.

        What is so comes before what is not: a reader in a hurry may stop at the first words.
        """
        known = sorted(self._facts(place), key=lambda it: _NO in it[0].ticks)
        implied = {name for it in known for choice in _chosen(*it) for name in choice.fills}
        for line, fact in known:
            briefs = [choice.brief for choice in _chosen(line, fact) if choice.brief]
            if line.free_text:
                yield [f"{line.heading}: {line.value}"]
            elif briefs and fact.id not in implied:
                yield [self._with_doubt(line, fact, said) for said in briefs]

    def _with_doubt(self, line: Line, fact: Fact, said: str) -> str:
        texts = self.content.texts
        if fact.not_sure in line.ticks and line.value.startswith(texts("answer.not_sure")):
            said = texts("first.not_sure", said=said)
        is_over = line.value.endswith(texts("report.safe_since"))
        return texts("first.safe_since", said=said) if is_over else said


def _chosen(line: Line, fact: Fact) -> Iterator[Choice]:
    for tick in line.ticks:
        if (choice := fact.choice(tick)) is not None:
            yield choice


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
