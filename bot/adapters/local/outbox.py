"""Mail of local mode: each letter becomes one .eml file, named by its reference."""

import asyncio
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from bot.adapters.local.people_file import MAIL_ADDRESS
from bot.ports import Busy, Clock, Letter, Rejected

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Outbox:
    """Keeps the promise of Mail with files: one a reference, whole or absent."""

    folder: Path
    sender: str
    clock: Clock = _now

    async def send(self, letter: Letter) -> datetime:
        """When the first file of this reference was written. Raises Rejected, Busy."""
        if not REFERENCE.fullmatch(letter.reference) or not MAIL_ADDRESS.fullmatch(letter.to):
            raise Rejected
        return await asyncio.to_thread(self._send, letter)

    def _send(self, letter: Letter) -> datetime:
        place = self.folder / f"{letter.reference}.eml"
        try:
            if not place.exists():
                self._write(letter, place)
            return _written_at(place)
        except OSError as error:
            raise Busy from error

    def _write(self, letter: Letter, place: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        at = self.clock()
        with self._part(letter.reference) as (handle, part):
            _fill(handle, _message(letter, self.sender, at).as_bytes(), at)
            # A link, unlike a rename, never replaces what somebody else wrote first.
            with suppress(FileExistsError, FileNotFoundError):
                os.link(part, place)
        _sync_folder(self.folder)

    @contextmanager
    def _part(self, reference: str) -> Iterator[tuple[int, Path]]:
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f".{reference}.", suffix=".part")
        try:
            yield handle, Path(name)
        finally:
            os.close(handle)
            # Also what a killed sender of the same letter left behind.
            for part in self.folder.glob(f".{reference}.*.part"):
                part.unlink(missing_ok=True)


def _fill(handle: int, content: bytes, at: datetime) -> None:
    with os.fdopen(handle, "wb", closefd=False) as file:
        file.write(content)
    written = (at - EPOCH) // timedelta(microseconds=1) * 1000
    os.utime(handle, ns=(written, written))
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written_at(place: Path) -> datetime:
    return EPOCH + timedelta(microseconds=place.stat().st_mtime_ns // 1000)


def _message(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    message["X-Report-Reference"] = letter.reference
    if letter.is_urgent:
        message["Importance"] = "high"
    message.set_content(_encodable(letter.text), cte="quoted-printable")
    message.add_alternative(_encodable(letter.html), subtype="html", cte="quoted-printable")
    return message


def _one_line(subject: str) -> str:
    """A line break in a subject would start a header of somebody else's choice."""
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())


def _encodable(words: str) -> str:
    return words.encode("utf-8", "replace").decode("utf-8")
