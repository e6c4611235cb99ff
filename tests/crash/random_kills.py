"""Reports under load, with faults at Graph and Teams, while hosts are killed at random."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crash.load import Load
from tests.crash.mishaps import Mishaps
from tests.crash.rest import looked_at, settles
from tests.crash.settled import Settled
from tests.crash.stage import SharedByStages, hurried_content
from tests.crash.stores import StoreMaker
from tests.crash.verdict import faults_of
from tests.stand_ins.postgres import PostgresServer

FAULTS = 0.1
"""How many of the calls to Graph and to Teams fail."""
TIMERS = {"high": "15 seconds", "standard": "15 seconds"}
UNTIL_SETTLED = 300.0


@dataclass(frozen=True)
class Aftermath:
    """What there was when everything had settled."""

    kills: int
    settled: Settled
    faults: Sequence[str]
    taken_over: Sequence[float]


@dataclass(frozen=True)
class Storm:
    """So many kills while at least so many people report."""

    kills: int
    reports: int
    seed: int

    async def rages(
        self, around: SharedByStages, folder: Path, store: StoreMaker, server: PostgresServer | None
    ) -> Aftermath:
        """All of it, and what is left then."""
        async with around.stage(folder) as stage:
            stage.content = hurried_content(folder / "content", TIMERS)
            stage.database_url = await store.fresh()
            stage.teams.fails_at_random(FAULTS, self.seed)
            stage.graph.random_faults(FAULTS, self.seed)
            mishaps = Mishaps(stage, self.kills, random.Random(self.seed), server)
            load = Load(stage)
            happening = asyncio.create_task(mishaps.happen())
            try:
                await load.runs(lambda: load.begun >= self.reports and happening.done())
                await happening
                stage.teams.fails_at_random(0, self.seed)
                stage.graph.random_faults(0, self.seed)
                await settles(stage, UNTIL_SETTLED)
                settled = await looked_at(stage)
            finally:
                happening.cancel()
                await stage.takes_all_down()
            faults = [*load.stranded, *faults_of(settled)]
            return Aftermath(mishaps.killed, settled, faults, mishaps.taken_over)
