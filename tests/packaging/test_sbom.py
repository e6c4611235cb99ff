"""The bill of materials holds all of the lock file."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from bot.packaging.licences import licences_of
from bot.packaging.lock import parse_lock
from bot.packaging.sbom import LOCK, sbom, write_sbom
from tests.processes import environment

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 23, tzinfo=UTC)
A_LOCK = """\
# Words at the head.
alpha==1.0 ; python_version < '4' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via bot (pyproject.toml)
beta==2.0a1 \\
    --hash=sha256:cc
    # via
    #   bot (pyproject.toml)
    #   alpha
gamma-delta==3 \\
    --hash=sha256:dd
    # via beta
"""


def shipped() -> str:
    """The lock file."""
    return (ROOT / LOCK).read_text(encoding="utf-8")


def test_a_lock_file_is_read_with_who_needs_what() -> None:
    found = [
        (it.name, it.version, it.is_direct, it.needed_by, it.hashes) for it in parse_lock(A_LOCK)
    ]

    assert found == [
        ("alpha", "1.0", True, [], ["aa", "bb"]),
        ("beta", "2.0a1", True, ["alpha"], ["cc"]),
        ("gamma-delta", "3", False, ["beta"], ["dd"]),
    ]


@pytest.fixture
def document() -> dict[str, Any]:
    """That of a small bot."""
    return sbom("bot", "1.2", parse_lock(A_LOCK), at=NOON)


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
    later = sbom("bot", "1.2", parse_lock(A_LOCK), at=NOON + timedelta(seconds=1))

    assert sbom("bot", "1.2", parse_lock(A_LOCK), at=NOON) == document
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", document["serialNumber"])
    assert later["serialNumber"] != document["serialNumber"]


def test_that_of_this_tree_names_every_package(tmp_path: Path) -> None:
    written = write_sbom(ROOT, tmp_path / "build" / "bot.cdx.json", at=NOON)

    found = json.loads(written.read_text())
    assert found["metadata"]["component"]["name"] == "be-social-media-aware-bot"
    assert len(found["components"]) == len(parse_lock(shipped()))
    assert found["dependencies"][0]["dependsOn"] == sorted(
        f"pkg:pypi/{it.name}@{it.version}" for it in parse_lock(shipped()) if it.is_direct
    )


def test_that_of_this_tree_gives_each_package_its_digests(tmp_path: Path) -> None:
    found = json.loads(write_sbom(ROOT, tmp_path / "bot.cdx.json", at=NOON).read_text())

    files = {it["name"]: it["externalReferences"][0]["hashes"] for it in found["components"]}
    digests = [it for hashes in files.values() for it in hashes]
    assert [name for name, hashes in files.items() if not hashes] == []
    assert len(digests) == len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", shipped()))
    assert {(it["alg"], len(it["content"])) for it in digests} == {("SHA-256", 64)}


def test_that_of_this_tree_gives_a_licence_of_each_package_that_is_installed(
    tmp_path: Path,
) -> None:
    found = json.loads(write_sbom(ROOT, tmp_path / "bot.cdx.json", at=NOON).read_text())

    here = {canonicalize_name(it.name): it.version for it in distributions()}
    installed = [it for it in found["components"] if here.get(it["name"]) == it["version"]]
    assert installed
    assert [it["name"] for it in installed if not it["licenses"]] == []


def test_that_of_this_tree_is_whole_in_itself(tmp_path: Path) -> None:
    found = json.loads(write_sbom(ROOT, tmp_path / "bot.cdx.json", at=NOON).read_text())

    refs = [found["metadata"]["component"]["bom-ref"]]
    refs += [it["bom-ref"] for it in found["components"]]
    assert len(set(refs)) == len(refs)
    assert [it["ref"] for it in found["dependencies"]] == refs
    assert {on for it in found["dependencies"] for on in it["dependsOn"]} == set(refs[1:])


@pytest.mark.parametrize(
    ("said", "licences"),
    [
        ("License-Expression: MIT OR Apache-2.0", [{"expression": "MIT OR Apache-2.0"}]),
        (
            "License: Dual\nClassifier: License :: OSI Approved :: BSD License\n"
            "Classifier: License :: OSI Approved :: MIT License\nClassifier: Typing :: Typed",
            [{"license": {"name": "BSD License"}}, {"license": {"name": "MIT License"}}],
        ),
        ("License: ISC", [{"license": {"name": "ISC"}}]),
        (f"License: {'Permission is granted. ' * 9}", []),
        ("Keywords: none", []),
    ],
)
def test_a_licence_is_what_the_package_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, licences: object
) -> None:
    folder = tmp_path / "example_package-1.0.dist-info"
    folder.mkdir()
    head = "Metadata-Version: 2.4\nName: example-package\nVersion: 1.0\n"
    (folder / "METADATA").write_text(f"{head}{said}\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert licences_of("example-package", "1.0") == licences
    assert licences_of("example-package", "2.0") == []


def test_of_a_package_that_is_not_here_no_licence_is_claimed() -> None:
    assert licences_of("example-package", "1.0") == []


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
        env=environment(named),
        capture_output=True,
        text=True,
        check=False,
    )

    written = sorted(path.name for path in (tmp_path / "build").iterdir())
    assert (done.returncode, done.stderr) == (0, "")
    assert written == ["be-social-media-aware.cdx.json", "be-social-media-aware.zip"]
