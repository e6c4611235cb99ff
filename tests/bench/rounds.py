"""Crowds at a bot, rounds of turns, and what they measured."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median, quantiles

from tests.bench.bots import MeasuredBot
from tests.bench.staff import Talker


@dataclass(frozen=True)
class Crowd:
    """Everybody who does one kind of thing with one bot."""

    name: str
    bot: MeasuredBot
    people: Sequence[Talker]
    turns: int
    """How many they take in one round."""


@dataclass(frozen=True)
class Round:
    """What one crowd measured."""

    rate: float
    """Turns a second."""
    cpu: float
    """Milliseconds of the bot's processor time for each turn."""
    p50: float
    p95: float
    p99: float


async def play(crowd: Crowd, size: int) -> Round:
    """One round: each of the first so many takes a turn as soon as their last is answered."""
    left, waits = iter(range(crowd.turns)), []

    async def take(somebody: Talker) -> None:
        for _ in left:
            waited = await somebody.takes_turn()
            waits.append(waited)

    began, used = time.perf_counter(), crowd.bot.cpu
    await asyncio.gather(*map(take, crowd.people[:size]))
    took, used = time.perf_counter() - began, crowd.bot.cpu - used
    cuts = [cut * 1000 for cut in quantiles(waits, n=100, method="inclusive")]
    return Round(crowd.turns / took, used / crowd.turns * 1000, cuts[49], cuts[94], cuts[98])


def middle(rounds: Sequence[Round]) -> Round:
    """The median of each figure, because the machine is noisy."""
    return Round(
        **{it.name: median(getattr(one, it.name) for one in rounds) for it in fields(Round)}
    )


async def warm_up(crowd: Crowd, most: int) -> None:
    """Everybody takes some turns, one more than the person before, so that no two walk in step."""

    async def take(somebody: Talker, turns: int) -> None:
        for _ in range(turns):
            await somebody.takes_turn()

    await asyncio.gather(*(take(it, 1 + place % most) for place, it in enumerate(crowd.people)))
