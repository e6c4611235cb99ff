"""The audit of the packages: a vulnerability fails it, and silence is no all-clear."""

import runpy
from pathlib import Path
from typing import Any

import pytest

AUDIT = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "audit.py"))
CLEAN = {"name": "alpha", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "beta", "skip_reason": "Dependency not found"}
BAD = {
    "name": "gamma",
    "version": "3",
    "vulns": [{"id": "EX-2026-1", "fix_versions": ["3.1"]}, {"id": "EX-2026-2"}],
}


def verdict(*report: dict[str, Any]) -> tuple[int, list[str]]:
    """What is said of a report."""
    code, sentences = AUDIT["verdict"](report)
    return code, sentences


def test_a_known_vulnerability_fails_it_and_says_what_cures_it() -> None:
    assert verdict(CLEAN, BAD) == (
        1,
        [
            "gamma 3: EX-2026-1, cured in 3.1.",
            "gamma 3: EX-2026-2, cured in no version yet.",
        ],
    )


def test_it_passes_when_every_package_was_looked_up() -> None:
    assert verdict(CLEAN, CLEAN) == (0, ["No known vulnerability in 2 packages."])


def test_what_was_not_looked_up_is_named() -> None:
    assert verdict(CLEAN, UNKNOWN) == (
        0,
        ["No known vulnerability in 1 packages.", "Not known to the source: beta."],
    )
    assert verdict(BAD, UNKNOWN)[0] == 1


@pytest.mark.parametrize("report", [None, [UNKNOWN, UNKNOWN], []])
def test_where_nobody_answers_it_is_skipped_and_says_so(report: Any) -> None:
    code, (sentence,) = AUDIT["verdict"](report)

    assert code == 0
    assert sentence.startswith("audit skipped: ")
