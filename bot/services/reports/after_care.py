"""Use cases of the days and weeks after: check-ins, a leader's ticks, who looks, it goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content import Content
from bot.domain.draft import EarlierReport
from bot.domain.escalation import (
    Addition,
    CheckInAnswer,
    Escalation,
    LeaderTick,
    Transition,
    WatcherRole,
)
from bot.domain.people import Actor
from bot.domain.report import Line, Report
from bot.domain.scenario import Reader
from bot.ports import Clock, Reports
from bot.services.wording import day_in_new_zealand

LOOKS_BACK = timedelta(days=730)
"""How old a report on the list may be: the law on stalking looks at two years."""
_SEEN_AT = "seen_at"

Kept = tuple[Report, Escalation]


@dataclass(frozen=True)
class AfterCare:
    """What reporter and leader can do in the days and weeks after. Raises the refusals."""

    reports: Reports
    content: Content
    clock: Clock

    async def start_check_in(self, report_id: str, *, by: Actor) -> Escalation:
        """Asks them twice how they are going: about one report only, the newest wish counts."""
        due = self.content.timers.check_ins_at(self.clock())
        started = await self._change(report_id, lambda it, at: it.start_check_in(due, by=by, at=at))
        for other, escalation in await self.reports.by_reporter(by):
            if other.id != report_id and escalation.check_in and escalation.check_in.next_at:
                await self.stop_check_in(other.id, by=by)
        return started

    async def stop_check_in(self, report_id: str, *, by: Actor) -> Escalation:
        """Asks them no more."""
        return await self._change(report_id, lambda it, at: it.stop_check_in(by=by, at=at))

    async def answer_check_in(
        self, report_id: str, number: int, answer: CheckInAnswer, *, by: Actor
    ) -> Escalation:
        """Keeps which answer it was; nobody is told."""
        return await self._change(
            report_id, lambda it, at: it.answer_check_in(number, answer, by=by, at=at)
        )

    async def keep_ticks(
        self, report_id: str, ticks: tuple[LeaderTick, ...], *, by: Actor
    ) -> Escalation:
        """Keeps what the leader ticked for themselves; nobody is told."""
        return await self._change(report_id, lambda it, at: it.keep_ticks(ticks, by=by, at=at))

    async def stop_prompts(self, report_id: str, *, by: Actor) -> Escalation:
        """Asks the leader no more."""
        return await self._change(report_id, lambda it, at: it.stop_prompts(by=by, at=at))

    async def name_watcher(
        self, report_id: str, role: WatcherRole | None, *, by: Actor
    ) -> Escalation:
        """Somebody else looks from now on; Security is not told by this."""
        return await self._change(report_id, lambda it, at: it.name_watcher(role, by=by, at=at))

    async def tell_who_watches(self, report_id: str, role: WatcherRole, *, by: Actor) -> Escalation:
        """Tells Security who looks from now on, by a follow-up mail; each role once."""
        texts = self.content.texts
        line = _line("watcher", texts("watch.heading"), texts(f"watch.{role}_mail"))
        at = self.clock()
        told = Addition(id=f"watcher-{role}", kind="where", topic="more", at=at, lines=(line,))
        return await self.reports.change(report_id, lambda it: it.add(told, by=by))

    async def tell_it_happened_again(
        self, addition_id: str, report_ids: Sequence[str], *, by: Actor
    ) -> Kept | None:
        """Sends the dated list in the thread of the newest report that was mailed.

        None if there is no such report. Idempotent by addition id.
        """
        listed = await self.earlier(by)
        newest = next((it for it in listed if it[1].is_on_its_way), None)
        if newest is None:
            return None
        lines = tuple(
            _line(f"earlier-{it.reference}", it.reference, it.said)
            for it in picked(self.content, listed, report_ids)
        )
        again = Addition(id=addition_id, kind="where", topic="again", at=self.clock(), lines=lines)
        escalation = await self.reports.change(newest[0].id, lambda it: it.add(again, by=by))
        return newest[0], escalation

    async def earlier(self, reporter: Actor) -> Sequence[Kept]:
        """Their own reports of the last two years that they did not take back, newest first."""
        since = self.clock() - LOOKS_BACK
        return [
            (report, escalation)
            for report, escalation in await self.reports.by_reporter(reporter)
            if report.submitted_at >= since and not escalation.was_taken_back
        ]

    async def _change(
        self, report_id: str, transition: Callable[[Escalation, datetime], Transition]
    ) -> Escalation:
        now = self.clock()
        return await self.reports.change(report_id, lambda it: transition(it, now))


def picked(
    content: Content, listed: Sequence[Kept], report_ids: Sequence[str]
) -> tuple[EarlierReport, ...]:
    """Those that the reporter ticked, oldest first."""
    chosen = [report for report, _ in listed if report.id in report_ids]
    return tuple(earlier_report(content, it) for it in reversed(chosen))


def earlier_report(content: Content, report: Report) -> EarlierReport:
    """Date, situation and reference of an earlier report: never what was said."""
    seen = next((line.value for line in report.lines if line.field == _SEEN_AT), "")
    key = "seen" if seen else "reported"
    day = seen or day_in_new_zealand(report.submitted_at)
    said = content.texts(f"happened_again.{key}", date=day, situation=report.situation)
    return EarlierReport(report_id=report.id, reference=report.reference, said=said)


def _line(field: str, heading: str, value: str) -> Line:
    return Line(field=field, heading=heading, value=value, readers=(Reader.EMAIL,))
