"""The README says what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONTENT = ROOT / "bot" / "content"


@pytest.mark.parametrize("field", Settings.model_fields.values(), ids=lambda field: field.alias)
def test_every_setting_stands_in_the_table_with_its_default(field) -> None:  # type: ignore[no-untyped-def]
    row = next(line for line in README.splitlines() if f"`{field.alias}`" in line)

    assert field.default is None or field.is_required() or str(field.default) in row


def test_ci_calls_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"^    (python3 -m venv .*pytest)$", README, re.MULTILINE)

    assert command in (ROOT / ".ci" / "run").read_text()


def test_the_tests_of_a_minute_are_those_that_are_run_for_every_commit() -> None:
    (command,) = re.findall(r"^    (\.venv/bin/python -m pytest tests/.*)$", README, re.MULTILINE)

    assert (ROOT / ".ci" / "quick").read_text(encoding="utf-8").endswith(f"\n{command}\n")
    assert [name for name in command.split()[3:] if not (ROOT / name).is_dir()] == []


def test_every_content_file_it_names_is_there() -> None:
    section = README.split("## Change what it asks")[1].split("## ")[0]
    named = re.findall(r"^\|[^|]*\|(.*)\|$", section, re.MULTILINE)[2:]
    paths = [path for cell in named for path in re.findall(r"`([^`]+)`", cell)]
    missing = [path for path in paths if not (CONTENT / path.replace("<name>", "threat")).exists()]

    assert len(paths) > 10
    assert [path for path in missing if path != "leader.md"] == []


def test_the_commands_of_the_table_are_the_commands_there_are() -> None:
    named = re.findall(r"^\| `app\.py (\w+)", README, re.MULTILINE)
    helped = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (known,) = re.findall(r"\{([\w,]+)\}\s*\.\.\.", helped.stdout)

    assert named == known.split(",")
