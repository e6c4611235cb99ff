"""The command line, run as a person would."""

import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

from bot.adapters.storage.engine.migrate import HEAD
from bot.release import RELEASE
from tests.adapters.conftest import unused_port
from tests.adapters.teams.edge import IDENTITY
from tests.processes import environment

__all__ = ["unused_port"]

ROOT = Path(__file__).parent.parent


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, with nothing of this bot's in the environment but what is given."""
    return subprocess.run(
        [sys.executable, "app.py", *words],
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_names_release_schema_and_content() -> None:
    done = run("--version")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"release {RELEASE}, schema {HEAD}, content [0-9a-f]+\n", done.stdout)


def test_the_release_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["version"] == RELEASE


def test_check_passes_on_what_is_shipped() -> None:
    done = run("check")

    assert (done.returncode, done.stderr) == (0, "")
    assert "are good" in done.stdout


def test_check_names_file_place_and_reason(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "bot" / "content", folder)
    file = folder / "scenarios" / "threat" / "scenario.toml"
    file.write_text(
        file.read_text()
        .replace('floor = "urgent"', "")
        .replace('base = "urgent"', 'base = "urgnt"')
    )

    done = run("check", CONTENT_DIR=str(folder))

    assert done.returncode == 1
    assert "scenarios/threat/scenario.toml: scenario > base" in done.stderr


def test_serve_names_the_identity_setting_that_is_missing() -> None:
    done = run("serve", **{name: it for name, it in IDENTITY.items() if name != "BOT_APP_TYPE"})

    assert done.returncode == 1
    assert "BOT_APP_TYPE is not set" in done.stderr


def test_serve_says_one_sentence_for_each_setting_that_is_wrong() -> None:
    wrong = {"GRAPH_BASE_URL": "http://graph.example.org", "PORT": "70000", "MAIL_SENDER": ""}

    done = run("serve", **{**IDENTITY, **wrong})

    assert (done.returncode, done.stdout) == (1, "")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "GRAPH_BASE_URL is not valid",
        "MAIL_SENDER is not set",
        "PORT is not valid",
    ]


def test_serve_says_that_the_database_is_out_of_reach(unused_port: int) -> None:
    address = f"postgresql+asyncpg://bot:an-invented-secret@127.0.0.1:{unused_port}/bot"

    done = run("serve", **IDENTITY, DATABASE_URL=address)

    assert_refused(done, "cannot be opened")
    assert "an-invented-secret" not in done.stderr


def test_serve_says_that_its_port_is_taken(tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = run("serve", **IDENTITY, DATABASE_URL=database, HOST="127.0.0.1", PORT=port)

    assert_refused(done, "HOST and PORT cannot be used")


def assert_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Fails unless it stopped with this one sentence."""
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_package_says_what_it_needs() -> None:
    done = run("package")

    assert done.returncode == 1
    assert "TEAMS_APP_ID is not set" in done.stderr


def test_local_refuses_a_people_file_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text('[[person]]\nid = "nobody"\n')

    done = run("local", "--people", str(file), "--data", str(tmp_path / "data"))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
