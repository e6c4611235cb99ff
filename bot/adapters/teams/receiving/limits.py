"""Limits per person, per request and per turn."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.rate_limit import TokenBuckets

MAX_BODY_BYTES = 1024 * 1024
"""A message in Teams is at most 28 KB, and every card input of ours is shorter
(https://learn.microsoft.com/microsoftteams/limits-specifications-teams#chat)."""
UPLOAD_TIMEOUT = 10.0
"""Seconds. A body sent byte by byte would hold a connection; Teams never does that."""
TURN_TIMEOUT = 10.0
"""Seconds. Teams gives up after 10 to 15 and tells the person that the bot does not respond
(https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance)."""
MAX_BURST = 60
REFILL_RATE = 6.0
"""Tokens a second. A person in distress may press fast, again and again, and every press is
answered; this is faster than anybody can press."""

log = logging.getLogger(__name__)


@dataclass
class FloodLimit:
    """Rate limit per person, by object id and tenant id; each violation is logged once."""

    burst: int = MAX_BURST
    per_second: float = REFILL_RATE
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._people = TokenBuckets(self.burst, self.per_second, self.now, _log_flood)

    def is_exceeded_by(self, person: tuple[str, str]) -> bool:
        """Takes a token; whether there was none."""
        return not self._people.take(person)


def _log_flood(person: tuple[str, str]) -> None:
    log.error("flood not answered: see who it is", extra={"person": person[0]})
