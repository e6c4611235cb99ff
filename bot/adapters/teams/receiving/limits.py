"""How much of the bot one person, one request and one turn may take."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.rate_limit import TokenBuckets

LONGEST_BODY = 1024 * 1024
"""Bytes. What a person types in Teams has some 28 thousand, and all our inputs are shorter."""
LONGEST_UPLOAD = 10.0
"""Seconds. Whoever sends a body drop by drop holds a connection, and Teams never does."""
LONGEST_TURN = 10.0
"""Seconds. Teams waits between ten and fifteen, then tells the person that the bot is away."""
BURST = 60
PER_SECOND = 6.0
"""Somebody in distress presses fast, again and again, and is answered each time; this is beyond
what fingers do."""

log = logging.getLogger(__name__)


@dataclass
class Floods:
    """Tells a flood from a person, whom it knows by their ids here and of their organisation."""

    burst: int = BURST
    per_second: float = PER_SECOND
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._people = TokenBuckets(self.burst, self.per_second, self.now, _log_flood)

    def is_flooded_by(self, person: tuple[str, str]) -> bool:
        """Whether this one is too many. A flood is logged once, however long it is."""
        return not self._people.take(person)


def _log_flood(person: tuple[str, str]) -> None:
    log.error("flood not answered: see who it is", extra={"person": person[0]})
