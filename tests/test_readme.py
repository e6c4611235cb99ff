"""The README is a front door: short, with pictures, and with commands that work."""

import re
from pathlib import Path

from tests.browser.pictures import PICTURES, SHOWN

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST = 8 * 1024
LARGEST_PICTURE = 100 * 1024


def test_it_is_short() -> None:
    assert len(README.encode()) <= LONGEST


def test_ci_calls_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"^    (python3 -m venv .*pytest)$", README, re.MULTILINE)

    assert command in (ROOT / ".ci" / "run").read_text()


def test_the_tests_of_a_minute_are_those_that_are_run_for_every_commit() -> None:
    (command,) = re.findall(r"^    (\.venv/bin/python -m pytest tests/.*)$", README, re.MULTILINE)

    assert (ROOT / ".ci" / "quick").read_text(encoding="utf-8").endswith(f"\n{command}\n")
    assert [name for name in command.split()[3:] if not (ROOT / name).is_dir()] == []


def test_its_pictures_are_those_that_the_browser_test_makes() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(manifest/pictures/(\S+)\.png\)", README)
    kept = {file.stem: file.read_bytes() for file in PICTURES.iterdir()}
    journey = (ROOT / "tests" / "browser" / "test_journey.py").read_text(encoding="utf-8")

    assert shown == list(SHOWN)
    assert kept.keys() == SHOWN.keys()
    assert all(f'"{taken}"' in journey for taken in SHOWN.values())
    assert all(picture.startswith(b"\x89PNG") for picture in kept.values())
    assert max(map(len, kept.values())) < LARGEST_PICTURE
