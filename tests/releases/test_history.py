"""Which release is the one before, and what is said when it cannot be had."""

from pathlib import Path

import pytest

from tests.releases import history
from tests.releases.history import NotThere, check_out_release_before, release_before

CHANGELOG = """
## 1.10.0 · 2027-03-01 · aaaaaaaaaa
## 1.9.0 · 2027-02-01 · bbbbbbb
Words that name ## 1.9.5 · 2027-02-01 · ccccccc in a line.
## 0.9.0 · 2026-02-01 · dddddddddd
## 1.11.0 · unreleased
"""


@pytest.mark.parametrize(
    ("version", "before"),
    [
        ("1.11.0", ("1.10.0", "aaaaaaaaaa")),
        ("1.10.0", ("1.9.0", "bbbbbbb")),
        ("1.9.1", ("1.9.0", "bbbbbbb")),
        ("1.9.0", ("0.9.0", "dddddddddd")),
    ],
)
def test_the_release_before_is_the_newest_below_this_one(
    version: str, before: tuple[str, str]
) -> None:
    assert release_before(CHANGELOG, version) == before


def test_without_a_release_before_that_is_said() -> None:
    with pytest.raises(NotThere, match=r"no release before 0\.9\.0"):
        release_before(CHANGELOG, "0.9.0")


def test_a_history_that_lacks_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.11.0"\n', "utf-8")
    monkeypatch.setattr(history, "ROOT", tmp_path)

    with pytest.raises(NotThere, match=r"aaaaaaaaaa.*whole history"):
        check_out_release_before(tmp_path / "before")
