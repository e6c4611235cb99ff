"""Commits that several callers share."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.storage.engine.sqlite import GroupCommit, SqliteThread, WriteBatch


def adding(name: str) -> WriteBatch:
    """A batch that inserts one name."""
    return [("INSERT INTO names VALUES (?)", [name], 1)]


def naming_nobody(name: str) -> WriteBatch:
    """A batch that inserts a name, and then misses the row it updates."""
    return [*adding(name), ("UPDATE names SET name = '' WHERE name = 'nobody'", [], 1)]


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[SqliteThread]:
    """A connection to a file with one table of unique names."""
    thread = await SqliteThread.open(tmp_path / "names.db")
    await thread.run(lambda it: it.execute("CREATE TABLE names (name TEXT UNIQUE)"))
    yield thread
    await thread.close()


@pytest.fixture
def write_lock() -> asyncio.Lock:
    """What writers wait for."""
    return asyncio.Lock()


@pytest.fixture
def commits(thread: SqliteThread, write_lock: asyncio.Lock) -> GroupCommit:
    """The thing under test."""
    return GroupCommit(thread, write_lock)


def names(tmp_path: Path) -> list[str]:
    """What another process sees."""
    other = sqlite3.connect(tmp_path / "names.db")
    found = [name for (name,) in other.execute("SELECT name FROM names ORDER BY name")]
    other.close()
    return found


async def test_what_was_written_is_there_for_everybody(
    commits: GroupCommit, tmp_path: Path
) -> None:
    assert await commits.write(adding("Aroha"))

    assert names(tmp_path) == ["Aroha"]


async def test_those_who_wait_together_share_one_commit(
    commits: GroupCommit, thread: SqliteThread, write_lock: asyncio.Lock, tmp_path: Path
) -> None:
    said: list[str] = []
    await thread.run(lambda it: it.set_trace_callback(said.append))

    async with write_lock:
        waiting = [asyncio.create_task(commits.write(adding(name))) for name in "abc"]
        await asyncio.sleep(0)

    assert await asyncio.gather(*waiting) == [True, True, True]
    assert said.count("COMMIT") == 1
    assert names(tmp_path) == ["a", "b", "c"]


async def test_a_bundle_that_fails_leaves_no_trace_and_the_others_are_kept(
    commits: GroupCommit, tmp_path: Path
) -> None:
    bundles = [adding("a"), naming_nobody("b"), [*adding("c"), *adding("a")], adding("d")]

    outcomes = await asyncio.gather(*map(commits.write, bundles), return_exceptions=True)

    assert [outcomes[0], outcomes[1], outcomes[3]] == [True, False, True]
    assert isinstance(outcomes[2], sqlite3.IntegrityError)
    assert names(tmp_path) == ["a", "d"]


async def test_a_caller_who_goes_away_does_not_take_the_others_along(
    commits: GroupCommit, write_lock: asyncio.Lock, tmp_path: Path
) -> None:
    async with write_lock:
        first, second = (asyncio.create_task(commits.write(adding(name))) for name in "ab")
        await asyncio.sleep(0)
        first.cancel()

    assert await second
    assert "b" in names(tmp_path)


async def test_what_comes_later_is_written_too(commits: GroupCommit, tmp_path: Path) -> None:
    first = asyncio.create_task(commits.write(adding("a")))
    await asyncio.sleep(0)
    await asyncio.gather(first, commits.write(adding("b")))

    await commits.write(adding("c"))

    assert names(tmp_path) == ["a", "b", "c"]


async def test_everybody_is_told_when_there_is_no_database(
    commits: GroupCommit, thread: SqliteThread
) -> None:
    await thread.run(sqlite3.Connection.close)

    outcomes = await asyncio.gather(
        *(commits.write(adding(name)) for name in "ab"), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [sqlite3.ProgrammingError] * 2
