"""Run with `python -m tests.bench`: about a minute, and one table for both bots."""

import asyncio
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.bots import Bot, echo_bot, our_bot
from tests.bench.channel import Channel
from tests.bench.rounds import Round, middle, play, warm_up
from tests.bench.staff import Asker, Reporter, Talker, member

STEPS = 25
"""About the turns of one journey."""
FEWER = 16

Crowds = Mapping[str, tuple[Bot, Sequence[Talker]]]


def options(arguments: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--staff", type=int, default=100, help="people at the same time")
    parser.add_argument("--turns", type=int, default=600, help="turns in each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind")
    return parser.parse_args(arguments)


async def bench(wanted: Namespace) -> str:
    """Runs it all; the table."""
    with tempfile.TemporaryDirectory() as folder:
        data, people = Path(folder) / "data", Path(folder) / "people.toml"
        people.write_text(_people(wanted.staff), encoding="utf-8")
        async with our_bot(data, people) as first:
            new = first.started_in
        async with Channel() as channel, our_bot(data, people) as ours, echo_bot() as echo:
            crowds = _crowds(channel, ours, echo, wanted.staff)
            idle = ours.memory, echo.memory
            for _, crowd in crowds.values():
                await warm_up(crowd, STEPS)
            found = await _measure(crowds, wanted)
            starts = f"{new:.2f} s on a new database, {ours.started_in:.2f} s on a known one"
            return "\n".join(
                [
                    *_table(found),
                    "",
                    f"start-up   ours {starts}; echo bot {echo.started_in:.2f} s",
                    f"memory     ours {idle[0]:.0f} MB idle, {ours.peak:.0f} MB at most; "
                    f"echo bot {idle[1]:.0f} and {echo.peak:.0f} MB",
                ]
            )


def _crowds(channel: Channel, ours: Bot, echo: Bot, staff: int) -> Crowds:
    kinds = (
        ("echo bot", echo, Talker),
        ("our bot, whole journeys", ours, Reporter),
        ("our bot, questions alone", ours, Asker),
    )
    return {
        name: (bot, [kind(channel, bot.url, member(kind.__name__, n), n) for n in range(staff)])
        for name, bot, kind in kinds
    }


async def _measure(
    crowds: Crowds, wanted: Namespace
) -> Mapping[int, Mapping[str, Sequence[Round]]]:
    """All kinds one after the other, then all again, so that noise meets them alike."""
    sizes = dict.fromkeys((wanted.staff, min(wanted.staff, FEWER)))
    found: dict[int, dict[str, list[Round]]] = {
        size: {name: [] for name in crowds} for size in sizes
    }
    for _ in range(wanted.rounds):
        for size, by_name in found.items():
            for name, (bot, crowd) in crowds.items():
                by_name[name].append(await play(bot, crowd[:size], wanted.turns))
    return found


def _table(found: Mapping[int, Mapping[str, Sequence[Round]]]) -> Iterator[str]:
    for size, by_name in found.items():
        yield f"{f'{size} at once':26} turns/s  x echo   p50 ms   p95 ms   p99 ms   CPU ms/turn"
        middles = {name: middle(rounds) for name, rounds in by_name.items()}
        yardstick = next(iter(middles.values()))
        for name, it in middles.items():
            ratio = it.rate / yardstick.rate
            waits = f"{it.p50:8.0f} {it.p95:8.0f} {it.p99:8.0f}"
            yield f"{name:26} {it.rate:7.0f} {ratio:7.2f} {waits} {it.cpu:13.2f}"


def _people(staff: int) -> str:
    """A people file in which everybody leads the one after them."""
    kinds = (Reporter, Asker)
    crowd = [member(kind.__name__, number) for kind in kinds for number in range(staff)]
    return "\n".join(
        f'[[person]]\nid = "{somebody.object_id}"\nname = "{somebody.name}"\n'
        f'email = "{somebody.name.split()[0].lower()}@example.org"\n'
        f'leader = "{crowd[place - 1].object_id}"\n'
        for place, somebody in enumerate(crowd)
    )


if __name__ == "__main__":
    print(asyncio.run(bench(options())))
