"""Loads and checks durations, working hours and retention."""

from datetime import timedelta

from bot.content.loading import checks
from bot.content.loading.errors import Location
from bot.content.loading.reader import ContentReader
from bot.domain.timers import (
    MailboxHours,
    MailTimers,
    SecurityTimers,
    Timers,
    WorkingDays,
    WorkingHours,
    known_regions,
    public_holidays,
)

_FILE = "timers.toml"
_LONGEST_LINK = timedelta(days=90)
"""Whoever holds a link answers as Security, so it does not live for good."""


def read_timers(reader: ContentReader) -> Timers | None:
    """timers.toml; warns of decisions that the content owner has not made."""
    timers = reader.model(_FILE, Timers)
    if timers is None:
        return None
    location = reader.location(_FILE)
    _check_mail(timers.mail, location.at("mail"))
    _check_security(timers.security, location.at("security"))
    if timers.draft.reminded_before >= timers.draft.deleted_after:
        location.at("draft", "reminded_before").error("must be shorter than deleted_after")
    _check_spans(timers, location)
    _check_retention(timers, location.at("retention"))
    _check_hours(timers.working_hours, location.at("working_hours"))
    _check_mailbox(timers.security_mailbox, reader)
    if timers.retention.reports is None:
        reader.warnings.append(
            f"{_FILE}: retention > reports is not decided, so reports are kept for good."
        )
    _check_regions(timers.working_hours.regions, reader, "working_hours")
    return timers


def _check_mail(mail: MailTimers, location: Location) -> None:
    if mail.resend_after <= mail.first_look:
        location.at("resend_after").error("must be longer than first_look")
    if mail.park_after <= mail.resend_after:
        location.at("park_after").error("must be longer than resend_after")


def _check_security(security: SecurityTimers, location: Location) -> None:
    """Checks that a closed report can be opened again by the link that closed it."""
    if security.link_lives > _LONGEST_LINK:
        location.at("link_lives").error(f"must be {_LONGEST_LINK.days} days or shorter")
    if security.link_lives <= security.reopens_for:
        location.at("link_lives").error("must be longer than reopens_for")


_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=7)
_MOST_DAYS = 5
_LATEST_CHECK_IN = timedelta(days=28)


def _check_spans(timers: Timers, location: Location) -> None:
    """Checks that nobody is hurried, and that a reminder still helps."""
    after = timers.entries.reminded_after
    fits = (
        after.days <= _MOST_DAYS
        if isinstance(after, WorkingDays)
        else _SHORTEST <= after <= _LONGEST
    )
    if not fits:
        location.at("entries", "reminded_after").error(
            'must be from "1 hour" to "7 days", or up to "5 working days"'
        )
    first, second = timers.check_in.first_after, timers.check_in.second_after
    if not _SHORTEST <= first < second:
        location.at("check_in", "first_after").error(
            'must be "1 hour" or longer, and shorter than second_after'
        )
    if second > _LATEST_CHECK_IN:
        location.at("check_in", "second_after").error('must be "28 days" or shorter')


def _check_retention(timers: Timers, location: Location) -> None:
    """Checks that both outlast an unfinished report, which needs them."""
    kept = {"chats": timers.retention.chats, "looked_up": timers.retention.looked_up}
    for name, duration in kept.items():
        if duration <= timers.draft.deleted_after:
            location.at(name).error("must be longer than draft > deleted_after")


def _check_hours(hours: WorkingHours, location: Location) -> None:
    if hours.closes <= hours.opens:
        location.at("closes").error("must be later than opens")
    days = location.at("days")
    checks.check_unique(
        [(days.at(n), day.name.capitalize()) for n, day in enumerate(hours.days, 1)]
    )


def _check_mailbox(mailbox: MailboxHours, reader: ContentReader) -> None:
    """Checks that hours are given where they are read, and nowhere else."""
    table = ("security_mailbox", "hours")
    location = reader.location(_FILE).at(*table)
    if not mailbox.is_confirmed:
        reader.warnings.append(
            f"{_FILE}: security_mailbox > read is still to be confirmed, so people are told that "
            "it may not be read before the next working day."
        )
    if mailbox.read == "these-hours" and mailbox.hours is None:
        location.missing()
    elif mailbox.read != "these-hours" and mailbox.hours is not None:
        location.error('is read only with read = "these-hours"')
    elif mailbox.hours is not None:
        _check_hours(mailbox.hours, location)
        _check_regions(mailbox.hours.regions, reader, *table)


def _check_regions(regions: tuple[str, ...], reader: ContentReader, *table: str) -> None:
    """Checks that every region is known; the calendar is loaded only if one is named."""
    location = reader.location(_FILE).at(*table, "regions")
    checks.check_unique([(location.at(n), region) for n, region in enumerate(regions, 1)])
    for number, region in enumerate(regions, 1):
        if region not in (known := known_regions()):
            location.at(number).error(f'"{region}" is not allowed; use one of {", ".join(known)}')
        elif public_holidays(reader.today.year, region) == public_holidays(reader.today.year):
            reader.warnings.append(
                f"{_FILE}: {' > '.join(table)} > regions: the calendar knows no anniversary day of "
                f"{region}, so no anniversary day is left out."
            )
