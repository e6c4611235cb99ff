"""The changelog names each release with its date and its commit, the newest first."""

import re
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADERS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
RELEASE = re.compile(r"(\d+\.\d+\.\d+) · (\d{4}-\d\d-\d\d) · ([0-9a-f]{7,40})")
UNRELEASED = re.compile(r"(\d+\.\d+\.\d+) · unreleased")


def test_each_header_is_a_release_with_date_and_commit_or_the_one_in_the_making() -> None:
    newest, *released = HEADERS

    assert RELEASE.fullmatch(newest) or UNRELEASED.fullmatch(newest)
    assert released
    assert [header for header in released if not RELEASE.fullmatch(header)] == []


def test_the_newest_is_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert HEADERS[0].split(" · ")[0] == project["version"]


def test_versions_and_dates_fall_from_the_top() -> None:
    versions = [tuple(map(int, header.split(" · ")[0].split("."))) for header in HEADERS]
    days = [date.fromisoformat(found[2]) for found in map(RELEASE.fullmatch, HEADERS) if found]

    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)
