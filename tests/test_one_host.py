"""Two bots on one SQLite file would take each other's work; the second is refused."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.adapters.conftest import unused_port
from tests.adapters.teams.edge import IDENTITY
from tests.test_commands import ROOT, assert_refused, run

__all__ = ["unused_port"]


@contextmanager
def local(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A local bot that listens; killed at the end of the block."""
    words = ("local", "--data", str(data), "--port", str(port))
    process = subprocess.Popen(
        [sys.executable, "app.py", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert "Listening" in process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_bot_on_the_same_file_is_refused_in_a_sentence(
    tmp_path: Path, unused_port: int
) -> None:
    database = tmp_path / "bot.db"
    with local(tmp_path, unused_port) as first:
        on_another_port = run("local", "--data", str(tmp_path), "--port", "0")
        served = run("serve", **IDENTITY, DATABASE_URL=f"sqlite+aiosqlite:///{database}")
        beside = run("purge", DATABASE_URL=f"sqlite+aiosqlite:///{database}")

    assert_refused(on_another_port, f"The bot runs on {database} already, as process {first.pid}")
    assert_refused(served, f"The bot runs on {database} already, as process {first.pid}")
    assert (beside.returncode, beside.stderr) == (0, "")


def test_after_a_kill_the_next_start_works_at_once(tmp_path: Path, unused_port: int) -> None:
    with local(tmp_path, unused_port):
        pass

    with local(tmp_path, unused_port) as second:
        assert second.poll() is None
