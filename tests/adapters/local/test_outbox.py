"""The outbox: one atomic file per key, first as a draft, sent by a rename."""

import asyncio
import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.local.outbox import Outbox
from bot.ports import Busy, Gone, Letter, Mail, MailboxEntry, Rejected, Unclear

NOON = datetime(2026, 11, 22, 0, 0, 0, 123456, tzinfo=UTC)
LETTER = Letter(
    key="R-7K2M",
    reference="R-7K2M",
    to="security@example.org",
    subject="Escalation R-7K2M: a threat",
    text="Kia ora",
    html="<p>Kia ora</p>",
    is_urgent=True,
)


class ThreadedClock:
    """A set clock."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.asked_from: threading.Thread | None = None

    def __call__(self) -> datetime:
        self.asked_from = threading.current_thread()
        return self.at


@pytest.fixture
def clock() -> ThreadedClock:
    return ThreadedClock(NOON)


@pytest.fixture
def outbox(tmp_path: Path, clock: ThreadedClock) -> Outbox:
    return Outbox(tmp_path / "outbox", "bot@example.org", clock)


def _files(outbox: Outbox) -> list[str]:
    """Everything in the folder, half files and drafts as well."""
    paths = (path for path in outbox.folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(outbox.folder)) for path in paths)


async def _send(mail: Mail, letter: Letter = LETTER) -> None:
    await mail.send_draft(await mail.create_draft(letter))


async def test_a_draft_waits_out_of_sight_until_it_is_sent(outbox: Outbox) -> None:
    draft_id = await outbox.create_draft(LETTER)
    assert _files(outbox) == [".drafts/R-7K2M.eml"]

    await outbox.send_draft(draft_id)

    assert _files(outbox) == ["R-7K2M.eml"]


async def test_it_left_when_it_was_sent_and_not_when_it_was_written(
    outbox: Outbox, clock: ThreadedClock
) -> None:
    draft_id = await outbox.create_draft(LETTER)
    clock.at += timedelta(minutes=3)

    await outbox.send_draft(draft_id)

    assert await outbox.look_up("R-7K2M") == MailboxEntry(sent_at=clock.at)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("R-7K2M:leader", "R-7K2M%3Aleader.eml"),
        ("../../R-7K2M", "%2E%2E%2F%2E%2E%2FR-7K2M.eml"),
        ("unfinished[*]?", "unfinished%5B%2A%5D%3F.eml"),
        ("/", "%2F.eml"),
        ("\ud83d\0", "%3F%00.eml"),
    ],
)
async def test_any_key_is_one_safe_name(outbox: Outbox, key: str, name: str) -> None:
    await _send(outbox, replace(LETTER, key=key))

    assert _files(outbox) == [name]
    assert (await outbox.look_up(key)).sent_at == NOON


async def test_long_keys_are_told_apart(outbox: Outbox) -> None:
    await _send(outbox, replace(LETTER, key="ā" * 300))
    await _send(outbox, replace(LETTER, key="ā" * 301))

    assert len(_files(outbox)) == 2
    assert await outbox.has_left("ā" * 300)
    assert not await outbox.has_left("ā" * 302)


async def test_a_mail_that_has_left_is_never_replaced(outbox: Outbox, clock: ThreadedClock) -> None:
    await _send(outbox)
    before = (outbox.folder / "R-7K2M.eml").read_bytes()
    clock.at += timedelta(days=1)

    await _send(outbox, replace(LETTER, subject="Another"))

    assert (outbox.folder / "R-7K2M.eml").read_bytes() == before
    assert await outbox.look_up("R-7K2M") == MailboxEntry(sent_at=NOON)
    assert _files(outbox) == ["R-7K2M.eml"]


async def test_many_writers_at_once_leave_one_draft_and_many_senders_one_mail(
    outbox: Outbox,
) -> None:
    ids = await asyncio.gather(*(outbox.create_draft(LETTER) for _ in range(20)))
    assert (len(set(ids)), _files(outbox)) == (1, [".drafts/R-7K2M.eml"])

    sent = await asyncio.gather(
        *(outbox.send_draft(ids[0]) for _ in range(20)), return_exceptions=True
    )

    assert {type(one) for one in sent} <= {type(None), Gone}
    assert None in sent
    assert _files(outbox) == ["R-7K2M.eml"]


async def test_only_the_owner_may_read_it(outbox: Outbox) -> None:
    outbox.folder.mkdir(mode=0o755)

    await outbox.create_draft(LETTER)
    await _send(outbox, replace(LETTER, key="R-8L3N"))

    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((outbox.folder / ".drafts").stat().st_mode) == 0o700
    assert stat.S_IMODE((outbox.folder / ".drafts" / "R-7K2M.eml").stat().st_mode) == 0o600
    assert stat.S_IMODE((outbox.folder / "R-8L3N.eml").stat().st_mode) == 0o600


class Killed(BaseException):
    """Simulates the death of the process."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", ["fsync", "link"])
