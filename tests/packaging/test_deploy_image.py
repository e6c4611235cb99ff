"""The container image: what is copied is enough, and whoever runs it may change nothing."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.adapters.conftest import unused_port
from tests.processes import environment

__all__ = ["unused_port"]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "manifest" / "deploy"
PACKAGES = ("bot", "cards", "dialogs")
LOCK = "requirements.txt"


def instructions() -> list[tuple[str, str]]:
    """Every instruction of the Containerfile with its words, on one line each."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], " ".join(line.split()[1:])) for line in lines]


def of(kind: str, *, last_stage: bool = True) -> list[str]:
    """The words of each instruction of a kind; those of the last stage alone if not told else."""
    found = instructions()
    start = max(at for at, (name, _) in enumerate(found) if name == "FROM") if last_stage else 0
    return [words for name, words in found[start:] if name == kind]


def copied() -> list[list[str]]:
    """What of this tree goes into the image, each with where to."""
    return [words.split() for words in of("COPY") if not words.startswith("--from")]


def test_it_stands_on_one_exact_python() -> None:
    (base,) = of("ARG", last_stage=False)
    wanted = re.search(r'requires-python = ">=(\d+\.\d+)"', (ROOT / "pyproject.toml").read_text())

    assert wanted
    assert re.fullmatch(rf"PYTHON=docker\.io/library/python:{wanted[1]}\.\d+-slim-[a-z]+", base)
    assert [words.split()[0] for words in of("FROM", last_stage=False)] == ["${PYTHON}"] * 2


def test_it_runs_the_bot_as_nobody_special() -> None:
    assert of("USER") == ["10001:10001"]
    assert json.loads(of("CMD")[0]) == ["python", "app.py", "serve"]
    assert of("STOPSIGNAL") == ["SIGTERM"]
    assert [name for name, _ in instructions()][-1] == "CMD"


def test_nothing_in_it_installs_or_builds() -> None:
    (install,) = [words for words in of("RUN", last_stage=False) if "pip install" in words]

    assert "--require-hashes --only-binary :all:" in install
    assert f"{LOCK} /" in of("COPY", last_stage=False)
    assert install.endswith(f"--requirement /{Path(LOCK).name}")
    assert not any("pip install" in words or "apt" in words for words in of("RUN"))
    assert any("pip uninstall --yes" in words for words in of("RUN"))
    assert of("ADD", last_stage=False) == []


def test_what_is_copied_is_enough_to_start(tmp_path: Path, unused_port: int) -> None:
    for source, target in copied():
        place = tmp_path / target
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, place)
    settings = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "BOT_APP_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00b2",
        "BOT_APP_TYPE": "UserAssignedMSI",
        "BOT_TENANT_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00c3",
        "MAIL_SENDER": "bot@example.org",
        "DATABASE_URL": f"postgresql+asyncpg://bot@127.0.0.1:{unused_port}/bot",
    }

    command = [sys.executable, *json.loads(of("CMD")[0])[1:]]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )

    # Content was loaded and everything imported before it got as far as the database.
    assert done.stderr.count("\n") == 1
    assert "cannot be opened" in done.stderr
    assert not list(tmp_path.glob("**/__pycache__"))


def test_what_is_copied_passes_the_ignore_file_and_little_else_does() -> None:
    lines = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}

    assert {source for source, _ in copied()} | {LOCK} == let_in
    assert let_in == {"app.py", LOCK, *PACKAGES}
    assert next(line for line in lines if not line.startswith("#")) == "*"
