"""Use cases: submit a report composed from its draft, decide, send now, withdraw, add, tick off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from bot.content import Content
from bot.domain import journey
from bot.domain.colleagues import is_same_person
from bot.domain.draft import NOT_SURE, Draft, TellWhom, Ticks
from bot.domain.escalation import Addition, Decision, Escalation, OwnLeader, System
from bot.domain.people import Actor, KnownPerson
from bot.domain.report import Field, Line, Reader, Report
from bot.domain.scenario import Question
from bot.domain.triage import Assessment, assess
from bot.ports import Clock, People, Reports, Submission

EVERYBODY = (Reader.CARD, Reader.EMAIL, Reader.NOGGIN, Reader.KOTAHI)
SECURITY_ONLY = (Reader.EMAIL,)


def compose(content: Content, draft: Draft, now: datetime) -> Report:
    """The report if it were sent now; used by preview and Send."""
    assessment = assess(content.catalogue, draft)
    titles = [content.catalogue.scenario(name).title for name in assessment.visited]
    return Report(
        id=draft.id,
        reference=draft.reference,
        tenant_id=draft.tenant_id,
        reporter=draft.reporter,
        submitted_at=now,
        level=assessment.report_level,
        reasons=_reasons(content, assessment),
        scenario_id=assessment.leading,
        title=titles[0],
        flags=assessment.flags,
        lines=(
            _situation(content, titles),
            *_answers(content, draft),
            *_form(content, draft, assessment),
        ),
        tell=assessment.tell,
        content_version=content.version,
    )


def _reasons(content: Content, assessment: Assessment) -> tuple[str, ...]:
    meaning = content.levels[assessment.report_level.word].meaning
    unsure = content.texts("answer.not_sure")
    return (
        meaning,
        *(
            f"{reason.question} {unsure if reason.is_not_sure else reason.answer}"
            for reason in assessment.reasons
        ),
    )


def _situation(content: Content, titles: list[str]) -> Line:
    return Line(
        field="scenario",
        heading=content.texts("report.situation"),
        value="; ".join(titles),
        readers=EVERYBODY,
    )


def _answers(content: Content, draft: Draft) -> Iterator[Line]:
    catalogue = content.catalogue
    for question_id, ticks in draft.answers.items():
        question = catalogue.question(question_id)
        words = draft.words.get(question_id, "")
        value = words or (_labels(content, question, ticks) if question else "")
        if question and value:
            after = draft.after_danger.get(question_id)
            safe = f" {content.texts('report.safe_since')}" if after == "safe" else ""
            yield Line(
                field=question_id,
                heading=question.text,
                value=value + safe,
                readers=_readers(content, question),
                free_text=bool(words),
            )


def _readers(content: Content, question: Question) -> tuple[Reader, ...]:
    if question.id == content.catalogue.gate.id:
        return (Reader.CARD, Reader.EMAIL)
    if question.id == content.catalogue.pattern.id:
        return (Reader.DETAILS, Reader.EMAIL)
    return SECURITY_ONLY


def _labels(content: Content, question: Question, ticks: Ticks) -> str:
    names = [
        choice.text if (choice := question.choice(tick)) else content.texts("answer.not_sure")
        for tick in ticks
        if tick == NOT_SURE or question.choice(tick)
    ]
    return "; ".join(names)


def _form(content: Content, draft: Draft, assessment: Assessment) -> Iterator[Line]:
    for field in content.form.fields:
        words = _in_words(field, draft.words.get(field.id, ""))
        value = words or _ticked(field, draft.form.get(field.id, ()))
        if value and journey.applies(field, assessment.flags):
            yield Line(
                field=field.id,
                heading=field.heading,
                value=value,
                readers=field.readers,
                free_text=field.is_free_text,
            )


def _in_words(field: Field, said: str) -> str:
    if field.kind != "date" or not said:
        return said
    day = date.fromisoformat(said)
    return f"{day.day} {day:%B %Y}"


def _ticked(field: Field, ticks: Ticks) -> str:
    return "; ".join(option.text for tick in ticks if (option := field.option(tick)))


@dataclass(frozen=True)
class SubmitReport:
    """Stores the report and enqueues its tasks. Idempotent by draft."""

    reports: Reports
    people: People
    content: Content
    clock: Clock

    async def __call__(
        self, draft: Draft, *, version: int | None = None
    ) -> tuple[Report, Escalation]:
        """The report and its escalation. Raises DraftChanged if the draft has another version."""
        known = await self.people.known(draft.reporter_actor)
        submission = replace(self.prepare(draft, known), draft_version=version)
        escalation = await self.reports.submit(submission)
        return submission.report, escalation

    def prepare(self, draft: Draft, known: KnownPerson | None = None) -> Submission:
        """What Send would store now. Stores nothing."""
        now, timers = self.clock(), self.content.timers
        report = compose(self.content, draft, now)
        tell = draft.tell_whom
        answer_by = timers.answer_by(report.level, now)
        step = Escalation.opened(
            report_id=report.id,
            reference=report.reference,
            level=report.level,
            reporter=draft.reporter_actor,
            leader=tell.leader if tell else None,
            leader_is_told=tell is not None and tell.kind in ("leader", "other-leader"),
            at=now,
            answer_by=answer_by,
            remind_at=timers.remind_at(report.level, now, answer_by),
            deputy_at=now + timers.leader.deputy_after,
            left_out=_left_out(draft, known),
            own_leader=_own_leader(tell),
        )
        return Submission(report=report, escalation=step.after, transition=step)


def _left_out(draft: Draft, known: KnownPerson | None) -> tuple[str, ...]:
    """The id of the leader on record, if the reporter tells another or excludes them.

    A reporter who excludes their leader and names that same person still excludes them.
    """
    leader, tell = known.leader if known else None, draft.tell_whom
    if leader is None or leader.id is None or tell is None or tell.kind == "leader":
        return ()
    if tell.leader is None or tell.goes_round:
        return (leader.id,)
    return () if is_same_person(leader, tell.leader) else (leader.id,)


def _own_leader(tell: TellWhom | None) -> OwnLeader:
    """The rule for the reporter's own leader, known by name or not."""
    match tell:
        case TellWhom(kind="leader"):
            return OwnLeader.MAY_HEAR
        case TellWhom(kind="other-leader", goes_round=False):
            return OwnLeader.ONLY_IF_NAMED
        case _:
            return OwnLeader.LEFT_OUT


