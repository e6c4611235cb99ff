"""Asks whether a package the bot runs on is vulnerable, or says that nobody can be asked."""

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TREE = Path(__file__).resolve().parent.parent
TOOL = TREE / "build" / "audit"
PIP_AUDIT = "pip-audit==2.10.1"
LOCK = TREE / "requirements.txt"
SKIPPED = "audit skipped"


def main() -> int:
    """1 for a known vulnerability; 0 when there is none, and when it cannot be known."""
    code, sentences = verdict(_report())
    sys.stdout.write("".join(f"{sentence}\n" for sentence in sentences))
    return code


def verdict(report: Sequence[dict[str, Any]] | None) -> tuple[int, list[str]]:
    """What a report says. pip-audit itself is content when no package could be looked up."""
    if report is None:
        return 0, [f"{SKIPPED}: pip-audit cannot be installed here, or its source is out of reach."]
    unknown = [package["name"] for package in report if "skip_reason" in package]
    if len(unknown) == len(report):
        return 0, [f"{SKIPPED}: the source answered for none of {len(report)} packages."]
    found = [_sentence(package, known) for package in report for known in package.get("vulns", ())]
    left_out = [f"Not known to the source: {', '.join(unknown)}."] if unknown else []
    if found:
        return 1, [*found, *left_out]
    known = len(report) - len(unknown)
    return 0, [f"No known vulnerability in {known} packages.", *left_out]


def _sentence(package: dict[str, Any], known: dict[str, Any]) -> str:
    cured = ", ".join(known.get("fix_versions") or ["no version yet"])
    return f"{package['name']} {package['version']}: {known['id']}, cured in {cured}."


def _report() -> Sequence[dict[str, Any]] | None:
    venv.create(TOOL, with_pip=True, clear=True)
    install = [TOOL / "bin" / "pip", "install", "--quiet", PIP_AUDIT]
    audit = [TOOL / "bin" / "pip-audit", "--requirement", LOCK, "--require-hashes", "--disable-pip"]
    output = ["--progress-spinner", "off", "--format", "json"]
    if _run(install).returncode:
        return None
    try:
        report: Sequence[dict[str, Any]] = json.loads(_run([*audit, *output]).stdout)[
            "dependencies"
        ]
    except ValueError:
        return None
    return report


def _run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours


if __name__ == "__main__":
    sys.exit(main())
