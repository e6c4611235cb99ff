"""Mail of local mode: each letter is an .eml file named by its key, written whole or not at all."""

import asyncio
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import TypeVar
from urllib.parse import quote

from bot.adapters.clock import utc_now
from bot.adapters.local.people_file import MAIL_ADDRESS
from bot.ports import (
    Busy,
    Clock,
    Failure,
    Gone,
    Letter,
    MailboxEntry,
    NonDeliveryReport,
    Rejected,
    Unclear,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def make_private(folder: Path) -> None:
    """Creates a folder that only its owner can read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_once(place: Path, content: bytes) -> None:
    """Writes a file unless it exists. Raises OSError."""
    with _part(place) as (handle, part):
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(handle)
        # Unlike a rename, a link never replaces a file that another process wrote first.
        with suppress(FileExistsError, FileNotFoundError):
            os.link(part, place)
    sync(place.parent)
    # Raises if another writer of the same file failed and removed this one's part file too.
    place.stat()


def sync(folder: Path) -> None:
    """Flushes the folder's entries, so that they survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp(path: Path, at: datetime) -> None:
    """Sets a file's modification time, to the microsecond."""
    moment = (at - EPOCH) // timedelta(microseconds=1) * 1000
    os.utime(path, ns=(moment, moment))


def stamped_at(path: Path) -> datetime:
    """A file's modification time. Raises OSError."""
    return EPOCH + timedelta(microseconds=path.stat().st_mtime_ns // 1000)


@contextmanager
def _part(place: Path) -> Iterator[tuple[int, Path]]:
    handle, part = mkstemp(dir=place.parent, prefix=f".{place.stem}.", suffix=".part")
    try:
        yield handle, Path(part)
    finally:
        os.close(handle)
        # Also removes the part files of killed writers of the same file.
        for part_file in place.parent.glob(f".{place.stem}.*.part"):
            part_file.unlink(missing_ok=True)


def eml(letter: Letter, mark: str, sender: str, at: datetime, answered: str = "") -> bytes:
    """The mail with text, HTML and attachments; its Message-ID is made from the mark.

    `answered` is the mark of the mail whose thread it continues.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _message_id(mark, sender)
    if answered:
        message["In-Reply-To"] = message["References"] = _message_id(answered, sender)
    message["X-Report-Reference"] = letter.reference
    if letter.is_urgent:
        message["Importance"] = "high"
    message.set_content(_encodable(letter.text), cte="quoted-printable")
    message.add_alternative(_encodable(letter.html), subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        kind, _, subkind = attachment.media_type.partition("/")
        name = _one_line(attachment.name)
        message.add_attachment(attachment.content, kind, subkind, filename=name)
    return message.as_bytes()


def _message_id(mark: str, sender: str) -> str:
    return f"<{mark}@{sender.rpartition('@')[2]}>"


def _one_line(words: str) -> str:
    """Against header injection: a line break in a subject would start another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _encodable(words: str) -> str:
    return words.encode("utf-8", "replace").decode("utf-8")


REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONGEST_NAME = 100
DRAFT_ID = re.compile(rf"[A-Za-z0-9_~%-]{{1,{LONGEST_NAME}}}")
T = TypeVar("T")


@dataclass(frozen=True)
class Outbox:
    """Fulfils Mail with atomic files: drafts in .drafts/, sent mails in the folder itself.

    Idempotent: a key has at most one draft and one mail.
    """

    folder: Path
    sender: str
    clock: Clock = utc_now

    async def look_up(self, key: str) -> MailboxEntry:
        """The mail or the draft with this key."""
        return await _in_thread(self._look_up, _name(key), Busy)

    async def has_left(self, key: str) -> bool:
        """Whether the mail is in the folder."""
        return await _in_thread(lambda name: self._sent(name).exists(), _name(key), Busy)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """Never any."""
        return ()

    async def create_draft(self, letter: Letter) -> str:
        """Writes a draft under the letter's key. Raises Rejected, Busy."""
        addresses = [letter.to, *([letter.reply_to] if letter.reply_to else [])]
        if not REFERENCE.fullmatch(letter.reference) or not all(
            map(MAIL_ADDRESS.fullmatch, addresses)
        ):
            raise Rejected
        return await _in_thread(lambda name: self._write(letter, name), _name(letter.key), Busy)

    async def send_draft(self, draft_id: str) -> None:
        """Moves a draft to the sent mails. Raises Gone, Unclear."""
        await _in_thread(self._send, _checked(draft_id), Unclear)

    async def delete_draft(self, draft_id: str) -> None:
        """Idempotent."""
        with suppress(Gone):
            await _in_thread(self._drop, _checked(draft_id), Busy)

    @property
    def _drafts(self) -> Path:
        return self.folder / ".drafts"

    def _draft(self, name: str) -> Path:
        return self._drafts / f"{name}.eml"

    def _sent(self, name: str) -> Path:
        return self.folder / f"{name}.eml"

    def _look_up(self, name: str) -> MailboxEntry:
        sent, draft = self._sent(name), self._draft(name)
        if sent.exists():
            # Left behind by a process killed between linking and deleting.
            draft.unlink(missing_ok=True)
            return MailboxEntry(sent_at=stamped_at(sent))
        return MailboxEntry(drafts=(name,) if draft.exists() else ())

    def _write(self, letter: Letter, name: str) -> str:
        make_private(self.folder)
        make_private(self._drafts)
        answered = _name(letter.in_reply_to) if letter.in_reply_to else ""
        is_sent = bool(answered) and self._sent(answered).exists()
        written = eml(letter, name, self.sender, self.clock(), answered if is_sent else "")
        write_once(self._draft(name), written)
        return name

    def _send(self, name: str) -> None:
        draft, sent = self._draft(name), self._sent(name)
        try:
            if not sent.exists():
                stamp(draft, self.clock())
            with suppress(FileExistsError):
                os.link(draft, sent)
        except FileNotFoundError:
            raise Gone from None
        sync(self.folder)
        self._drop(name)

    def _drop(self, name: str) -> None:
        self._draft(name).unlink(missing_ok=True)


async def _in_thread(act: Callable[[str], T], name: str, failure: type[Failure]) -> T:
    try:
        return await asyncio.to_thread(act, name)
    except OSError as error:
        raise failure from error


def _name(key: str) -> str:
    """A file name for any key; a plain reference is its own file name."""
    name = quote(key, safe="", errors="replace").replace(".", "%2E")
    return name if len(name) <= LONGEST_NAME else sha256(name.encode()).hexdigest()


def _checked(draft_id: str) -> str:
    if not DRAFT_ID.fullmatch(draft_id):
        raise Gone
    return draft_id
