"""Handlers that look up the reporter's leader, the leader they named, and the next in line."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Escalation, LeaderState, Transition
from bot.domain.people import Actor, KnownPerson, Person
from bot.domain.report import Report
from bot.ports import Directory, Failure, NewTask, People, Task, Tasks
from bot.services.handlers.ask_leader import actor_of
from bot.services.reports.follow_ups import MOVED_AT, ReportTasks
from bot.services.reports.leader_search import (
    LONGEST_CHAIN,
    first_above,
    with_directory_address,
)
from bot.services.worker.worker import Reschedule

LOOKED_FOR = timedelta(minutes=1)
"""How long a deputy waits for the look-up of the leader."""


@dataclass(frozen=True)
class FindLeaderTasks(ReportTasks):
    """Looks people up in the directory; a method for each kind of task."""

    tasks: Tasks
    people: People
    directory: Directory
    ours: Colleagues = field(default_factory=Colleagues)

    async def look_up_leader(self, task: Task) -> None:
        """Looks up the person and their leader, before the person is asked whom to tell."""
        actor = actor_of(task)
        person, leader = await asyncio.gather(
            self.directory.person(actor.id), self.directory.leader_of(actor.id)
        )
        reporter = person or Person(id=actor.id, name="")
        if leader and not self.ours.may_lead(leader, reporter):
            leader = None
        is_away = bool(leader and leader.id and await self.directory.is_away(leader.id))
        above = await self._above(leader, reporter) if leader else None
        known = KnownPerson(
            person=person, leader=leader, leader_is_away=is_away, next_in_line=above
        )
        await self.people.remember_known(actor, known)
        await self.tasks.finish(task)

    async def _above(self, leader: Person, reporter: Person) -> Person | None:
        """Who is asked after this leader, for the preview alone; None if the directory fails."""

        def may_be_asked(person: Person) -> bool:
            return person.id != leader.id and self.ours.may_lead(person, reporter)

        with suppress(Failure):
            return await first_above(self.directory, leader, may_be_asked)
        return None

    async def find_named_leader(self, task: Task) -> None:
        """Looks up the named leader; anything but exactly one match counts as not found.

        Where the reporter excludes their own leader, that leader is looked up first. While the
        directory fails, no leader is told, and the report goes to Security at its deadline.
        """
        report, escalation = await self._report(task)
        own = await self._leader_of_reporter(escalation, escalation.excludes_own_leader)
        named = escalation.named or escalation.leader
        listed = await self.directory.find(_called(named)) if named else []
        reporter = await with_directory_address(self.directory, report.reporter)
        is_meant = partial(self._can_be_meant, reporter)
        found = list(filter(is_meant, listed))
        if len(found) == 1:
            await self._change(task, lambda it, at: it.leader_found(found[0], at=at, own=own))
        else:
            await self._change(task, lambda it, at: it.leader_not_reached(at=at))

    async def find_own_leader(self, task: Task) -> None:
        """Looks up the reporter's own leader, whom the directory had not named at Send."""
        _, escalation = await self._report(task)
        reporter = await self.directory.person(escalation.reporter_id)
        leader = await self.directory.leader_of(escalation.reporter_id)
        asker = reporter or Person(id=escalation.reporter_id, name="")
        if leader is not None and self.ours.may_lead(leader, asker):
            await self._change(task, lambda it, at: it.leader_found(leader, at=at))
        else:
            await self._change(task, lambda it, at: it.leader_not_reached(at=at))

    async def call_deputy(self, task: Task) -> None:
        """Calls for a deputy if the leader has not seen an urgent report in time."""
        report, escalation = await self._report(task)
        now = self.clock()
        if escalation.leader_state is LeaderState.LOOKUP_PENDING:
            await self.reports.change(report.id, lambda it: it.unseen(None, at=now))
            raise Reschedule(LOOKED_FOR)
        await self._change(task, lambda it, at: it.deputy_called(at=at))

    async def watch_line(self, task: Task) -> None:
        """Ends the line of an urgent report that stood still since this task was made."""
        moved_at = datetime.fromisoformat(str(task.payload[MOVED_AT]))
        await self._change(task, lambda it, at: it.unseen(moved_at, at=at))

    async def find_deputy(self, task: Task) -> None:
        """Looks for the next in line, once no "Not me" can be taken back any more.

        The directory is asked anew for the reporter's own leader, where a rule bars them: while it
        fails, nobody stands in.
        """
        report, escalation = await self._report(task)
        if escalation.deputy_state is not LeaderState.LOOKUP_PENDING or not escalation.is_open:
            await self._change(task, lambda it, at: it.handing_on_settled(at=at))
            return
        now = self.clock()
        if escalation.hands_on_at is not None and now < escalation.hands_on_at:
            raise Reschedule(escalation.hands_on_at - now)
        comes_next = escalation.starts_at_own_leader and not escalation.chosen
        own = await self._leader_of_reporter(
            escalation, escalation.bars_own_leader_as_deputy or comes_next
        )
        deputy = await self._next_in_line(report, escalation, own)

        def outcome(it: Escalation, at: datetime) -> Transition:
            if _sought(it) != _sought(escalation):
                raise Reschedule(timedelta())  # the line went on meanwhile: look again from there
            if deputy is None:
                return it.deputy_not_reached(at=at, own=own)
            return it.deputy_found(deputy, at=at, own=own)

        await self._change(task, outcome)

    async def _leader_of_reporter(self, escalation: Escalation, matters: bool) -> Person | None:
        """The reporter's leader, or None if there is none. A failure is raised, never None."""
        return await self.directory.leader_of(escalation.reporter_id) if matters else None

    def _can_be_meant(self, reporter: Person, person: Person) -> bool:
        """Counts the reporter too, so that of two people of one name neither is asked."""
        return person.id == reporter.id or self.ours.may_lead(person, reporter)

    async def _next_in_line(
        self, report: Report, escalation: Escalation, own: Person | None
    ) -> Person | None:
        """Whom the reporter named, else the first above the last who was asked.

        After somebody who leads another team it is the reporter's own leader, or those above them.
        """
        left_out = escalation.left_out_including(own, escalation.leader)
        reporter = await with_directory_address(self.directory, report.reporter)

        def may_be_asked(person: Person) -> bool:
            is_free = escalation.may_be_deputy(person) and person.id not in left_out
            return is_free and self.ours.may_lead(person, reporter)

        if (chosen := escalation.to_be_checked) is not None:
            listed = await self.directory.find(_called(chosen))
            return next((it for it in listed if it.id == chosen.id and may_be_asked(it)), None)
        if escalation.ends_with_last or len(escalation.passed_on) > LONGEST_CHAIN:
            return None
        if escalation.starts_at_own_leader and own is not None and may_be_asked(own):
            return own
        return await first_above(self.directory, escalation.last_in_line, may_be_asked)


def _sought(it: Escalation) -> tuple[object, ...]:
    """Whom a look-up is for: whoever comes after whom, or whom the reporter named."""
    return it.deputy_state, it.chosen, it.last_in_line, it.starts_at_own_leader


def _called(named: Person) -> str:
    """The search term, the most certain one first."""
    return named.id or named.email or named.name


def look_up(draft_id: str, actor: Actor) -> NewTask:
    """The task that looks up this person and their leader."""
    return NewTask(
        key=f"draft:{draft_id}:leader", kind="look_up_leader", payload=actor.model_dump()
    )
