"""Finding who should know: who leads the reporter, whom they named, and who can stand in."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Escalation, LeaderState
from bot.domain.people import Actor, KnownPerson, Person
from bot.domain.report import Report
from bot.ports import Directory, NewTask, People, Task, Tasks
from bot.services.handlers.ask_leader import actor_of
from bot.services.handlers.base import ReportTasks
from bot.services.reports.leader_search import with_directory_address
from bot.services.worker.attempt import Reschedule

LONGEST_CHAIN = 5
"""Leaders of leaders that are looked at for somebody who may stand in."""

LOOKED_FOR = timedelta(minutes=1)
"""How long a leader who is still looked for is waited for, before their deputy is thought of."""


@dataclass(frozen=True)
class FindLeaderTasks(ReportTasks):
    """The tasks that ask the directory, each a method."""

    tasks: Tasks
    people: People
    directory: Directory
    ours: Colleagues = field(default_factory=Colleagues)

    async def look_up_leader(self, task: Task) -> None:
        """Asks the directory who leads a person, before the person is asked."""
        actor = actor_of(task)
        person, leader = await asyncio.gather(
            self.directory.person(actor.id), self.directory.leader_of(actor.id)
        )
        reporter = person or Person(id=actor.id, name="")
        if leader and not self.ours.may_lead(leader, reporter):
            leader = None
        is_away = bool(leader and leader.id and await self.directory.is_away(leader.id))
        known = KnownPerson(person=person, leader=leader, leader_is_away=is_away)
        await self.people.remember_known(actor, known)
        await self.tasks.finish(task)

    async def find_named_leader(self, task: Task) -> None:
        """Finds the person the reporter named; anything but exactly one is not found.

        Where the reporter goes round their own leader, it is first asked who that is. As long as
        the directory does not say, nobody is told, and the report goes to Security in its time.
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

    async def call_deputy(self, task: Task) -> None:
        """Lets a deputy know of an urgent report that the leader has not seen in time."""
        _, escalation = await self._report(task)
        if escalation.leader_state is LeaderState.LOOKUP_PENDING:
            raise Reschedule(LOOKED_FOR)
        await self._change(task, lambda it, at: it.deputy_called(at=at))

    async def find_deputy(self, task: Task) -> None:
        """Looks up the chain of leaders for the first who may stand in.

        Their own leader never does for a reporter who named somebody else.
        """
        report, escalation = await self._report(task)
        own = await self._leader_of_reporter(escalation, escalation.bars_own_leader_as_deputy)
        deputy = await self._deputy_for(report, escalation, own)
        if deputy is None:
            await self._change(task, lambda it, at: it.deputy_not_reached(at=at, own=own))
        else:
            await self._change(task, lambda it, at: it.deputy_found(deputy, at=at, own=own))

    async def _leader_of_reporter(self, escalation: Escalation, matters: bool) -> Person | None:
        """Who leads the reporter now. No leader is an answer; a failure is none, and is raised."""
        return await self.directory.leader_of(escalation.reporter_id) if matters else None

    def _can_be_meant(self, reporter: Person, person: Person) -> bool:
        """The reporter can be, and is refused then: of two people of one name neither is asked."""
        return person.id == reporter.id or self.ours.may_lead(person, reporter)

    async def _deputy_for(
        self, report: Report, escalation: Escalation, own: Person | None
    ) -> Person | None:
        left_out = escalation.left_out_including(own, escalation.leader)
        reporter = await with_directory_address(self.directory, report.reporter)
        person = escalation.leader
        for _ in range(LONGEST_CHAIN):
            if person is None or person.id is None:
                return None
            person = await self.directory.leader_of(person.id)
            if person is None or person.id in left_out:
                continue
            if escalation.may_be_deputy(person) and self.ours.may_lead(person, reporter):
                return person
        return None


def _called(named: Person) -> str:
    """What to ask the directory for, the surest first."""
    return named.id or named.email or named.name


def look_up(draft_id: str, actor: Actor) -> NewTask:
    """The task that asks who leads this person."""
    return NewTask(
        key=f"draft:{draft_id}:leader", kind="look_up_leader", payload=actor.model_dump()
    )
