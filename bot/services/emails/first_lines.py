"""The first six lines of the mail to Security: enough to act on, made of facts alone.

A fact says in which line it stands (`first_line`), a choice what it says there (`brief`) and what
it asks of Security (`request`). So a new fact needs no code here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content import Content
from bot.domain.escalation import Addition, Escalation
from bot.domain.report import Line, Report
from bot.domain.scenario import Choice, Fact, FirstLine, Flag, Level, Reader
from bot.services.wording import in_new_zealand, one_line

_CONTACT, _IN_OWN_WORDS, _NUMBER = "contact", "contact_words", "number"
_EMAIL = "email"
_TIMES = {"mornings", "afternoons"}
"""Choices of the contact that name a time and no way."""
_TELEPHONE = re.compile(r"(?<!\w)\+?\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")


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
        """The number to ring, as they gave it or as it stands in what they wrote."""
        given = next((line.value for line in self._lines if line.field == _NUMBER), "")
        return given or self._number_in_words

    @property
    def _number_in_words(self) -> str:
        """A number to ring in what they wrote of where they are; empty if they gave one apart."""
        if any(line.field == _NUMBER for line in self._lines):
            return ""
        said = (line.value for line, _ in self._facts(FirstLine.NEXT) if line.free_text)
        found = _TELEPHONE.search(" ".join(said))
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
        """What each fact of this line says in a few words, without those that others imply."""
        known = [*self._facts(place)]
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