@dataclass(frozen=True)
class DecideEscalation:
    """The people leader decides. Raises the refusals of Escalation.decide."""

    reports: Reports
    clock: Clock

    async def __call__(
        self, report_id: str, decision: Decision, *, by: Actor, reason: str | None = None
    ) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.decide(decision, by=by, at=now, reason=reason)
        )


@dataclass(frozen=True)
class SendNow:
    """The reporter sends it now. Raises NotYours, AlreadyWithdrawn."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.send_without_waiting(by=by, at=now)
        )


@dataclass(frozen=True)
class WithdrawReport:
    """The reporter withdraws it. Raises NotYours, AlreadyOnItsWay."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.withdraw(by=by, at=now))


@dataclass(frozen=True)
class TellSecurityMore:
    """The reporter adds something, as another mail. Raises the refusals of Escalation.add."""

    reports: Reports
    clock: Clock

    async def __call__(
        self,
        report_id: str,
        addition_id: str,
        kind: Literal["where", "safe"],
        words: str = "",
        *,
        by: Actor,
    ) -> Escalation:
        """Idempotent by addition id."""
        addition = Addition(id=addition_id, kind=kind, at=self.clock(), words=words)
        return await self.reports.change(report_id, lambda it: it.add(addition, by=by))


@dataclass(frozen=True)
class TickOffEntry:
    """The reporter has made the entry in Noggin or Kotahi. Raises NotYours."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, system: System, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.tick(system, by=by, at=now))
