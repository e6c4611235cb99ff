"""New Zealand's public holidays, and the anniversary days of its regions."""

from datetime import date
from functools import cache


@cache
def public_holidays(year: int, region: str | None = None) -> frozenset[date]:
    """The public holidays of a year as they are observed, with a region's anniversary day.

    The region is one of known_regions.
    """
    # Importing the calendar takes a tenth of a second, which a start should not wait for.
    import holidays

    return frozenset(holidays.country_holidays("NZ", subdiv=region, years=year))


def known_regions() -> tuple[str, ...]:
    """The codes of all regions with a calendar of their own."""
    import holidays

    return tuple(sorted(holidays.list_supported_countries()["NZ"]))
