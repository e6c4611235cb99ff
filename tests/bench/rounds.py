"""Rounds of turns, and what they measured."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.bots import Bot
from tests.bench.staff import Talker


@dataclass(frozen=True)
class Round:
    """What one crowd measured at one bot."""

    rate: float
    """Turns a second."""
    cpu: float
    """Milliseconds of the bot's processor time for each turn."""
    p50: float
    p95: float
    p99: float


async def play(bot: Bot, crowd: Sequence[Talker], turns: int) -> Round:
    """So many turns, everybody taking their next one as soon as the last is answered."""
    left, waits = iter(range(turns)), []

    async def take(somebody: Talker) -> None:
        for _ in left:
            waited = await somebody.takes_turn()
            waits.append(waited)

    began, used = time.perf_counter(), bot.cpu
    await asyncio.gather(*map(take, crowd))
    took, used = time.perf_counter() - began, bot.cpu - used
    cuts = [cut * 1000 for cut in quantiles(waits, n=100, method="inclusive")]
    return Round(turns / took, used / turns * 1000, cuts[49], cuts[94], cuts[98])


def middle(rounds: Sequence[Round]) -> Round:
    """The median of each figure: the machine is noisy, and noise only ever slows."""
    names = Round.__dataclass_fields__
    return Round(**{name: median(getattr(it, name) for it in rounds) for name in names})


async def warm_up(crowd: Sequence[Talker], most: int) -> None:
    """Everybody takes some turns, one more than the person before, so that no two walk in step."""

    async def take(somebody: Talker, turns: int) -> None:
        for _ in range(turns):
            await somebody.takes_turn()

    await asyncio.gather(*(take(it, 1 + place % most) for place, it in enumerate(crowd)))