async def test_a_writer_killed_half_way_leaves_no_half_draft(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, step, _killed)
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Killed):
            await outbox.create_draft(LETTER)
    assert [name for name in _files(outbox) if not name.endswith(".part")] == []
    assert len(_files(outbox)) == 1
    assert await outbox.look_up("R-7K2M") == MailboxEntry()

    await _send(outbox)

    assert _files(outbox) == ["R-7K2M.eml"]


@pytest.mark.parametrize("step", ["utime", "link"])
async def test_a_sender_killed_before_it_left_sends_it_when_asked_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    draft_id = await outbox.create_draft(LETTER)
    with monkeypatch.context() as patched:
        patched.setattr(os, step, _killed)
        with pytest.raises(Killed):
            await outbox.send_draft(draft_id)
    assert await outbox.look_up("R-7K2M") == MailboxEntry(drafts=(draft_id,))

    await outbox.send_draft(draft_id)

    assert await outbox.has_left("R-7K2M")


async def test_a_sender_killed_just_after_it_left_has_sent_it(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = await outbox.create_draft(LETTER)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", _killed)
        with pytest.raises(Killed):
            await outbox.send_draft(draft_id)

    assert await outbox.look_up("R-7K2M") == MailboxEntry(sent_at=NOON)

    assert _files(outbox) == ["R-7K2M.eml"]


async def test_a_mail_that_is_sent_again_still_left_when_it_first_did(
    outbox: Outbox, clock: ThreadedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = await outbox.create_draft(LETTER)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", _killed)
        with pytest.raises(Killed):
            await outbox.send_draft(draft_id)
    clock.at += timedelta(minutes=5)

    await outbox.send_draft(draft_id)

    assert await outbox.look_up("R-7K2M") == MailboxEntry(sent_at=NOON)


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


async def test_a_full_disk_is_a_failure_that_is_tried_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full)
        with pytest.raises(Busy):
            await outbox.create_draft(LETTER)

    assert _files(outbox) == []
    assert await outbox.create_draft(LETTER)


async def test_a_disk_that_fails_while_sending_leaves_it_unclear(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = await outbox.create_draft(LETTER)
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", _full)
        with pytest.raises(Unclear):
            await outbox.send_draft(draft_id)

    assert await outbox.look_up("R-7K2M") == MailboxEntry(drafts=(draft_id,))


@pytest.mark.parametrize("draft_id", ["", ".", "..", "../R-7K2M", "R-7K2M\n", "ā", "x" * 101])
async def test_an_id_that_no_draft_can_have_is_gone(outbox: Outbox, draft_id: str) -> None:
    await outbox.create_draft(LETTER)

    with pytest.raises(Gone):
        await outbox.send_draft(draft_id)
    await outbox.delete_draft(draft_id)

    assert _files(outbox) == [".drafts/R-7K2M.eml"]


@pytest.mark.parametrize(
    "reference",
    ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "R-1\n", "R 1", "ā", "x" * 65, "*"],
)
async def test_a_reference_that_is_no_plain_name_is_rejected(
    outbox: Outbox, reference: str
) -> None:
    with pytest.raises(Rejected):
        await outbox.create_draft(replace(LETTER, reference=reference))

    assert not outbox.folder.exists()


@pytest.mark.parametrize(
    "to", ["", "security", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org"]
)
async def test_an_address_that_is_not_one_address_is_rejected(outbox: Outbox, to: str) -> None:
    with pytest.raises(Rejected):
        await outbox.create_draft(replace(LETTER, to=to))

    assert not outbox.folder.exists()


async def test_the_loop_is_free_while_a_file_is_written(
    outbox: Outbox, clock: ThreadedClock
) -> None:
    await outbox.create_draft(LETTER)

    assert clock.asked_from is not None
    assert clock.asked_from is not threading.current_thread()


async def test_a_follow_up_names_the_first_mail_once_that_is_sent(outbox: Outbox) -> None:
    early = replace(LETTER, key="R-7K2M/added/1", in_reply_to=LETTER.key)
    await _send(outbox, early)
    await _send(outbox)
    await _send(outbox, replace(early, key="R-7K2M/added/2"))

    files = (outbox.folder / f"R-7K2M%2Fadded%2F{number}.eml" for number in (1, 2))
    assert [b"In-Reply-To: <R-7K2M@example.org>" in it.read_bytes() for it in files] == [
        False,
        True,
    ]
