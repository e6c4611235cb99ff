"""Port of the counters that insight is drawn from."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.domain.insight import CountKind

Totals = Mapping[tuple[date, CountKind, str], int]
"""By week, kind and key."""


class Counters(Protocol):
    """Numbers by week. They are added where the thing happens, in its own transaction:

    `Turn.count` in a turn, `Conversations.save`, `Drafts.expire` and `Submission.counts`.
    """

    async def totals(self, before: date) -> Totals:
        """Everything that was counted in the weeks before this Monday."""
        ...
