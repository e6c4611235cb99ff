"""Use cases: submit a report composed from its draft, decide, send now, withdraw, tick off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.content import Content
from bot.domain import journey
from bot.domain.colleagues import is_same_person
from bot.domain.draft import EARLIER, NOT_SURE, Draft, TellWhom, Ticks
from bot.domain.escalation import Decision, Escalation, NotMe, OwnLeader, System
from bot.domain.people import Actor, KnownPerson, Person
from bot.domain.report import ON_RECORD, Line, Report
from bot.domain.scenario import Fact, Reader
from bot.domain.triage import Assessment, assess
from bot.ports import Clock, People, Reports, Submission

EVERYBODY = (Reader.CARD, Reader.EMAIL, Reader.NOGGIN, Reader.KOTAHI)


def compose(content: Content, draft: Draft, now: datetime) -> Report:
    """The report if it were sent now; used by preview and Send."""
    assessment = assess(content.catalogue, draft)
    titles, said = _titles(content, draft, assessment)
    return Report(
        id=draft.id,
        reference=draft.reference,
        tenant_id=draft.tenant_id,
        reporter=_as_they_wish(draft),
        submitted_at=now,
        level=assessment.report_level,
        reasons=_reasons(content, assessment, said[0]),
        scenario_id=assessment.leading,
        title=titles[0],
        flags=assessment.flags,
        lines=(
            _situation(content, said),
            *_facts(content, draft, assessment),
            *_earlier(content, draft),
        ),
        tell=assessment.tell,
        content_version=content.version,
        told=draft.told,
    )


def _as_they_wish(draft: Draft) -> Person:
    """The reporter, without what the directory has if they left that out."""
    if ON_RECORD not in draft.answers:
        return draft.reporter
    return draft.reporter.model_copy(update={"phone": None, "place": None})


def _titles(content: Content, draft: Draft, assessment: Assessment) -> tuple[list[str], list[str]]:
    """The situations in words for the reporter, and for readers.

    A person in danger need not have said any.
    """
    if draft.scenario_id is None and (draft.is_in_a_hurry or draft.adds_to is not None):
        unsaid = [content.texts("report.not_said")]
        return unsaid, unsaid
    scenarios = [content.catalogue.scenario(name) for name in assessment.visited]
    return [it.title for it in scenarios], [it.words for it in scenarios]


def _reasons(content: Content, assessment: Assessment, title: str) -> tuple[str, ...]:
    """What was told that made it this urgent; never what the level means."""
    unsure = content.texts("answer.not_sure")
    found = tuple(
        f"{reason.heading}: {unsure if reason.is_not_sure else reason.value}"
        for reason in assessment.reasons
    )
    return found or (f"{content.texts('report.situation')}: {title}",)


def on_record(content: Content, person: Person) -> Line | None:
    """The directory's number and office of a person, which they may leave out; None without."""
    said = "; ".join(part for part in (person.phone, person.place) if part)
    heading = content.texts("report.on_record")
    return (
        Line(field=ON_RECORD, heading=heading, value=said, readers=(Reader.EMAIL,))
        if person.phone
        else None
    )


def _situation(content: Content, titles: list[str]) -> Line:
    return Line(
        field="scenario",
        heading=content.texts("report.situation"),
        value="; ".join(titles),
        readers=EVERYBODY,
    )


def _facts(content: Content, draft: Draft, assessment: Assessment) -> Iterator[Line]:
    """What is known, in the order of the facts, in words for readers."""
    for fact in content.catalogue.facts.values():
        words = _in_words(fact, draft.words.get(fact.id, ""))
        ticks = assessment.facts.get(fact.id, ())
        value = words or _labels(content, fact, ticks)
        if value and fact.readers and journey.applies(fact, assessment.flags):
            is_over = draft.after_danger.get(fact.id) == "safe"
            safe = f" {content.texts('report.safe_since')}" if is_over else ""
            yield Line(
                field=fact.id,
                heading=fact.heading,
                value=value + safe,
                readers=_readers(fact, draft),
                free_text=bool(words) and fact.is_free_text,
                ticks=fact.meant_by(ticks),
            )
    # Seconds may count, so it need not be typed; a report that is not in a hurry asks for a number.
    record = on_record(content, draft.reporter) if draft.is_in_a_hurry else None
    if record is not None and ON_RECORD not in draft.answers:
        yield record


def _earlier(content: Content, draft: Draft) -> Iterator[Line]:
    """Earlier reports, for Security only: a leader may not know of them."""
    if draft.earlier:
        yield Line(
            field=EARLIER,
            heading=content.texts("happened_again.heading"),
            value="; ".join(f"{it.reference}, {it.said}" for it in draft.earlier),
            readers=(Reader.EMAIL,),
        )


