"""Elements of Microsoft Graph's lists that say too little to be used: skipped, counted, logged."""

import logging

from bot.ports import NO_METRICS, Metrics

log = logging.getLogger(__name__)


class Skipped:
    """Told of each list from which elements were left out; passes their number on."""

    def __init__(self, counts: Metrics = NO_METRICS) -> None:
        self.counts = counts

    def __call__(self, call: str, number: int) -> None:
        """So many elements were left out of the answer to this call; none is no news."""
        if number:
            log.warning("elements of a list skipped", extra={"call": call, "number": number})
            self.counts.skipped(call, number)
