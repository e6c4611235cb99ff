"""Time: this host's clock, New Zealand's time zone and its public holidays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.doctor.graph import GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.domain.timers import public_holidays
from bot.ports import Clock

NOTABLE = timedelta(minutes=1)
TOO_FAR = timedelta(minutes=5)
ZONE = "Pacific/Auckland"
SUMMER, WINTER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)
SET_IT = "Set this host's clock by a time service, such as chrony or the cloud's own."


class ClockCheck:
    """Checks of time that need no database."""

    def __init__(self, graph: GraphProbe, clock: Clock) -> None:
        self._graph = graph
        self._clock = clock

    async def is_right(self) -> Sequence[Remark]:
        """Proved by the Date header of Graph: Entra refuses assertions of a wrong time."""
        if self._graph.ahead is None:
            return warning("Microsoft Graph did not tell the time.", SET_IT)
        return compared(self._graph.ahead, "Microsoft Graph's", "tokens are refused")

    async def knows_the_zone(self) -> Sequence[Remark]:
        """Proved by the UTC offsets of a day in summer and one in winter."""
        try:
            zone = ZoneInfo.no_cache(ZONE)
        except ZoneInfoNotFoundError:
            raise CheckFailed(
                f"There is no time zone data for {ZONE}.", "Install tzdata."
            ) from None
        hours = [at.astimezone(zone).utcoffset() for at in (SUMMER, WINTER)]
        if hours != [timedelta(hours=13), timedelta(hours=12)]:
            raise CheckFailed(
                f"The time zone data for {ZONE} is wrong.", "Bring tzdata up to date."
            )
        return fine(f"{ZONE} is known, with its summer time.")

    async def knows_the_holidays(self) -> Sequence[Remark]:
        """Proves that this year's public holidays are known, so that no deadline falls on one."""
        year = self._clock().astimezone(ZoneInfo(ZONE)).year
        if not public_holidays(year):
            raise CheckFailed(
                f"The public holidays of {year} are not known.",
                "Bring the package holidays up to date, or set this host's clock.",
            )
        return fine(f"The public holidays of {year} are known.")


def compared(ahead: timedelta, whose: str, so_that: str) -> Sequence[Remark]:
    """Judges the difference between our clock and another."""
    seconds = round(abs(ahead).total_seconds())
    side = "ahead of" if ahead > timedelta() else "behind"
    if seconds > TOO_FAR.total_seconds():
        says = f"This host's clock is {seconds} seconds {side} {whose}: {so_that}."
        raise CheckFailed(says, SET_IT)
    if seconds > NOTABLE.total_seconds():
        return warning(f"This host's clock is {seconds} seconds {side} {whose}.", SET_IT)
    return fine(f"This host's clock agrees with {whose}.")
