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

FACTS = "facts.toml"
DETAILS = "details.toml"

TEXTS = Texts({"welcome.title": "Kia ora {name}", "welcome.lead": "You are in the right place."})

ABOUT = """
[about]
owner = "Content owner"
source = "design"
review_on = 2027-05-22
"""
SAMPLE_FACTS = """
[[facts]]
id = "sample_often"
text = "How often was it?"
heading = "How often"
not_sure = "once"
readers = ["email"]
choices = [
  { id = "once", text = "Once" },
  { id = "often", text = "Often", floor = "high", fills = { sample_tick = "yes" } },
]

[[facts]]
id = "sample_since"
text = "Since when?"
heading = "Since"
readers = ["email"]
choices = [
  { id = "today", text = "Today" },
  { id = "longer", text = "Longer", request = "Offer {contact.eap}." },
]

[[facts]]
id = "sample_signs"
text = "What does it have?"
heading = "Has"
kind = "many"
readers = ["email"]
choices = [
  { id = "logo", text = "A logo", jump = "threat" },
  { id = "none", text = "None of these", alone = true },
]

[[facts]]
id = "sample_tick"
text = "Is it new?"
heading = "New"
tick = "It is new"
readers = ["email"]
choices = [{ id = "yes", text = "Yes", push = true }, { id = "no", text = "No" }]

[[facts]]
id = "sample_note"
text = "What else?"
heading = "Also"
kind = "text"
readers = ["noggin"]
"""
"""Added at the end of facts.toml."""
SAMPLE_PAGE = """
[[pages]]
id = "sample"
title = "A sample"
facts = ["sample_note"]
"""
"""Added at the end of details.toml."""
_FILES = {
    SCENARIO: """
[scenario]
id = "sample"
title = "A sample of a situation"
menu_title = "A sample"
base = "standard"
evidence = "allowed"
tell = ["security"]
ticks = ["sample_tick"]
triggers = ["a sample"]

[[asks]]
fact = "sample_often"

[[asks]]
fact = "sample_since"
when = { sample_often = ["often"] }

[[asks]]
fact = "sample_signs"

[[asks]]
fact = "threat"
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
    """A copy of the shipped content, with the sample scenario, facts and texts in it."""
    copytree(SHIPPED, folder, ignore=ignore_patterns("*.py", "__pycache__"))
    for name, text in _FILES.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + (ABOUT if name.endswith(".toml") else ""), encoding="utf-8")
    spoil(folder, FACTS, "", SAMPLE_FACTS)
    spoil(folder, DETAILS, "", SAMPLE_PAGE)


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first such words of a file; an empty `old` means the end of the file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    spoilt = text.replace(old, new, 1) if old else text + new
    path.write_text(spoilt, encoding="utf-8")


def spoil_fact(folder: Path, fact_id: str, old: str, new: str) -> None:
    """Replaces the first such words of one fact."""
    file = folder / FACTS
    head, *facts = file.read_text(encoding="utf-8").split("[[facts]]")
    (number,) = [n for n, fact in enumerate(facts) if f'\nid = "{fact_id}"\n' in fact]
    assert old in facts[number]
    facts[number] = facts[number].replace(old, new, 1)
    file.write_text("[[facts]]".join([head, *facts]), encoding="utf-8")


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
