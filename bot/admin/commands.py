"""The commands `export`, `purge` and `release`. All may be used while the bot is at work."""

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.adapters.clock import today, utc_now
from bot.adapters.storage.admin import NoSuchReport, SqlRecords, SqlReleases
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen
from bot.adapters.storage.serialization import BrokenDocument
from bot.admin.export import as_text
from bot.admin.purge import Purging
from bot.admin.release import NotMissing, Releasing
from bot.content import Content, ContentRefused, load
from bot.observability import configure
from bot.ports import Busy
from bot.services.reports.follow_ups import FollowUps
from bot.settings import SettingsRefused, database_url

HOW_IT_LOOKS = (
    "A reference has eight letters and digits, such as 7KQ2-M9TX, and none of 0, 1, I, L, O and U; "
    "it stands in the subject of the mail. Of a report that was deleted nothing is left."
)
_LENGTH = 8


def as_kept(typed: str) -> str:
    """In capitals and in two groups, whatever stands between them; else just as it was typed."""
    signs = "".join(sign for sign in typed if sign.isalnum()).upper()
    if len(signs) != _LENGTH:
        return typed.strip().upper()
    return f"{signs[: _LENGTH // 2]}-{signs[_LENGTH // 2 :]}"


def who() -> str:
    """The user's name; not from the environment, which they can set as they like."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a user that has no name
        return f"uid {os.getuid()}"


ResultT = TypeVar("ResultT")


def export(options: Namespace) -> int:
    """Writes all that is kept of one report to standard output, as JSON."""
    reference, by = as_kept(options.reference), who()

    async def read(database: Database) -> str:
        return as_text(
            await SqlRecords(database, utc_now).export(reference, by=by), by=by, at=utc_now()
        )

    try:
        text = _on_the_database(read)
    except NoSuchReport:
        return _refused(f"No report has the reference {reference}.", HOW_IT_LOOKS)
    except (CannotOpen, SettingsRefused, BrokenDocument) as refused:
        return _refused(str(refused))
    except Busy:
        return _refused("The database is out of reach for now: nothing was exported.")
    # Names of people here do not fit into every terminal's own alphabet.
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return 0


def purge(options: Namespace) -> int:
    """Says what is kept longer than content allows and, if told to, deletes it."""
    try:
        content = _content()

        async def work(database: Database) -> list[str]:
            purging = Purging(database, content.timers.retention, utc_now)
            return await (purging.apply(by=who()) if options.apply else purging.look())

        sentences = _on_the_database(work)
    except (CannotOpen, SettingsRefused) as refused:
        return _refused(str(refused))
    except ContentRefused as refused:
        return _refused(*refused.errors)
    except Busy:
        return _refused("The database is out of reach for now: what is left can be deleted later.")
    return _said(sentences)


def release(options: Namespace) -> int:
    """Says where a mail stands or, told what became of a missing one, keeps that."""
    if options.arrived and options.again:
        return _refused("Say one of --arrived and --again. Nothing was changed.")
    reference, by = as_kept(options.reference), who()
    try:
        follow_ups = FollowUps(_content().timers)

        async def work(database: Database) -> list[str]:
            releasing = Releasing(SqlReleases(database, follow_ups, utc_now), utc_now)
            if options.arrived:
                return await releasing.arrived(reference, by=by)
            if options.again:
                return await releasing.again(reference, by=by)
            return await releasing.look(reference)

        return _said(_on_the_database(work))
    except NoSuchReport:
        return _refused(f"No report has the reference {reference}.", HOW_IT_LOOKS)
    except NotMissing as refused:
        return _refused(str(refused), "Nothing was changed.")
    except (CannotOpen, SettingsRefused, BrokenDocument) as refused:
        return _refused(str(refused))
    except ContentRefused as refused:
        return _refused(*refused.errors)
    except Busy:
        return _refused("The database is out of reach for now: look again what was kept.")


def _content() -> Content:
    folder = os.environ.get("CONTENT_DIR")
    return load(Path(folder), today=today()) if folder else load(today=today())


def _on_the_database(work: Callable[[Database], Awaitable[ResultT]]) -> ResultT:
    # Before anything else: an error that nobody expected must not quote what is in the records.
    configure("WARNING", sys.stderr)
    url = database_url(os.environ)

    async def run() -> ResultT:
        database = await Database.join(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _said(sentences: Sequence[str]) -> int:
    sys.stdout.write("".join(f"{sentence}\n" for sentence in sentences))
    return 0


def _refused(*reasons: str) -> int:
    sys.stderr.write("".join(f"{reason}\n" for reason in reasons))
    return 1
