"""The release before this one, out of the project's own history."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
RELEASED = re.compile(r"^## (\d+\.\d+\.\d+) · (\d{4}-\d\d-\d\d) · ([0-9a-f]{7,40})$", re.M)


class NotThere(Exception):
    """The release cannot be had; the message says why."""


def release_before(changelog: str, version: str) -> tuple[str, str]:
    """The newest release below a version, and its commit. Raises NotThere."""
    found = {_numbers(it[1]): (it[1], it[3]) for it in RELEASED.finditer(changelog)}
    below = [numbers for numbers in found if numbers < _numbers(version)]
    if not below:
        raise NotThere(f"CHANGELOG.md names no release before {version}")
    return found[max(below)]


def check_out_release_before(folder: Path) -> str:
    """Puts the tree of that release into a folder; its version. Raises NotThere."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version, commit = release_before(changelog, project["version"])
    archive = folder.with_suffix(".tar")
    command = ["git", "-C", str(ROOT), "archive", f"--output={archive}", commit]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotThere(
            f"release {version}, which is commit {commit}, cannot be had from git: "
            "a clone with the whole history is needed"
        ) from error
    folder.mkdir()
    subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    archive.unlink()
    return version


def must_be_there() -> bool:
    """Whether a history that lacks the release is a failure: in CI, which clones all of it."""
    return bool(os.environ.get("CI"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
