"""Counts and logs list elements of Microsoft Graph that are too incomplete to use."""

import logging

from bot.ports import NO_METRICS, Metrics

log = logging.getLogger(__name__)


class SkippedItems:
    """Called with the number of elements skipped in a list; reports it as a metric."""

    def __init__(self, counts: Metrics = NO_METRICS) -> None:
        self.counts = counts

    def __call__(self, call: str, number: int) -> None:
        """Does nothing for zero."""
        if number:
            log.warning("elements of a list skipped", extra={"call": call, "number": number})
            self.counts.skipped(call, number)
