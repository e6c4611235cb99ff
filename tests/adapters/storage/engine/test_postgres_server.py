"""The tests' PostgreSQL ends when stopped, and when its parent process dies."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters.storage.databases import server_of_its_own
from tests.stand_ins import postgres as stand_in
from tests.stand_ins.postgres import NotInstalled, PostgresServer, server_binaries
from tests.stand_ins.run_folder import a_run

START_AND_WAIT = """
from tests.stand_ins.postgres import PostgresServer
server = PostgresServer.start(durable=False)
print(server.folder, flush=True)
input()
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A server that no other test uses."""
    yield from server_of_its_own()


async def test_what_was_committed_outlives_a_restart(postgres: PostgresServer) -> None:
    await postgres.create("outlives")
    await postgres.execute("CREATE TABLE kept AS SELECT 7 AS number", "outlives")

    await postgres.restart("immediate")

    assert await postgres.execute("SELECT number FROM kept", "outlives") == 7
    await postgres.drop("outlives")


@pytest.mark.usefixtures("postgres")
def test_a_server_dies_with_the_process_that_started_it() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        cwd=Path(__file__).parents[4],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    folder = Path(starter.stdout.readline().strip())
    pid_file = folder / "data" / "postmaster.pid"
    server = int(pid_file.read_text().splitlines()[0])

    starter.kill()
    starter.communicate()

    assert comes_true(lambda: not folder.exists())
    assert comes_true(lambda: not Path(f"/proc/{server}").exists())


async def test_a_server_of_a_whole_run_is_joined_by_others_and_ends_with_the_run(
    postgres: PostgresServer,
) -> None:
    with a_run() as run:
        folder = PostgresServer.start(durable=False, until=run.lifeline).folder
        answered = await PostgresServer.join(folder).execute("SELECT 7")

    assert answered == 7
    assert comes_true(lambda: not folder.exists())


def comes_true(is_so: Callable[[], bool]) -> bool:
    """Whether the condition holds within a generous time limit."""
    for _ in range(3000):
        if is_so():
            return True
        time.sleep(0.01)
    return False


def test_a_machine_without_a_server_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(stand_in, "DEBIAN", tmp_path)

    with pytest.raises(NotInstalled, match="Debian's package: postgresql"):
        server_binaries()
