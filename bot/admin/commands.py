"""The commands `export`, `purge`, `release` and `insight`. All are safe while the bot runs."""

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.adapters.clock import today, utc_now
from bot.adapters.storage.admin import NoSuchReport, SqlAuditedReports, SqlReportExport
from bot.adapters.storage.counters import SqlCounters
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from bot.adapters.storage.tables import BrokenDocument
from bot.admin.export import record_json
from bot.admin.insight import NO_WEEK, Insight, insight_from
from bot.admin.purge import Purge
from bot.admin.release import MailRelease, NotMissing
from bot.content import Content, ContentRefused, load
from bot.domain.timers import week_of
from bot.observability import configure
from bot.ports import Busy
from bot.services.reports.follow_ups import FollowUps
from bot.settings import SettingsRefused, database_url

REFERENCE_FORMAT = (
    "A reference has eight letters and digits, such as 7KQ2-M9TX, and none of 0, 1, I, L, O and U; "
    "it stands in the subject of the mail. Of a report that was deleted nothing is left."
)
_REFERENCE_LENGTH = 8

ResultT = TypeVar("ResultT")


def export(options: Namespace) -> int:
    """Writes everything stored about one report to standard output, as JSON."""
    reference, by = normalized_reference(options.reference), current_user()

    async def read(database: Database) -> str:
        return record_json(
            await SqlReportExport(database, utc_now).export(reference, by=by), by=by, at=utc_now()
        )

    try:
        text = _with_database(read)
    except NoSuchReport:
        return _fail(f"No report has the reference {reference}.", REFERENCE_FORMAT)
    except (CannotOpen, SettingsRefused, BrokenDocument) as refused:
        return _fail(str(refused))
    except Busy:
        return _fail("The database is out of reach for now: nothing was exported.")
    # As UTF-8: the encoding of the terminal may lack letters of names.
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return 0


def purge(options: Namespace) -> int:
    """Counts what is stored longer than content allows; `--apply` deletes it."""
    try:
        content = _content()

        async def work(database: Database) -> list[str]:
            retention = Purge(database, content.timers.retention, utc_now)
            if options.apply:
                return await retention.apply(by=current_user())
            return await retention.preview()

        sentences = _with_database(work)
    except (CannotOpen, SettingsRefused) as refused:
        return _fail(str(refused))
    except ContentRefused as refused:
        return _fail(*refused.errors)
    except Busy:
        return _fail("The database is out of reach for now: what is left can be deleted later.")
    return _succeed(sentences)


def release(options: Namespace) -> int:
    """Prints the status of a mail; `--arrived` and `--again` settle a missing one."""
    if options.arrived and options.again:
        return _fail("Say one of --arrived and --again. Nothing was changed.")
    reference, by = normalized_reference(options.reference), current_user()
    try:
        follow_ups = FollowUps(_content().timers)

        async def work(database: Database) -> list[str]:
            mail = MailRelease(SqlAuditedReports(database, follow_ups, utc_now), utc_now)
            if options.arrived:
                return await mail.arrived(reference, by=by)
            if options.again:
                return await mail.again(reference, by=by)
            return await mail.status(reference)

        return _succeed(_with_database(work))
    except NoSuchReport:
        return _fail(f"No report has the reference {reference}.", REFERENCE_FORMAT)
    except NotMissing as refused:
        return _fail(str(refused), "Nothing was changed.")
    except (CannotOpen, SettingsRefused, BrokenDocument) as refused:
        return _fail(str(refused))
    except ContentRefused as refused:
        return _fail(*refused.errors)
    except Busy:
        return _fail("The database is out of reach for now: look again what was kept.")


def insight(options: Namespace) -> int:
    """Prints what the counters say of the weeks that are over; `--json` for a program."""
    until = week_of(utc_now())
    try:
        content = _content()

        async def read(database: Database) -> Insight | None:
            return insight_from(await SqlCounters(database).totals(until), content, until)

        found = _with_database(read)
    except (CannotOpen, SettingsRefused) as refused:
        return _fail(str(refused))
    except ContentRefused as refused:
        return _fail(*refused.errors)
    except Busy:
        return _fail("The database is out of reach for now.")
    if found is None:
        return _succeed(["{}"]) if options.json else _succeed([NO_WEEK])
    return _succeed([found.as_json()] if options.json else found.lines())


def normalized_reference(typed: str) -> str:
    """Two groups in capitals, whatever separates them; text of another length in capitals only."""
    chars = "".join(char for char in typed if char.isalnum()).upper()
    if len(chars) != _REFERENCE_LENGTH:
        return typed.strip().upper()
    half = _REFERENCE_LENGTH // 2
    return f"{chars[:half]}-{chars[half:]}"


def current_user() -> str:
    """The operating system's user; not from the environment, which the user can change."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # the user of a container may have no name
        return f"uid {os.getuid()}"


def _content() -> Content:
    folder = os.environ.get("CONTENT_DIR")
    return load(Path(folder), today=today()) if folder else load(today=today())


def _with_database(work: Callable[[Database], Awaitable[ResultT]]) -> ResultT:
    # First: an unexpected error must not print what is in the records.
    configure("WARNING", sys.stderr)
    url = database_url(os.environ)

    async def run() -> ResultT:
        database = await Database.join(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _succeed(sentences: Sequence[str]) -> int:
    sys.stdout.write("".join(f"{sentence}\n" for sentence in sentences))
    return 0


def _fail(*reasons: str) -> int:
    sys.stderr.write("".join(f"{reason}\n" for reason in reasons))
    return 1