def _readers(fact: Fact, draft: Draft) -> tuple[Reader, ...]:
    """Who reads it; some facts reach the people leader only if the reporter says so."""
    if not fact.leader_if_allowed or fact.id in draft.leader_may_read:
        return fact.readers
    return tuple(r for r in fact.readers if r not in (Reader.CARD, Reader.DETAILS))


def _labels(content: Content, fact: Fact, ticks: Ticks) -> str:
    names = [
        choice.words if (choice := fact.choice(tick)) else content.texts("answer.not_sure")
        for tick in ticks
        if tick == NOT_SURE or fact.choice(tick)
    ]
    return "; ".join(names)


def _in_words(fact: Fact, said: str) -> str:
    if fact.kind != "date" or not said:
        return said
    day = date.fromisoformat(said)
    return f"{day.day} {day:%B %Y}"


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
        counts = journey.ended(self.content.catalogue, draft, is_sent=True)
        prepared = self.prepare(draft, known)
        submission = replace(prepared, draft_version=version, counts=counts)
        escalation = await self.reports.submit(submission)
        return submission.report, escalation

    def prepare(self, draft: Draft, known: KnownPerson | None = None) -> Submission:
        """What Send would store now. Stores nothing."""
        now, timers = self.clock(), self.content.timers
        report = compose(self.content, draft.with_reporter(known.person if known else None), now)
        tell = told(draft, known)
        answer_by = timers.answer_by(report.level, now)
        step = Escalation.opened(
            report_id=report.id,
            reference=report.reference,
            level=report.level,
            reporter=draft.reporter_actor,
            leader=tell.leader,
            leader_is_told=tell.kind in ("leader", "other-leader"),
            at=now,
            answer_by=answer_by,
            remind_at=timers.remind_at(report.level, now, answer_by),
            deputy_at=now + timers.leader.deputy_after,
            left_out=_left_out(tell, known),
            own_leader=_own_leader(tell) if draft.tell_whom else OwnLeader.MAY_HEAR,
            said_safe=draft.told.says_safe,
        )
        return Submission(report=report, escalation=step.after, transition=step)


def told(draft: Draft, known: KnownPerson | None) -> TellWhom:
    """Whom the report tells: the reporter's choice, else their people leader.

    A leader that was not looked up yet is told once the directory answers.
    """
    if draft.tell_whom is not None:
        return draft.tell_whom
    if known is not None and known.leader is None:
        return TellWhom(kind="security-only")
    return TellWhom(kind="leader", leader=known.leader if known else None)


def _left_out(tell: TellWhom, known: KnownPerson | None) -> tuple[str, ...]:
    """The id of the leader on record, if the reporter tells another or excludes them.

    A reporter who excludes their leader and names that same person still excludes them.
    """
    leader = known.leader if known else None
    if leader is None or leader.id is None or tell.kind == "leader":
        return ()
    if tell.leader is None or tell.goes_round:
        return (leader.id,)
    return () if is_same_person(leader, tell.leader) else (leader.id,)


def _own_leader(tell: TellWhom) -> OwnLeader:
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
class HandOn:
    """A leader says "Not me", and which. Raises the refusals of Escalation.hand_on."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, why: NotMe, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.hand_on(why, by=by, at=now))


@dataclass(frozen=True)
class UndoHandOn:
    """A leader undoes "Not me". Raises NotTheLeader, TooLateToUndo."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.take_back(by=by, at=now))


@dataclass(frozen=True)
class NameAnotherLeader:
    """The reporter names somebody outside the line. Raises the refusals of name_another."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, person: Person, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.name_another(person, by=by, at=now)
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
class TakeBackReport:
    """The reporter takes back what was sent. Raises NotYours, AlreadyOnItsWay."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: it.withdraw_sent(by=by, at=now))


@dataclass(frozen=True)
class NoteThatHelpWasRated:
    """The reporter said whether this helped; the answer is only counted. Raises NotYours."""

    reports: Reports
    clock: Clock

    async def __call__(self, report_id: str, *, by: Actor) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id, lambda it: it.say_whether_it_helped(by=by, at=now)
        )


@dataclass(frozen=True)
class TickOffEntry:
    """The entry in Noggin or Kotahi is made. Raises the refusals of Escalation.tick."""

    reports: Reports
    clock: Clock

    async def __call__(
        self,
        report_id: str,
        system: System,
        *,
        by: Actor,
        number: str = "",
        as_leader: bool = False,
    ) -> Escalation:
        now = self.clock()
        return await self.reports.change(
            report_id,
            lambda it: it.tick(system, by=by, at=now, number=number, as_leader=as_leader),
        )
