"""What is added to a report after Send: the facts, the report as known with them, the use cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import Draft
from bot.domain.earlier_drafts import told_by
from bot.domain.escalation import Addition, Escalation, Transition
from bot.domain.people import Actor
from bot.domain.report import Line, Report, ToldFacts
from bot.domain.scenario import Reader
from bot.ports import Clock, Reports, SentDraft
from bot.services.reports.use_cases import compose, on_record
from bot.services.wording import in_new_zealand

MORE_WORDS, WHERE_NOW, NUMBER = "more_words", "where_now", "number"
ADDED = "added"
"""The line that says when which facts were added."""


def begin_addition(
    content: Content, report: Report, escalation: Escalation, *, draft_id: str, at: datetime
) -> Draft:
    """The draft of an addition; `report` is as known by now."""
    known = told_by(content.catalogue, report)
    if escalation.safe_at is not None:
        # They have said since that they are safe: it is no longer asked, and nothing is in a hurry.
        safe = dict.fromkeys(known.after_danger, "safe")
        known = known.model_copy(update={"after_danger": safe})
    # Words of an earlier addition are with Security; the field is for others.
    known = known.model_copy(
        update={
            "answers": journey.without(known.answers, MORE_WORDS),
            "words": journey.without(known.words, MORE_WORDS),
        }
    )
    return Draft.adding_to(report, known, draft_id=draft_id, at=at)


@dataclass(frozen=True)
class Added:
    """An addition, and the report as known with it."""

    addition: Addition
    known: Report


def added_by(content: Content, report: Report, draft: Draft, *, at: datetime) -> Added:
    """What this draft adds to the report as known by now.

    Only what the person changed counts: an edit of the content in between adds nothing.
    """
    before = compose(content, draft.before_addition(), at)
    after = compose(content, draft, at)
    new = tuple(_changed(content, before.lines, after.lines))
    words = next((line.value for line in new if line.field == MORE_WORDS), "")
    return Added(
        Addition(
            id=draft.id,
            kind="where",
            topic="more",
            at=at,
            words=words,
            lines=tuple(line for line in new if line.field != MORE_WORDS),
            in_danger=_says_danger(draft),
        ),
        _known_with(content, report, before, after, new, at).model_copy(
            update={"told": _told_with(report.told, draft)}
        ),
    )


def _changed(content: Content, before: Sequence[Line], after: Sequence[Line]) -> Iterator[Line]:
    """The lines that are new or say something else, and those that were taken back."""
    yield from (line for line in after if line not in before)
    fields = {line.field for line in after}
    for line in before:
        if line.field not in fields:
            value = content.texts("report.taken_back")
            yield line.model_copy(update={"value": value, "ticks": (), "free_text": False})


def _says_danger(draft: Draft) -> bool:
    """Whether danger was mentioned in this addition, and not that they are safe now."""
    known = draft.known_before or ToldFacts()
    return any(
        left == "send-now" and known.after_danger.get(name) != left
        for name, left in draft.after_danger.items()
    )


def _known_with(
    content: Content,
    report: Report,
    before: Report,
    after: Report,
    new: Sequence[Line],
    at: datetime,
) -> Report:
    """The report with these lines in place of what it said before; nothing lowers its level."""
    is_raised = after.level > report.level
    is_other = after.scenario_id != before.scenario_id
    leading = after if is_other else report
    lines = {line.field: line for line in report.lines}
    words = [lines[MORE_WORDS]] if MORE_WORDS in lines else []
    lines |= {line.field: line for line in new}
    if words and lines[MORE_WORDS] is not words[0]:
        both = "\n".join(it.value for it in (*words, lines[MORE_WORDS]))
        lines[MORE_WORDS] = lines[MORE_WORDS].model_copy(update={"value": both})
    lines[ADDED] = _when_added(content, lines.get(ADDED), new, at)
    return report.model_copy(
        update={
            "level": max(report.level, after.level),
            "reasons": after.reasons if is_raised else report.reasons,
            "scenario_id": leading.scenario_id,
            "title": leading.title,
            "flags": tuple(sorted({*report.flags, *after.flags})),
            "tell": tuple(dict.fromkeys((*report.tell, *after.tell))),
            "lines": tuple(sorted(lines.values(), key=_order(content))),
        }
    )


def _told_with(told: ToldFacts | None, draft: Draft) -> ToldFacts:
    """What was told with this draft, and by another addition that was sent since it was begun."""
    if told is None or draft.known_before is None:
        return draft.told
    known, words = draft.known_before.answers, dict(told.words)
    since = {
        name: ticks
        for name, ticks in told.answers.items()
        if name not in known and name not in draft.answers and name != MORE_WORDS
    }
    return draft.told.model_copy(
        update={
            "answers": {**since, **draft.answers},
            "words": {**{name: words[name] for name in since if name in words}, **draft.words},
        }
    )


def _when_added(content: Content, former: Line | None, new: Sequence[Line], at: datetime) -> Line:
    """Says when which facts were added, after those that were added before."""
    texts = content.texts
    names = ", ".join(dict.fromkeys(line.heading for line in new))
    said = texts("report.added_at", time=in_new_zealand(at), names=names)
    return Line(
        field=ADDED,
        heading=texts("report.added"),
        value=f"{former.value}; {said}" if former else said,
        readers=(Reader.EMAIL,),
    )


def _order(content: Content) -> Callable[[Line], int]:
    """The order in which readers see lines: the situation, the facts, and what is said of them."""
    places = {name: place for place, name in enumerate(("scenario", *content.catalogue.facts))}
    return lambda line: places.get(line.field, len(places))


@dataclass(frozen=True)
class ReadyAddition:
    """What Send would do to a report now."""

    before: Escalation
    transition: Transition
    added: Added


def ready_addition(
    content: Content, report: Report, it: Escalation, draft: Draft, *, at: datetime, by: Actor
) -> ReadyAddition:
    """What Send would do. Raises the refusals of Escalation.add."""
    added = added_by(content, it.as_known(report), draft, at=at)
    step = it.add(added.addition, by=by, known=added.known, timers=content.timers)
    return ReadyAddition(it, step, added)


@dataclass(frozen=True)
class SendAddition:
    """Adds what a draft says to the report that it is about. Idempotent by draft."""

    reports: Reports
    content: Content
    clock: Clock

    async def __call__(self, draft: Draft, *, by: Actor, version: int | None = None) -> Escalation:
        """Raises the refusals of Escalation.add, and DraftChanged."""
        report, _ = await self.reports.get(draft.adds_to or "")
        at = self.clock()
        return await self.reports.change(
            report.id,
            lambda it: ready_addition(self.content, report, it, draft, at=at, by=by).transition,
            sends=SentDraft(draft.id, version),
        )

    async def prepare(self, draft: Draft, *, by: Actor) -> ReadyAddition:
        """What Send would do now. Stores nothing; raises the refusals of Escalation.add."""
        report, escalation = await self.reports.get(draft.adds_to or "")
        return ready_addition(self.content, report, escalation, draft, at=self.clock(), by=by)


@dataclass(frozen=True)
class TellSecurityMore:
    """The reporter tells Security one thing more. Raises the refusals of Escalation.add."""

    reports: Reports
    content: Content
    clock: Clock

    async def where(self, report_id: str, addition_id: str, words: str, *, by: Actor) -> Escalation:
        """Where they are, and a number. Idempotent by addition id and words."""
        report, _ = await self.reports.get(report_id)
        addition = Addition(id=addition_id, kind="where", at=self.clock(), words=words)

        def step(it: Escalation) -> Transition:
            known = self._told(report, it, {WHERE_NOW: words}, addition.at).known
            return it.add(addition, by=by, known=known)

        return await self.reports.change(report_id, step)

    async def safe(self, report_id: str, *, by: Actor) -> Escalation:
        """They are safe now. Once, until danger is mentioned again."""
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.say_safe(by=by, at=now))

    def _told(
        self, report: Report, it: Escalation, words: Mapping[str, str], at: datetime
    ) -> Added:
        """These words as facts of the report as known by then; empty words take one back."""
        known = it.as_known(report)
        draft = begin_addition(self.content, known, it, draft_id=report.id, at=at)
        said = {name: it for name, it in words.items() if it}
        told = draft.with_facts(dict.fromkeys(words, ()), said)
        return added_by(self.content, known, told, at=at)

    async def ring(
        self,
        report_id: str,
        addition_id: str,
        number: str,
        *,
        by: Actor,
        leaves_out_record: bool = False,
    ) -> Escalation:
        """Asks Security to ring, with a number and what the directory has, if not left out.

        Idempotent by addition id, and for the same request within an hour.
        """
        report, _ = await self.reports.get(report_id)
        at = self.clock()
        record = None if leaves_out_record else on_record(self.content, report.reporter)

        def step(it: Escalation) -> Transition:
            told = self._told(report, it, {NUMBER: number}, at)
            lines = (*_numbers(told.known), *([record] if record else ()))
            addition = Addition(id=addition_id, kind="where", topic="ring", at=at, lines=lines)
            is_new = bool(told.addition.lines)
            return it.ask_to_be_rung(addition, by=by, known=told.known if is_new else None)

        return await self.reports.change(report_id, step)


def _numbers(report: Report) -> Sequence[Line]:
    return [line for line in report.lines if line.field == NUMBER]


def number_told(content: Content, report: Report) -> str:
    """The number to ring that is known, or empty."""
    return told_by(content.catalogue, report).words.get(NUMBER, "")
