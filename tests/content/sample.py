"""A sample scenario and texts, so that tests do not hang on the wording of the shipped ones."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest

from bot.content import Case, Content, ContentRefused, fit, load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.model import WrittenGuide
from bot.content.loading.texts import Texts
from bot.domain.scenario import Level

TODAY = date(2026, 11, 22)

SCENARIO = "scenarios/sample/scenario.toml"
STAFF = "scenarios/sample/staff.md"
LEADER = "scenarios/sample/leader.md"

TEXTS = Texts({"welcome.title": "Kia ora {name}", "welcome.lead": "You are in the right place."})

ABOUT = """
[about]
owner = "Content owner"
source = "design"
review_on = 2027-05-22
"""
_FILES = {
    SCENARIO: """
[scenario]
id = "sample"
title = "A sample of a situation"
menu_title = "A sample"
base = "standard"
evidence = "allowed"
tell = ["security"]
triggers = ["a sample"]

[[questions]]
id = "sample-often"
text = "How often was it?"
not_sure = "once"
choices = [
  { id = "once", text = "Once" },
  { id = "often", text = "Often", floor = "high", fact = "repeated", jump = "threat" },
]

[[questions]]
id = "sample-since"
text = "Since when?"
when = { sample-often = ["often"] }
choices = [
  { id = "today", text = "Today" },
  { id = "longer", text = "Longer", advice = "You can call {contact.eap}." },
]

[[questions]]
id = "sample-signs"
text = "What does it show?"
kind = "many"
choices = [
  { id = "name", text = "A name" },
  { id = "none", text = "None of these", alone = true },
]

[[questions]]
use = "pattern"
""",
    STAFF: """# You are not alone with this.

## Do this

1. Take a **break**.
2. {{block: path}}

## Please don't

- {{block: never}}

## Who is told

- Nobody yet.

## Evidence

- See {link.guidelines}.

## Support

- {contact.eap}
""",
    LEADER: """# Somebody needs you today.

## Say

- Thank you.
- I believe you.
- What would help?

## Do this

1. Listen.

## Please don't

- Don't wait.

## Support

- {{block: support}}
""",
    "timers.toml": """
[leader]
high = "2 hours"
standard = "1 working day"
reminder_at = 0.5
deputy_after = "15 minutes"
link_lives = "3 days"

[mail]
first_look = "5 seconds"
resend_after = "1 minute"
park_after = "5 minutes"
confirm_within = "15 minutes"
late_after = "6 minutes"

[draft]
deleted_after = "24 hours"

[retention]
tasks = "30 days"
chats = "40 days"
looked_up = "50 days"

[working_hours]
days = ["Monday", "Friday"]
opens = "08:00"
closes = "17:00"
""",
    "texts.toml": """
[welcome]
title = "Kia ora {name}"
lead = "You are in the right place."
""",
}


def place_copy(folder: Path) -> None:
    """A copy of the shipped content, with the sample scenario and the sample texts in it."""
    copytree(SHIPPED, folder, ignore=ignore_patterns("*.py", "__pycache__"))
    for name, text in _FILES.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + (ABOUT if name.endswith(".toml") else ""), encoding="utf-8")


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first such words of a file; an empty `old` means the end of the file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    spoilt = text.replace(old, new, 1) if old else text + new
    path.write_text(spoilt, encoding="utf-8")


def loaded(folder: Path, today: date = TODAY) -> Content:
    """The content of a folder with the sample texts."""
    return load(folder, today=today, reference=TEXTS)


def shown(guide: WrittenGuide, **known: Any) -> Mapping[str, Sequence[str]]:
    """The sections of a guide at level standard, or in the case that is given."""
    return fit(guide, Case(**{"level": Level.STANDARD, **known})).sections


def errors(folder: Path) -> list[str]:
    """All errors that the loader finds in a folder."""
    with pytest.raises(ContentRefused) as refused:
        loaded(folder)
    return refused.value.errors


def numberless(found: list[str]) -> list[str]:
    """Complaints without the numbers that change whenever an editor adds something."""
    return [re.sub(r"> \d+", "> N", error) for error in found]
