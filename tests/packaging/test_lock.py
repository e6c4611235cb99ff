"""The locks hold all that pyproject.toml asks for and what that needs, and nothing of a machine."""

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.packaging.lock import LockedPackage, parse_lock

ROOT = Path(__file__).parents[2]
CI = runpy.run_path(str(ROOT / ".ci" / "lock.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BOT, TESTS = "requirements.txt", "tests/requirements.txt"
BOTH = pytest.mark.parametrize("lock", [BOT, TESTS])


def text_of(lock: str) -> str:
    """All of a lock file."""
    return (ROOT / lock).read_text(encoding="utf-8")


def packages_of(lock: str) -> dict[str, LockedPackage]:
    """Its packages by name."""
    return {package.name: package for package in parse_lock(text_of(lock))}


def asked_for(lock: str) -> dict[str, str]:
    """Each package that pyproject.toml names for this lock, with its version."""
    groups = {BOT: [], TESTS: PROJECT["dependency-groups"]["tests"]}
    named = map(Requirement, [*PROJECT["project"]["dependencies"], *groups[lock]])
    return {canonicalize_name(it.name): str(it.specifier) for it in named}


@BOTH
def test_each_version_that_is_asked_for_is_the_one_that_is_locked(lock: str) -> None:
    found = packages_of(lock)

    assert asked_for(lock) == {name: f"=={found[name].version}" for name in asked_for(lock)}


def test_what_the_lock_calls_ours_is_what_is_asked_for() -> None:
    ours = {name for name, package in packages_of(BOT).items() if package.is_direct}

    assert ours == set(asked_for(BOT))


@BOTH
def test_every_package_is_there_for_a_reason_that_is_there_too(lock: str) -> None:
    found = packages_of(lock)

    assert len(found) > 60
    assert [
        it for it in found.values() if not it.needed_by and it.name not in asked_for(lock)
    ] == []
    assert {name for it in found.values() for name in it.needed_by} - set(found) <= {
        PROJECT["project"]["name"]
    }


def test_the_tests_run_on_the_packages_that_the_bot_runs_on() -> None:
    of_the_bot, of_the_tests = packages_of(BOT), packages_of(TESTS)

    assert {(it.name, it.version, tuple(it.hashes)) for it in of_the_bot.values()} <= {
        (it.name, it.version, tuple(it.hashes)) for it in of_the_tests.values()
    }


@BOTH
def test_every_package_may_be_installed_from_known_files_alone(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", text_of(lock), flags=re.MULTILINE)[1:]

    assert len(entries) == len(packages_of(lock))
    assert [it for it in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", it)] == []


@BOTH
def test_a_lock_says_how_it_is_made_and_nothing_of_where(lock: str) -> None:
    text = text_of(lock)

    assert text.startswith(CI["head"](lock))
    assert (
        re.findall(r"https?:|file:|-url|find-links|^-|/(?:tmp|home|root|work)/", text, re.M) == []
    )


def test_locks_that_are_made_anew_and_are_the_same_are_good() -> None:
    code, sentence = CI["verdict"]({BOT: "a", TESTS: "b"}, {BOT: "a", TESTS: "b"})

    assert (code, sentence) == (0, f"{BOT} and {TESTS} are what pyproject.toml asks for.")


def test_a_stale_lock_is_named_with_what_cures_it() -> None:
    code, sentence = CI["verdict"]({BOT: "a", TESTS: "b"}, {BOT: "a", TESTS: "c"})

    assert code == 1
    assert sentence.endswith(f"asks for: {TESTS}. Run: python3 .ci/lock.py")


@pytest.mark.parametrize(
    ("ended_with", "said", "code"),
    [
        (1, "there is no version of alpha==99", 1),
        (1, "hint: Packages were unavailable because the network was disabled.", 0),
        (2, "cause: Connection refused", 0),
    ],
)
def test_that_nobody_answers_is_no_fault_of_the_locks(
    ended_with: int, said: str, code: int
) -> None:
    found: Any = CI["failure"](ended_with, said)

    assert found[0] == code
    assert found[1].endswith(said)
    assert found[1].startswith("lock check skipped") == (code == 0)
