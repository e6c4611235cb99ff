"""`export`, `purge`, `release` and `insight` as processes of their own, beside a bot at work."""

import getpass
import json
import os
import pwd
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import CannotOpen, compatible_from
from bot.adapters.storage.tables import audit, tasks
from bot.admin.commands import REFERENCE_FORMAT, current_user
from bot.admin.insight import NO_WEEK
from bot.domain.escalation import MailTrouble
from bot.domain.insight import Count
from bot.domain.people import KnownPerson
from bot.domain.scenario import Level
from bot.ports import ChatState
from tests import at_time
from tests.adapters.storage.builders import LEASE, REPORTER, START, a_report, a_submission
from tests.adapters.storage.conftest import Store
from tests.processes import environment

ROOT = Path(__file__).parents[2]
EMPTY = ChatState(document=None, version=0, draft=None, draft_version=0)
COMMANDS = (
    ("export", "DH-0001"),
    ("purge",),
    ("purge", "--apply"),
    ("release", "DH-0001", "--again"),
    ("insight",),
)


def run(command: str, url: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """One command on this database, when the tests' clocks have just begun."""
    return subprocess.run(
        at_time.command(START, command, *arguments),
        cwd=ROOT,
        env=environment(more, DATABASE_URL=url),
        capture_output=True,
        timeout=60,
        check=False,
    )


async def test_a_report_is_exported_while_a_worker_holds_its_task(
    store: Store, database_url: str
) -> None:
    await store.reports.submit(a_submission(a_report()))
    task = await store.claim()

    done = run("export", database_url, " dh-0001 ", PYTHONIOENCODING="ascii", USER="somebody-else")

    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found["report"]["reference"] == "DH-0001"
    assert "it said kūmara".encode() in done.stdout
    assert found["exported_at"].startswith(f"{START:%Y-%m-%dT%H:%M}")
    name = pwd.getpwuid(os.getuid()).pw_name
    assert found["exported_by"] == name
    assert await store.rows(select(audit.c.by, audit.c.act, audit.c.reference)) == [
        (name, "export", "DH-0001")
    ]
    assert task is not None
    assert await store.rows(select(tasks.c.lease)) == [(task.lease,)]


async def test_purge_looks_while_a_worker_holds_a_task(store: Store, database_url: str) -> None:
    await store.reports.submit(a_submission())
    task = await store.claim()

    done = run("purge", database_url)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Nothing was deleted" in done.stdout
    assert task is not None
    await store.tasks.extend(task, LEASE)


async def test_a_reference_that_nobody_has_is_one_sentence(database_url: str) -> None:
    done = run("export", database_url, "DH-9999")

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"No report has the reference DH-9999.\n{REFERENCE_FORMAT}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_address_that_is_none_is_named_and_not_quoted(command: Sequence[str]) -> None:
    done = run(command[0], "mysql://bot:an-invented-secret@db/bot", *command[1:])

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"DATABASE_URL is not valid")
    assert b"secret" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_that_is_not_there_is_not_made(command: Sequence[str], tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "bot.db"

    done = run(command[0], f"sqlite+aiosqlite:///{file}", *command[1:])

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"cannot be opened: there is no such file" in done.stderr
    assert not file.parent.exists()


@pytest.mark.parametrize("version", ["0002", "0999"])
async def test_a_database_of_another_release_is_left_as_it_is(
    store: Store, database_url: str, version: str
) -> None:
    async with store.database.write() as connection:
        await connection.execute(update(compatible_from).values(version_num=version))

    with pytest.raises(CannotOpen, match="release"):
        await Database.join(database_url)

    assert await store.rows(select(compatible_from.c.version_num)) == [(version,)]


def test_a_user_without_a_name_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 987_654)

    assert current_user() == "uid 987654"


def test_what_the_environment_says_of_the_user_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")

    assert getpass.getuser() == "somebody-else" != current_user()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_out_of_reach_is_one_sentence_without_its_password(
    command: Sequence[str],
) -> None:
    # Nobody listens there.
    address = "postgresql+asyncpg://bot:an-invented-secret@127.0.0.1:1/bot"

    done = run(command[0], address, *command[1:])

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"cannot be opened" in done.stderr
    assert b"secret" not in done.stderr


async def test_purge_with_apply_deletes_and_says_how_much(store: Store, database_url: str) -> None:
    store.clock.now = START - timedelta(days=3650)
    await store.people.remember_known(REPORTER, KnownPerson())

    done = run("purge", database_url, "--apply")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"people of whom nothing is needed any more: 1\n" in done.stdout
    name = pwd.getpwuid(os.getuid()).pw_name
    assert await store.rows(select(audit.c.by, audit.c.act)) == [(name, "purge")]
    assert await store.people.known(REPORTER) is None


async def test_insight_prints_weeks_that_are_over_and_no_small_group(
    store: Store, database_url: str
) -> None:
    store.clock.now = START - timedelta(weeks=2)
    for number in range(11):
        counts = [Count("situation", "threat"), Count("ended", "preview" if number else "danger")]
        await store.conversations.save(
            f"chat {number}", REPORTER, EMPTY, document={}, draft=None, counts=counts
        )
    store.clock.now = START

    printed = run("insight", database_url)
    document = json.loads(run("insight", database_url, "--json").stdout)

    ends = {it["key"]: it["number"] for it in document["tables"]["ended"]["groups"]}
    assert (printed.returncode, printed.stderr) == (0, b"")
    assert b"    10  " in printed.stdout
    assert {key: number for key, number in ends.items() if number} == {"preview": 10}


async def test_insight_says_that_no_week_is_over_yet(store: Store, database_url: str) -> None:
    counts = [Count("situation", "threat")]
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=None, counts=counts)

    assert run("insight", database_url).stdout.decode() == f"{NO_WEEK}\n"
    assert run("insight", database_url, "--json").stdout == b"{}\n"


async def test_a_missing_mail_is_released_beside_a_worker(store: Store, database_url: str) -> None:
    await store.reports.submit(a_submission(a_report(level=Level.URGENT)))
    await store.reports.change(
        "report-1", lambda it: it.mail_troubled(MailTrouble.UNCONFIRMED, at=START)
    )
    task = await store.claim()

    looked = run("release", database_url, "dh-0001")
    done = run("release", database_url, "dh-0001", "--again")
    once_more = run("release", database_url, "DH-0001", "--again")

    assert (looked.returncode, done.returncode, once_more.returncode) == (0, 0, 1)
    assert b"It may have left" in looked.stdout
    assert b"send it once more" in done.stdout
    assert b"a third is never made" in once_more.stderr
    name = pwd.getpwuid(os.getuid()).pw_name
    assert await store.rows(select(audit.c.by, audit.c.act)) == [(name, "release --again")]
    assert task is not None
    await store.tasks.extend(task, LEASE)


async def test_both_answers_at_once_are_refused(store: Store, database_url: str) -> None:
    done = run("release", database_url, "DH-0001", "--arrived", "--again")

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"one of --arrived and --again" in done.stderr


async def test_a_release_of_what_nobody_has_is_one_sentence(database_url: str) -> None:
    done = run("release", database_url, "DH-9999", "--arrived")

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"No report has the reference DH-9999.\n{REFERENCE_FORMAT}\n"
