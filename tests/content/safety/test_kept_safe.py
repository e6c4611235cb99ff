"""What facts, guidance, contacts and deadlines keep: edits that load, all made at once.

The shipped content breaks no rule, so whatever is refused here is one of these edits.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from bot.content import load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.safety.violations import broken_rules
from tests.content.sample import FACTS, TODAY, spoil, spoil_fact

HOME = 'id = "home", text = "A home or address", brief = "a home or address is shown", '
NO = '{ id = "no", text = "No" }'
FACT_EDITS = [
    # fact, what becomes of it, and what is refused
    ("soon", '  { id = "no"', '  { id = "tonight", text = "Tonight" },\n  { id = "no"', "is calm"),
    ("danger", 'text = "Yes"', 'text = "Nope"', "says the opposite"),
    ("still_there", 'text = "Yes"', 'text = "Nobody"', "says the opposite"),
    ("child_danger", 'no child is in danger"', 'none", danger = true', 'no "no"'),
    ("aimed_at_me", NO, NO[:-2] + ', fills = { soon = "no" } }', "fills > soon"),
    ("private_details", NO, NO[:-2] + ', fills = { threat = "no" } }', "fills > threat"),
    ("filming", 'post it" }', 'post it", fills = { names = "nobody" } }', "fills > names"),
    ("account_lost", NO, NO[:-2] + ', fills = { feels_unsafe = "no" } }', "fills > feels_unsafe"),
    ("feels_unsafe", 'floor = "urgent"', 'floor = "urgent", floor_from = "high"', "every level"),
    ("followed", 'floor = "urgent"', 'floor = "urgent", floor_with = ["names"]', "by itself"),
    ("call_to_act", '["names", "shows"]', '["names"]', "by itself"),
    ("shows", HOME, HOME + 'floor_with = ["names"], ', "by itself"),
    ("repeated", ", push = true", "", "pushes_up"),
    ("several_posters", ", push = true", ", floor = 'high'", "pushes_up"),
    ("known_customer", "push = true, ", "", "pushes_up"),
    ("family_violence", '  flags = ["safety-plan"]\n', "", "flags > family_violence"),
    ("poster", 'fills = { family_violence = "yes" }', "fills = {}", "says_too > poster"),
    ("nature", '  fills = { hate = "yes" }\n', "", "says_too > nature"),
    ("customer", ', flags = ["customer"]', ", push = true", "flags > customer"),
    ("poster", "leader_if_allowed = true\n", "", "only_with_a_yes"),
    ("poster", '["details", "email"]', '["details", "email", "noggin"]', "never_an_entry"),
    ("threat_words", '["email"]', '["card", "email"]', "never_the_leader"),
    ("link", '["email", "noggin"]', '["details", "email", "noggin"]', "never_the_leader"),
    ("account_name", '["email"]', '["email", "kotahi"]', "never_an_entry"),
    ("number", '["email"]', '["email", "card"]', "never_the_leader"),
    ("hate", '["details", "email"]', '["details"]', 'must have "email"'),
    ("evidence", 'not_with = ["no-copies"]\n', "", "never_of_what_is_not_copied"),
]
FILE_EDITS = [
    # file, what becomes of it, and what is refused
    ("timers.toml", 'late_after = "5 minutes"', 'late_after = "2 days"', "late_after"),
    ("timers.toml", 'park_after = "5 minutes"', 'park_after = "3 hours"', "park_after"),
    ("timers.toml", 'told_again_after = "1 hour"', 'told_again_after = "9 days"', "told_again"),
    ("timers.toml", ', "Wednesday", "Thursday"', "", "working_week"),
    ("texts.toml", "are not safe, call 111.", "are not safe, wait.", "leader > in_danger"),
    ("texts.toml", "that 111 has been called", "that they are well", "first > ask_111"),
    ("texts.toml", 'danger = "I\'m in danger now"', 'danger = "More"', "menu > danger"),
    ("texts.toml", "Everyone is safe now", "Go on", "danger > safe_now"),
    ("texts.toml", 'safe = "safe, ', 'safe = "safe, not yet, ', "words > safe"),
    ("texts.toml", 'beside = "thanks', 'beside = "but he is here, thanks', "no but he is here"),
    ("self_harm.toml", '"need_to_talk", ', "", "crisis > contacts"),
    ("self_harm.toml", "please call 111 now", "please say so now", "(safety.toml: crisis)"),
    ("contacts.toml", 'number = "105"', 'number = "999"', "safety.toml: numbers"),
    ("contacts.toml", '"0508 744 633"', '"0508 SHINES"', '"0508" is no telephone'),
    ("contacts.toml", '"0800 611 116"', '"ask at reception"', "has no digits"),
    ("catalogue.toml", '  "threat",\n  "identifying', '  "identifying', "order > first"),
    ("scenarios/threat/staff.md", "call 111 too", "ring 0800 123 456", "of no contact"),
    ("scenarios/impersonation/staff.md", "in person", "at 21 555 012", '"21 555 012"'),
    ("scenarios/filmed-at-work/staff.md", "Call **111**.", "Leave.", "first_names_111_for_staff"),
    ("scenarios/threat/leader.md", "1. If anyone is in danger now or soon, call **111**.\n", "",
     "first_names_111_for_leader"),
    ("shared/blocks.md", "- **Make no copies:** no screenshot", "- No",
     "no_copies"),
    ("shared/blocks.md", "; anyone can ring {contact.shine}. Use", ". Use", "{contact.shine}"),
    ("shared/blocks.md", "afraid now, call **111**.", "afraid, say so.", "steps > unsafe"),
    ("shared/blocks.md", "- {contact.eap}. It is", "- It is", "steps > support"),
    ("letters/leader.txt.j2", "{{ letter.emergency }}", "", "letter.emergency"),
    ("letters/leader.html.j2", "letter.eap", "letter.lead", "letter.eap"),
    ("scenarios/targeted-because-of-work/scenario.toml", '[[asks]]\nfact = "threat"\n', "",
     'must have "threat"'),
]  # fmt: skip


HARMLESS_FACT_EDITS = [
    ("hate", 'floor = "high"', 'floor = "urgent"'),
    ("names", '  { id = "nobody"', '  { id = "several", text = "Several" },\n  { id = "nobody"'),
    ("danger", "Now means it is happening", "Now means happening this minute"),
    ("danger", 'text = "Yes"', 'text = "Yes, or maybe"'),
    ("soon", 'text = "No"', 'text = "No, not soon"'),
]
HARMLESS_FILE_EDITS = [
    ("timers.toml", '"Friday"]', '"Friday", "Saturday"]'),
    ("timers.toml", 'closes = "17:00"', 'closes = "16:30"'),
    ("timers.toml", 'late_after = "5 minutes"', 'late_after = "10 seconds"'),
    ("contacts.toml", '"0800 327 669"', '"0800 111 222"'),
    ("contacts.toml", 'number = "0800 611 116"', 'number = "04 123 4567, +64 21 555 0100"'),
    ("texts.toml", "Everyone is safe now", "We are safe now"),
    ("texts.toml", 'no = "no, n, nah', 'no = "no, nothing at all, n, nah'),
    ("texts.toml", '"I\'m in danger now"', '"In danger? 111"'),
    ("scenarios/threat/staff.md", "4. Leave", "4. Turn your phone to silent.\n5. Leave"),
    ("scenarios/threat/staff.md", "call 111 too", "call 111 too, from any phone"),
]


def test_what_makes_nobody_less_safe_is_taken(tmp_path: Path) -> None:
    folder = copytree(SHIPPED, tmp_path / "content", ignore=ignore_patterns("*.py", "__pycache__"))
    for fact, old, new in HARMLESS_FACT_EDITS:
        spoil_fact(folder, fact, old, new)
    for file, old, new in HARMLESS_FILE_EDITS:
        spoil(folder, file, old, new)

    assert broken_rules(load(folder, today=TODAY)) == []


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """What all the edits together are refused for."""
    folder = copytree(
        SHIPPED,
        tmp_path_factory.mktemp("edited") / "content",
        ignore=ignore_patterns("*.py", "__pycache__"),
    )
    for fact, old, new, _ in FACT_EDITS:
        spoil_fact(folder, fact, old, new)
    for file, old, new, _ in FILE_EDITS:
        spoil(folder, file, old, new)
    return broken_rules(load(folder, today=TODAY))


@pytest.mark.parametrize(("fact", "new", "named"), [(f, n, r) for f, _, n, r in FACT_EDITS])
def test_an_edit_of_a_fact_is_refused_with_place_and_rule(
    fact: str, new: str, named: str, found: Sequence[str]
) -> None:
    place = re.compile(rf"{FACTS}: (?:facts > )?{fact}\b")

    assert [line for line in found if place.match(line) and named in line] != [], new


@pytest.mark.parametrize(("file", "new", "named"), [(f, n, r) for f, _, n, r in FILE_EDITS])
def test_an_edit_of_a_file_is_refused_with_place_and_rule(
    file: str, new: str, named: str, found: Sequence[str]
) -> None:
    assert [line for line in found if named in line] != [], (file, new)


def test_a_preset_of_a_situation_says_nobody_is_threatened_by_nobody(tmp_path: Path) -> None:
    folder = copytree(SHIPPED, tmp_path / "content", ignore=ignore_patterns("*.py", "__pycache__"))
    file = "scenarios/account-takeover/scenario.toml"
    spoil(folder, file, 'base = "high"', 'base = "high"\nfacts = { feels_unsafe = ["no"] }')

    errors = broken_rules(load(folder, today=TODAY))

    assert [line for line in errors if line.startswith(file)] != []
