"""Searches the directory for the leader a reporter named, while the reporter waits.

The tasks that look people up again before they are asked are in bot.services.handlers.find_leader.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.colleagues import Colleagues, is_same_person
from bot.domain.draft import LeaderSearch
from bot.domain.people import KnownPerson, Person
from bot.ports import Directory, Failure

LONGEST_CHAIN = 5
"""Limit of levels searched above one person, and of people who are asked one after another."""
PATIENCE = 2.0
"""Seconds that the reporter is made to wait; a slower directory counts as silent."""
MOST_SHOWN = 5


async def first_above(
    directory: Directory, person: Person | None, may_be_asked: Callable[[Person], bool]
) -> Person | None:
    """The next in line: the first above this person who may be asked. Raises Failure."""
    for _ in range(LONGEST_CHAIN):
        if person is None or person.id is None:
            return None
        person = await directory.leader_of(person.id)
        if person is not None and may_be_asked(person):
            return person
    return None


@dataclass(frozen=True)
class SearchForLeader:
    """One search with a short timeout. Stores nothing; no answer is an outcome, not a failure."""

    directory: Directory
    ours: Colleagues = field(default_factory=Colleagues)
    seconds: float = PATIENCE

    async def __call__(
        self, named: Person, reporter: Person, known: KnownPerson, *, goes_round: bool
    ) -> LeaderSearch:
        """Colleagues who match; never the reporter, nor the leader whom they exclude."""
        if goes_round and known.leader and is_same_person(known.leader, named):
            return LeaderSearch(outcome="own-leader")
        try:
            async with asyncio.timeout(self.seconds):
                found, own = await asyncio.gather(
                    self._colleagues(named, reporter), self._own_leader(reporter, goes_round)
                )
        except (Failure, OSError):  # a TimeoutError is one of the latter
            return LeaderSearch(outcome="silent")
        left_out = {it.id for it in (own, known.leader) if it} if goes_round else set()
        others = [it for it in found if it.id not in (*left_out, reporter.id)]
        if others:
            shown = tuple(others[:MOST_SHOWN])
            return LeaderSearch(outcome="found", people=shown, has_more=len(others) > MOST_SHOWN)
        if any(it.id in left_out for it in found):
            return LeaderSearch(outcome="own-leader")
        return LeaderSearch(outcome="self" if found else "nobody")

    async def person(self, person_id: str, reporter: Person) -> Person | None:
        """The colleague with this id; None if there is none, or the directory does not answer."""
        try:
            async with asyncio.timeout(self.seconds):
                found, at_work = await asyncio.gather(
                    self.directory.person(person_id),
                    with_directory_address(self.directory, reporter),
                )
        except (Failure, OSError):
            return None
        return found if found and self.ours.may_lead(found, at_work) else None

    async def _colleagues(self, named: Person, reporter: Person) -> list[Person]:
        listed, at_work = await asyncio.gather(
            self.directory.find(named.email or named.name),
            with_directory_address(self.directory, reporter),
        )
        return [it for it in listed if it.id == reporter.id or self.ours.may_lead(it, at_work)]

    async def _own_leader(self, reporter: Person, matters: bool) -> Person | None:
        """The reporter's leader; None if unknown, because it is looked up again before asking."""
        try:
            return await self.directory.leader_of(reporter.id or "") if matters else None
        except (Failure, OSError):
            return None


async def with_directory_address(directory: Directory, reporter: Person) -> Person:
    """The reporter with the directory's mail address, which shows a domain of ours."""
    if reporter.email is not None or reporter.id is None:
        return reporter
    return await directory.person(reporter.id) or reporter
