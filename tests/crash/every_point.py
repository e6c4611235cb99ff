"""Each journey once for each point at which the process may die."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.insistence import Insister
from tests.crash.insistent_walks import arrives, begins, comes_to_preview
from tests.crash.journeys import Journey, sends
from tests.crash.nursery import Host
from tests.crash.rest import looked_at, settles
from tests.crash.settled import Settled
from tests.crash.stage import CrashStage, SharedByStages, hurried_content
from tests.crash.stores import StoreMaker
from tests.crash.truth import is_news
from tests.crash.verdict import faults_of
from tests.stand_ins.connector import Shown

SIDE_BY_SIDE = 4
EARLY = 60
"""Points in which whoever takes over has put most things right again."""
MOST_POINTS = 400
"""No journey comes near; whoever gets there runs in circles."""
UNTIL_SETTLED = 40.0
ENOUGH = 8
"""Faulty points that are enough to know that something is wrong with a journey."""


@dataclass(frozen=True)
class Point:
    """What came of a run in which a process was to die at that point."""

    journey: str
    number: int
    deaths: int
    """0: the journey was through before it came to this point."""
    settled: Settled
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    """A report at its preview, and everything around it, to start from again and again."""

    stage: CrashStage
    store: StoreMaker
    journey: Journey
    reporter: Insister
    leader: Insister
    database_url: str
    chats: dict[str, list[Shown]]

    async def dies_at(self, number: int, then: Iterable[int]) -> Point:
        """Goes on from the preview, with a death at that point; the next hosts may die too."""
        stage = self.stage
        stage.teams.goes_back_to(self.chats)
        stage.database_url = await self.store.copy(self.database_url)
        async with (
            stage.with_fresh_mail(),
            _relieved(stage, (number, *then)) as dead,
        ):
            await sends(self.reporter)
            await self.journey.act(self.reporter, self.leader)
            await settles(stage, UNTIL_SETTLED)
            deaths = len(dead)
            settled = await looked_at(stage)
        return Point(self.journey.name, number, deaths, settled, tuple(self._faults(settled)))

    def _faults(self, settled: Settled) -> Iterable[str]:
        yield from faults_of(settled)
        stages = [it.stage for it in settled.reports]
        if stages != [self.journey.ends]:
            yield f"the end is {stages}, not {self.journey.ends}"
        added = [len(it.added) for it in settled.reports]
        if added != [self.journey.added]:
            yield f"{added} follow-ups are kept, not {self.journey.added}"
        if (said := self.journey.news) and not is_news(said, settled):
            yield f"the reporter was never told: {said}"


@asynccontextmanager
async def _relieved(stage: CrashStage, points: Iterable[int]) -> AsyncIterator[Sequence[Host]]:
    """A host for each of these points to die at, one after the other, and one that lives on.

    Gives those that have died; none is left after the block.
    """
    dead: list[Host] = []

    async def relieve(dying: Host) -> None:
        for die_at in (*later, 0):
            await dying.has_ended.wait()
            stage.teams.hosts.remove(dying)
            dead.append(dying)
            dying = await stage.starts(die_at=die_at)

    first, *later = points
    relieving = asyncio.create_task(relieve(await stage.starts(die_at=first)))
    try:
        yield dead
    finally:
        relieving.cancel()
        await asyncio.wait([relieving])
        await stage.takes_all_down()


async def prepare(stage: CrashStage, store: StoreMaker, journey: Journey) -> Prepared:
    """Walks to the preview once."""
    stage.content = hurried_content(stage.folder / "content", journey.timers)
    stage.database_url = await store.fresh()
    leader = stage.person("Wiremu Example")
    reporter = stage.person("Aroha Example", leader)
    stage.teams.opens_chat(leader.member)
    await stage.starts()
    await arrives(reporter)
    await begins(reporter)
    await settles(stage, UNTIL_SETTLED)  # from then on the leader is known
    await comes_to_preview(reporter, journey.situation, leader)
    await settles(stage, UNTIL_SETTLED)
    await stage.takes_all_down()
    return Prepared(
        stage, store, journey, reporter, leader, stage.database_url, stage.teams.chats()
    )


async def every_point(
    around: SharedByStages,
    folder: Path,
    store: StoreMaker,
    journey: Journey,
    numbers: Iterable[int] = range(1, MOST_POINTS),
    *,
    side_by_side: int = SIDE_BY_SIDE,
    chance: random.Random | None = None,
) -> Sequence[Point]:
    """The journey once for each of these points, until there are no more of them.

    With a chance, whoever takes over dies as well, at a point of its own.
    """
    left = iter(numbers)
    done: list[Point] = []

    async def go_on(number: int) -> None:
        async with around.stage(folder / f"{journey.name}-{number}") as stage:
            prepared = await prepare(stage, store, journey)
            for point in left:
                then = [chance.randint(1, EARLY)] if chance else []
                done.append(await prepared.dies_at(point, then))
                if not done[-1].deaths or sum(bool(it.faults) for it in done) >= ENOUGH:
                    break

    async with asyncio.TaskGroup() as together:
        for number in range(side_by_side):
            together.create_task(go_on(number))
    return sorted(done, key=lambda it: it.number)
