"""A Teams in front of several hosts, and faults of it at random."""

import asyncio
import copy
import random
from collections.abc import Callable, Iterable

import aiohttp

from tests.crash.nursery import UNTIL_UP, Host
from tests.stand_ins.activities import Activity
from tests.stand_ins.connector import Shown
from tests.stand_ins.faults import Fault, FaultQueue, Kind
from tests.stand_ins.teams import Delivered, Teams

PATIENCE = 5.0
"""Seconds that Teams waits for an answer before it turns to another host."""
PASSING = (
    Fault(503),
    Fault(502, html=True),
    Fault(429, retry_after="1"),
    Fault(drops=True),
    Fault(drops=True, arrives=True),
    Fault(504, arrives=True),
    Fault(None, slow=0.1),
)
"""What goes by if it is tried again; some of it has happened all the same."""


class ChanceFailures(FaultQueue):
    """Some calls fail, as chance will have it."""

    def __init__(self, rate: float, seed: int) -> None:
        super().__init__()
        self._rate = rate
        self._chance = random.Random(seed)

    def next(self, kind: Kind, chat_id: str) -> Fault | None:
        """What happens to this call, if anything."""
        if self._chance.random() < self._rate:
            return self._chance.choice(PASSING)
        return super().next(kind, chat_id)


class Office(Teams):
    """Posts to any host that lives, and to another if that one does not answer."""

    def __init__(self, sign: Callable[[str], str], takes_token: Callable[[str | None], bool]):
        super().__init__(sign=sign, takes_token=takes_token)
        self.hosts: list[Host] = []
        self._chance = random.Random(0)

    def fails_at_random(self, rate: float, seed: int) -> None:
        """From now on a call of the bot fails with this probability."""
        self._connector.faults = ChanceFailures(rate, seed)

    def chats(self) -> dict[str, list[Shown]]:
        """All chats as they are now."""
        return copy.deepcopy(self._connector.chats)

    def goes_back_to(self, chats: dict[str, list[Shown]]) -> None:
        """Shows again what it showed then."""
        self._connector.chats = copy.deepcopy(chats)

    async def is_served(self) -> None:
        """Waits until a host takes requests. Raises TimeoutError."""
        async with asyncio.timeout(UNTIL_UP):
            while not any(it.serves for it in self.hosts):  # noqa: ASYNC110 - hosts come and go
                await asyncio.sleep(0.02)

    async def delivers(self, activity: Activity) -> Delivered:
        """Posts an activity; 503 when nobody took it, as the person sees it."""
        for host in self._in_any_order(it for it in self.hosts if it.serves):
            self.bot_url = host.url
            try:
                async with asyncio.timeout(PATIENCE):
                    return await super().delivers(activity)
            except (aiohttp.ClientError, TimeoutError):
                continue
        return Delivered(503, "", activity)

    def _in_any_order(self, hosts: Iterable[Host]) -> list[Host]:
        found = list(hosts)
        self._chance.shuffle(found)
        return found
