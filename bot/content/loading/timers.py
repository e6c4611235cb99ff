"""Reads how long things wait."""

from bot.content.loading import checks
from bot.content.loading.errors import Location
from bot.content.loading.reader import Reading
from bot.domain.timers import MailTimers, Timers
from bot.domain.working_time import WorkingHours, known_regions, public_holidays

_FILE = "timers.toml"


def read_timers(reading: Reading) -> Timers | None:
    """timers.toml; warns of what the content owner has not decided."""
    timers = reading.model(_FILE, Timers)
    if timers is None:
        return None
    place = reading.place(_FILE)
    _check_mail(timers.mail, place.at("mail"))
    if timers.draft.reminded_before >= timers.draft.deleted_after:
        place.at("draft", "reminded_before").refuse("must be shorter than deleted_after")
    _check_retention(timers, place.at("retention"))
    _check_hours(timers.working_hours, place.at("working_hours"))
    if timers.retention.reports is None:
        reading.warnings.append(
            f"{_FILE}: retention > reports is not decided, so reports are kept for good."
        )
    _check_regions(timers.working_hours.regions, reading)
    return timers


def _check_mail(mail: MailTimers, place: Location) -> None:
    if mail.resend_after <= mail.first_look:
        place.at("resend_after").refuse("must be longer than first_look")
    if mail.park_after <= mail.resend_after:
        place.at("park_after").refuse("must be longer than resend_after")


def _check_retention(timers: Timers, place: Location) -> None:
    """Whoever has an unfinished report needs both."""
    kept = {"chats": timers.retention.chats, "looked_up": timers.retention.looked_up}
    for name, duration in kept.items():
        if duration <= timers.draft.deleted_after:
            place.at(name).refuse("must be longer than draft > deleted_after")


def _check_hours(hours: WorkingHours, place: Location) -> None:
    if hours.closes <= hours.opens:
        place.at("closes").refuse("must be later than opens")
    days = place.at("days")
    checks.refuse_doubles(
        [(days.at(n), day.name.capitalize()) for n, day in enumerate(hours.days, 1)]
    )


def _check_regions(regions: tuple[str, ...], reading: Reading) -> None:
    """Refuses unknown regions; the calendar is opened only if any are named."""
    place = reading.place(_FILE).at("working_hours", "regions")
    checks.refuse_doubles([(place.at(n), region) for n, region in enumerate(regions, 1)])
    for number, region in enumerate(regions, 1):
        if region not in (known := known_regions()):
            place.at(number).refuse(f'"{region}" is not allowed; use one of {", ".join(known)}')
        elif public_holidays(reading.today.year, region) == public_holidays(reading.today.year):
            reading.warnings.append(
                f"{_FILE}: working_hours > regions: the calendar knows no anniversary day of "
                f"{region}, so no anniversary day is left out."
            )
