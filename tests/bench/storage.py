"""What the SQLite backend gains by what it does past SQLAlchemy: three bots, turn about."""

import asyncio
import tempfile
from argparse import Namespace
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from tests.bench.bots import free_port, running
from tests.bench.channel import TimedChannel
from tests.bench.rounds import Crowd, Round, play, warm_up
from tests.bench.staff import Reporter, member, people_file
from tests.bench.storage_bot import VARIANTS
from tests.bench.table import table

STEPS = 20
"""About the turns of one journey."""
ALONE = 40
"""Turns of one person in a round; somebody else's turn in the next, or it is a flood to the bot."""


async def storage(wanted: Namespace) -> str:
    """Whole journeys, one person at a time and all at once; the table."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        people = folder / "people.toml"
        people.write_text(people_file((Reporter,), wanted.staff), encoding="utf-8")
        crowds = [await _crowd(stack, name, folder, people, wanted) for name in VARIANTS]
        for crowd in crowds:
            await warm_up(crowd, STEPS)
        turns = {1: min(wanted.turns, ALONE), wanted.staff: wanted.turns}
        found: dict[int, dict[str, list[Round]]] = {
            size: {crowd.name: [] for crowd in crowds} for size in turns
        }
        for number in range(wanted.rounds):
            for size, by_name in found.items():
                for crowd in crowds:
                    await asyncio.gather(*(other.bot.rests() for other in crowds))
                    others = [*crowd.people[number:], *crowd.people[:number]]
                    taking = replace(crowd, people=others, turns=turns[size])
                    by_name[crowd.name].append(await play(taking, size))
        return "\n".join(table(found, yardstick="plain"))


async def _crowd(
    stack: AsyncExitStack, name: str, folder: Path, people: Path, wanted: Namespace
) -> Crowd:
    port = free_port()
    options = ["--port", str(port), "--data", str(folder / name), "--people", str(people)]
    command = ["-m", "tests.bench.storage_bot", name, "local", *options]
    channel = await stack.enter_async_context(TimedChannel())
    bot = await stack.enter_async_context(running(command, port, "/health/live"))
    staff = [
        Reporter(channel, bot.url, member(Reporter.__name__, number), number)
        for number in range(wanted.staff)
    ]
    return Crowd(name, bot, staff, wanted.turns)
