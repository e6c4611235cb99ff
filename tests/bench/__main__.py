"""Run with `python -m tests.bench`: about a minute, and one table for both bots."""

import asyncio
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from tests.bench.bots import MeasuredBot, echo_bot, our_bot
from tests.bench.channel import TimedChannel
from tests.bench.reports_at_rest import waiting
from tests.bench.rounds import Crowd, Round, play, warm_up
from tests.bench.staff import Asker, Reporter, Talker, member, people_file
from tests.bench.storage import storage
from tests.bench.table import Found, beside, table

STEPS = 20
"""About the turns of one journey."""
FEWER = 16
SLOWER = 4
"""The echo bot takes so much longer for a turn that it is given fewer."""


def options(arguments: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--staff", type=int, default=100, help="people at the same time")
    parser.add_argument("--turns", type=int, default=600, help="turns in each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind")
    parser.add_argument("--storage", action="store_true", help="instead: SQLite with and without")
    parser.add_argument("--waiting", type=int, help="instead: so many reports wait for leaders")
    parser.add_argument("--database", help="for --waiting: an empty one; else SQLite on disk")
    parser.add_argument("--idle", type=float, default=10, help="for --waiting: seconds at rest")
    return parser.parse_args(arguments)


async def bench(wanted: Namespace) -> str:
    """Runs it all; the table."""
    with tempfile.TemporaryDirectory() as folder:
        data, people = Path(folder) / "data", Path(folder) / "people.toml"
        people.write_text(people_file((Reporter, Asker), wanted.staff), encoding="utf-8")
        async with our_bot(data, people) as first:
            on_a_new_database = first.started_in
        async with TimedChannel() as channel, our_bot(data, people) as ours, echo_bot() as echo:
            found = await _measured(_crowds(channel, ours, echo, wanted), wanted)
            return "\n".join([*table(found), *beside(ours, echo, on_a_new_database)])


def _crowds(
    channel: TimedChannel, ours: MeasuredBot, echo: MeasuredBot, wanted: Namespace
) -> Sequence[Crowd]:
    def crowd(name: str, bot: MeasuredBot, kind: type[Talker], turns: int) -> Crowd:
        staff = range(wanted.staff)
        people = [kind(channel, bot.url, member(kind.__name__, number), number) for number in staff]
        return Crowd(name, bot, people, turns)

    return [
        crowd("echo bot", echo, Talker, wanted.turns // SLOWER),
        crowd("our bot, whole journeys", ours, Reporter, wanted.turns),
        crowd("our bot, questions alone", ours, Asker, wanted.turns),
    ]


async def _measured(crowds: Sequence[Crowd], wanted: Namespace) -> Found:
    """All crowds one after the other, then all again, so that noise meets them alike."""
    yardstick, *others = crowds
    await warm_up(yardstick, 1)
    for crowd in others:
        await warm_up(crowd, STEPS)
    sizes = dict.fromkeys((wanted.staff, min(wanted.staff, FEWER)))
    found: dict[int, dict[str, list[Round]]] = {
        size: {crowd.name: [] for crowd in crowds} for size in sizes
    }
    for _ in range(wanted.rounds):
        for size, by_name in found.items():
            for crowd in crowds:
                await asyncio.gather(*(other.bot.rests() for other in crowds))
                by_name[crowd.name].append(await play(crowd, size))
    return found


if __name__ == "__main__":
    chosen = options()
    mode = waiting if chosen.waiting else storage if chosen.storage else bench
    print(asyncio.run(mode(chosen)))
