"""Kills bot processes at every point and at random, and says what was lost and what doubled.

python -m tests.crash --kills 60 --points --database postgres
"""

import asyncio
import logging
import random
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.crash.every_point import every_point
from tests.crash.journeys import AT_EACH_POINT
from tests.crash.random_kills import Storm
from tests.crash.stage import SharedByStages, around
from tests.crash.stores import OnServer, SqliteFiles, StoreMaker
from tests.crash.table import Row, of_points, of_storm, table
from tests.stand_ins.postgres import NotInstalled, PostgresServer

MOST_FAULTS = 30
"""On the screen; the first one is the one to look at."""


def main() -> int:
    """Runs what was asked for; 1 if anything was wrong."""
    parser = ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--kills", type=int, default=60, help="deaths at random moments")
    parser.add_argument("--points", action="store_true", help="die at every single point as well")
    parser.add_argument("--twice", action="store_true", help="whoever takes over dies as well")
    parser.add_argument("--reports", type=int, default=0, help="at least so many; 3 for each kill")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # A client that is killed in the middle of a request is no news here.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    try:
        rows = asyncio.run(_everything(options, folder))
    except NotInstalled as missing:
        print(missing, file=sys.stderr)
        return 1
    print(table(f"{options.database}, seed {options.seed}", rows))
    faults = [fault for row in rows for fault in row.faults]
    print(*faults[:MOST_FAULTS], sep="\n", file=sys.stderr)
    if faults:
        story = "\n".join(line for row in rows for line in row.story)
        (folder / "story").write_text(story, "utf-8")
        print(f"{len(faults)} faults. Their story and the hosts' logs: {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


async def _everything(options: Namespace, folder: Path) -> Sequence[Row]:
    rows: list[Row] = []
    async with around(folder) as everything:
        if options.points:
            with _store(options.database, folder / "points-data") as (store, _):
                rows += await _points(options, everything, folder, store)
        if options.kills:
            # On a server of its own: it is killed, and recovers all the databases that it holds.
            with _store(options.database, folder / "storm-data") as (store, server):
                began = time.monotonic()
                storm = Storm(options.kills, options.reports or 3 * options.kills, options.seed)
                left = await storm.rages(everything, folder / "storm", store, server)
                rows.append(of_storm(left, time.monotonic() - began))
    return rows


@contextmanager
def _store(database: str, folder: Path) -> Iterator[tuple[StoreMaker, PostgresServer | None]]:
    if database == "sqlite":
        folder.mkdir()
        yield SqliteFiles(folder), None
        return
    with PostgresServer.start() as server:
        yield OnServer(server), server


async def _points(
    options: Namespace, everything: SharedByStages, folder: Path, store: StoreMaker
) -> Sequence[Row]:
    rows: list[Row] = []
    chance = random.Random(options.seed) if options.twice else None
    for journey in AT_EACH_POINT:
        began = time.monotonic()
        points = await every_point(everything, folder, store, journey, chance=chance)
        rows.append(of_points(journey.name, points, time.monotonic() - began))
        print(f"{journey.name}: {rows[-1].kills} deaths", file=sys.stderr)
    return rows


if __name__ == "__main__":
    sys.exit(main())
