"""The lock file holds all that the bot runs on, and the bill of materials all of the lock file."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.packaging.lock import locked
from bot.packaging.sbom import LOCK, sbom, write_sbom

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 23, tzinfo=UTC)
A_LOCK = """\
# Words at the head.
alpha==1.0 ; python_version < '4' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via -r requirements.txt
beta==2.0a1 \\
    --hash=sha256:cc
    # via
    #   -r requirements.txt
    #   alpha
gamma-delta==3 \\
    --hash=sha256:dd
    # via beta
"""


def shipped() -> str:
    """The lock file."""
    return (ROOT / LOCK).read_text(encoding="utf-8")


def asked_for() -> list[Requirement]:
    """What requirements.txt names."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def needed_by(requirement: Requirement) -> list[Requirement]:
    """What an installed package needs on this machine, with the extras that are asked for."""
    try:
        all_of_it = [Requirement(text) for text in requires(requirement.name) or ()]
    except PackageNotFoundError:
        return []
    extras = [*requirement.extras, ""]
    return [
        it
        for it in all_of_it
        if it.marker is None or any(it.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def test_each_version_that_is_asked_for_is_the_one_that_is_locked() -> None:
    versions = {package.name: package.version for package in locked(shipped())}

    asked = {canonicalize_name(it.name): str(it.specifier) for it in asked_for()}
    assert asked == {name: f"=={versions.get(name)}" for name in asked}
    assert sorted(asked) == [package.name for package in locked(shipped()) if package.is_ours]


def test_all_that_is_needed_is_locked() -> None:
    waiting, needed = asked_for(), set[str]()
    for requirement in waiting:
        needed.add(canonicalize_name(requirement.name))
        waiting += [it for it in needed_by(requirement) if canonicalize_name(it.name) not in needed]

    missing = needed - {package.name for package in locked(shipped())}
    assert len(needed) > 50
    assert missing == set()


def test_every_package_may_be_installed_from_known_files_alone() -> None:
    entries = re.split(r"^(?=[a-z0-9])", shipped(), flags=re.MULTILINE)[1:]

    assert len(entries) == len(locked(shipped()))
    assert [it for it in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", it)] == []


def test_a_lock_file_is_read_with_who_needs_what() -> None:
    found = [(it.name, it.version, it.is_ours, it.needed_by) for it in locked(A_LOCK)]

    assert found == [
        ("alpha", "1.0", True, []),
        ("beta", "2.0a1", True, ["alpha"]),
        ("gamma-delta", "3", False, ["beta"]),
    ]


@pytest.fixture
def document() -> dict[str, Any]:
    """That of a small bot."""
    return sbom("bot", "1.2", locked(A_LOCK), at=NOON)


def test_it_says_what_the_release_is_made_of(document: dict[str, Any]) -> None:
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["timestamp"] == "2026-11-23T00:00:00Z"
    assert document["metadata"]["component"]["version"] == "1.2"
    assert [(it["name"], it["version"], it["purl"]) for it in document["components"]] == [
        ("alpha", "1.0", "pkg:pypi/alpha@1.0"),
        ("beta", "2.0a1", "pkg:pypi/beta@2.0a1"),
        ("gamma-delta", "3", "pkg:pypi/gamma-delta@3"),
    ]


def test_it_says_what_needs_what(document: dict[str, Any]) -> None:
    alpha, beta, gamma = (it["purl"] for it in document["components"])

    assert {it["ref"]: it["dependsOn"] for it in document["dependencies"]} == {
        "pkg:generic/bot@1.2": [alpha, beta],
        alpha: [beta],
        beta: [gamma],
        gamma: [],
    }


def test_it_has_a_number_of_its_own_and_is_the_same_for_the_same(document: dict[str, Any]) -> None:
    later = sbom("bot", "1.2", locked(A_LOCK), at=NOON + timedelta(seconds=1))

    assert sbom("bot", "1.2", locked(A_LOCK), at=NOON) == document
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", document["serialNumber"])
    assert later["serialNumber"] != document["serialNumber"]


def test_that_of_this_tree_names_every_package(tmp_path: Path) -> None:
    written = write_sbom(ROOT, tmp_path / "build" / "bot.cdx.json", at=NOON)

    found = json.loads(written.read_text())
    assert found["metadata"]["component"]["name"] == "be-social-media-aware-bot"
    assert len(found["components"]) == len(locked(shipped()))
    assert all(it["dependsOn"] for it in found["dependencies"][:1])


def test_package_writes_it_beside_the_app_package(tmp_path: Path) -> None:
    address = "https://example.org/be-aware"
    named = {
        "TEAMS_APP_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00a1",
        "BOT_APP_ID": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00b2",
        **dict.fromkeys(("APP_PUBLIC_URL", "APP_PRIVACY_URL", "APP_TERMS_URL"), address),
    }

    done = subprocess.run(
        [sys.executable, ROOT / "app.py", "package"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **named},
        capture_output=True,
        text=True,
        check=False,
    )

    written = sorted(path.name for path in (tmp_path / "build").iterdir())
    assert (done.returncode, done.stderr) == (0, "")
    assert written == ["be-social-media-aware.cdx.json", "be-social-media-aware.zip"]
