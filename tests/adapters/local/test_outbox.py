"""The outbox: one whole file a reference, readable by any mail program."""

import asyncio
import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from bot.adapters.local.outbox import Outbox
from bot.ports import Busy, Letter, Mail, Rejected

NOON = datetime(2026, 11, 22, 0, 0, 0, 123456, tzinfo=UTC)
LETTER = Letter(
    to="security@example.org",
    subject="Escalation R-7K2M: a threat at Kāinga Ora",
    text="Kia ora\n\nA long line that says what happened. " + "word " * 400,
    html="<p>Kia ora, <b>a threat</b> with macrons: ā ē ī ō ū</p>",
    reference="R-7K2M",
    is_urgent=True,
)


class SetClock:
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.asked_from: threading.Thread | None = None

    def __call__(self) -> datetime:
        self.asked_from = threading.current_thread()
        return self.at


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def outbox(tmp_path: Path, clock: SetClock) -> Outbox:
    return Outbox(tmp_path / "outbox", "bot@example.org", clock)


def _files(outbox: Outbox) -> list[str]:
    return sorted(path.name for path in outbox.folder.glob("*.eml"))


def _read(outbox: Outbox) -> EmailMessage:
    raw = (outbox.folder / "R-7K2M.eml").read_bytes()
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


async def test_a_letter_becomes_a_mail_with_text_and_html(outbox: Outbox) -> None:
    mail: Mail = outbox

    sent_at = await mail.send(LETTER)

    message = _read(outbox)
    assert sent_at == NOON
    assert message.get_content_type() == "multipart/alternative"
    assert _part(message, "plain").strip() == LETTER.text.strip()
    assert _part(message, "html").strip() == LETTER.html
    assert (message["From"], message["To"]) == ("bot@example.org", "security@example.org")
    assert message["Subject"] == LETTER.subject
    assert message["X-Report-Reference"] == "R-7K2M"
    assert message["Message-ID"] == "<R-7K2M@example.org>"
    assert message["Date"].datetime == NOON.replace(microsecond=0)
    assert message["Importance"] == "high"
    assert not message.defects


async def test_the_file_is_plain_ascii_with_short_lines(outbox: Outbox) -> None:
    await outbox.send(LETTER)

    raw = (outbox.folder / "R-7K2M.eml").read_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


async def test_an_ordinary_letter_has_no_importance(outbox: Outbox) -> None:
    await outbox.send(replace(LETTER, is_urgent=False))

    assert _read(outbox)["Importance"] is None


async def test_asking_again_sends_nothing_and_returns_the_first_time(
    outbox: Outbox, clock: SetClock
) -> None:
    await outbox.send(LETTER)
    clock.at += timedelta(days=1)

    again = await outbox.send(replace(LETTER, subject="Another"))

    assert again == NOON
    assert _read(outbox)["Subject"] == LETTER.subject


async def test_two_senders_at_once_leave_one_file(outbox: Outbox, tmp_path: Path) -> None:
    other = Outbox(outbox.folder, "bot@example.org", SetClock(NOON + timedelta(seconds=1)))

    times = await asyncio.gather(*(box.send(LETTER) for box in (outbox, other) * 10))

    assert len(set(times)) == 1
    assert _files(outbox) == ["R-7K2M.eml"]


async def test_only_the_owner_may_read_it(outbox: Outbox) -> None:
    outbox.folder.mkdir(mode=0o755)

    await outbox.send(LETTER)

    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((outbox.folder / "R-7K2M.eml").stat().st_mode) == 0o600


class Killed(BaseException):
    """Stands for the end of the process."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", ["fsync", "utime", "link"])
async def test_a_sender_killed_half_way_leaves_no_half_mail(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, step, _killed)
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Killed):
            await outbox.send(LETTER)
    assert _files(outbox) == []
    left_behind = [name for name in os.listdir(outbox.folder) if name.endswith(".part")]
    assert len(left_behind) == 1

    await outbox.send(LETTER)

    assert os.listdir(outbox.folder) == ["R-7K2M.eml"]
    assert _part(_read(outbox), "html").strip() == LETTER.html


async def test_a_full_disk_is_a_failure_that_is_tried_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Busy):
            await outbox.send(LETTER)

    assert os.listdir(outbox.folder) == []
    assert await outbox.send(LETTER) == NOON


@pytest.mark.parametrize(
    "reference",
    ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "R-1\n", "R 1", "ā", "x" * 65, "*"],
)
async def test_a_reference_that_is_no_plain_name_is_rejected(
    outbox: Outbox, reference: str
) -> None:
    with pytest.raises(Rejected):
        await outbox.send(replace(LETTER, reference=reference))

    assert not outbox.folder.exists()


@pytest.mark.parametrize(
    "to", ["", "security", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org"]
)
async def test_an_address_that_is_not_one_address_is_rejected(outbox: Outbox, to: str) -> None:
    with pytest.raises(Rejected):
        await outbox.send(replace(LETTER, to=to))

    assert not outbox.folder.exists()


async def test_a_subject_cannot_start_another_header(outbox: Outbox) -> None:
    await outbox.send(replace(LETTER, subject="A threat\r\nBcc: b@example.org\0\n\nbody"))

    message = _read(outbox)
    assert message["Bcc"] is None
    assert message["Subject"] == "A threat Bcc: b@example.org body"


async def test_half_an_emoji_does_not_hold_up_a_mail(outbox: Outbox) -> None:
    await outbox.send(replace(LETTER, text="Kia ora \ud83d", subject="Kia ora \ud83d"))

    assert _part(_read(outbox), "plain").strip() == "Kia ora ?"


async def test_the_loop_is_free_while_a_file_is_written(outbox: Outbox, clock: SetClock) -> None:
    await outbox.send(LETTER)

    assert clock.asked_from is not None
    assert clock.asked_from is not threading.current_thread()
