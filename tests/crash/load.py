"""Many people who report at once, whatever happens to the bot meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.crash.insistence import Insister
from tests.crash.insistent_walks import arrives, comes_to_preview
from tests.crash.journeys import UNDER_LOAD, sends
from tests.crash.stage import CrashStage
from tests.journeys.people import said

AT_ONCE = 6
AS_LONG_AS = 240.0
"""Seconds that one report may take from the first word to its last press."""


async def reports_and_more(number: int, reporter: Insister, leader: Insister) -> None:
    """One report from the first word to the last press; journeys take turns."""
    situation, act = UNDER_LOAD[number % len(UNDER_LOAD)]
    await arrives(reporter)
    await comes_to_preview(reporter, situation, leader)
    await sends(reporter)
    await act(reporter, leader)


@dataclass
class Load:
    """Keeps so many people busy until it is told that it is enough."""

    stage: CrashStage
    journey: Callable[[int, Insister, Insister], Awaitable[None]] = reports_and_more
    begun: int = 0
    stranded: list[str] = field(default_factory=list)
    """Whoever could not go on, and why."""

    async def runs(self, is_enough: Callable[[], bool]) -> None:
        """Returns when the last of them has done what they came for."""

        async def one_after_the_other() -> None:
            while not is_enough():
                self.begun += 1
                await self._goes_through(self.begun)

        async with asyncio.TaskGroup() as together:
            for _ in range(AT_ONCE):
                together.create_task(one_after_the_other())

    async def _goes_through(self, number: int) -> None:
        leader = self.stage.person(f"Lea {number} Example")
        reporter = self.stage.person(f"Rangi {number} Example", leader)
        self.stage.teams.opens_chat(leader.member)
        try:
            async with asyncio.timeout(AS_LONG_AS):
                await self.journey(number, reporter, leader)
        except (AssertionError, LookupError, TimeoutError) as error:
            seen = [said(shown.current) for shown in reporter.shown[-2:]]
            self.stranded.append(f"{reporter.member.name} was stranded: {error!r}, with {seen}")
