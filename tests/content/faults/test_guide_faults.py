"""Faults in guidance: staff.md, leader.md and the shared blocks."""

from pathlib import Path

import pytest

from tests.content.sample import LEADER, STAFF, errors, loaded, shown, spoil

LONG = "word " * 33

# What to replace in the sample scenario's staff.md, its replacement, and the error it gives.
FRAME = [
    ("## Evidence\n\n- See {link.guidelines}.\n", "", "Evidence is missing"),
    ("- See {link.guidelines}.", "", "Evidence: has no items"),
    ("- See {link.guidelines}.", "-\n- See.", "line 18: this item is empty"),
    ("# You are not alone with this.\n", "", "lead sentence is missing"),
    (
        "# You are not alone with this.\n",
        f"# {LONG}\n",
        "lead sentence: has 164 characters; 140 are allowed",
    ),
    (
        "\n## Do this",
        "\n# Again\n\n## Do this",
        "line 3: the lead sentence (#) comes once, at the top",
    ),
    ("\n## Do this", "\n- Early.\n\n## Do this", "line 3: stands before the first ## heading"),
    (
        "- Nobody yet.",
        "- Nobody yet.\n\n## Evidence\n\n- None.",
        'line 20: there is a second "Evidence"',
    ),
    (
        "## Who is told\n\n- Nobody yet.\n\n## Evidence\n\n- See {link.guidelines}.",
        "## Evidence\n\n- See {link.guidelines}.\n\n## Who is told\n\n- Nobody yet.",
        "the sections must come in this order: "
        "First, Do this, Please don't, Who is told, Evidence, Support",
    ),
    (
        "- Nobody yet.",
        "- Nobody yet.\n\n### More\n",
        "line 16: only #, ## and list items are allowed",
    ),
    ("- Nobody yet.", "Nobody yet.\n\n- None.", "line 14: only #, ## and list items are allowed"),
    (
        "- Nobody yet.",
        "- Nobody yet.\n\n  More.",
        "line 16: an item is one sentence or two, with nothing inside it",
    ),
    (
        "- Nobody yet.",
        "- Nobody yet.\n  - More.",
        "line 15: an item is one sentence or two, with nothing inside it",
    ),
    ("- Nobody yet.", "- Nobody.\n" * 17, "Who is told: has 17 items of its own; 16 are allowed"),
]
SENTENCES = [
    ("Nobody yet.", LONG, "Who is told > 1: has 164 characters; 160 are allowed"),
    ("Nobody yet.", "<b>Nobody</b>", "Who is told > 1: HTML is not allowed"),
    ("- Nobody yet.", "- Nobody yet.\n\n<div>\n", "line 16: HTML is not allowed"),
    ("Nobody yet.", "![Nobody](x.png)", "Who is told > 1: images are not allowed"),
    (
        "Nobody yet.",
        "[Nobody](x)",
        "Who is told > 1: write a link as {link.name} or {contact.name}",
    ),
    (
        "Nobody yet.",
        "https://example.org",
        "Who is told > 1: write a link as {link.name} or {contact.name}",
    ),
    (
        "Nobody yet.",
        "aroha@example.org",
        "Who is told > 1: write a link as {link.name} or {contact.name}",
    ),
    ("Nobody yet.", "*Nobody* yet.", "Who is told > 1: only **bold** is allowed within a sentence"),
    ("Nobody yet.", "`Nobody` yet.", "Who is told > 1: only **bold** is allowed within a sentence"),
    (
        "- Nobody yet.",
        "- Nobody yet.\n\n```\ncode\n```",
        "line 16: only headings and lists are allowed",
    ),
    (
        "{link.guidelines}",
        "{link.guidlines}",
        'Evidence > 1: there is no placeholder {link.guidlines}; did you mean "link.guidelines"?',
    ),
    (
        "{link.guidelines}",
        "{contact.are_you_ok}",
        "Evidence > 1: {contact.are_you_ok} is not to be shown (its status is omit)",
    ),
    (
        "{link.guidelines}",
        "{guidelines",
        "Evidence > 1: a brace stands alone; placeholders look like {contact.eap}",
    ),
    (
        "{{block: never}}",
        "{{block: nevr}}",
        'Please don\'t > 1: there is no block "nevr"; did you mean "never"?',
    ),
    (
        "{{block: never}}",
        "Now: {{block: never}}",
        "Please don't > 1: {{block: ...}} must be an item of its own",
    ),
    ("Nobody yet.", "A korero first.", 'line 14: "korero" is written "kōrero"'),
    ("Nobody yet.", "Just ignore it.", 'line 14: "Just ignore it" is a phrase to avoid'),
]


@pytest.mark.parametrize(("old", "new", "error"), [*FRAME, *SENTENCES])
def test_a_fault_in_guidance_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, STAFF, old, new)

    assert errors(folder) == [f"{STAFF}: {error}"]


def test_a_section_that_should_not_be_there_is_named(folder: Path) -> None:
    spoil(folder, STAFF, "## Evidence", "## Evidnce")

    assert errors(folder) == [
        f"{STAFF}: Evidence is missing",
        f'{STAFF}: there is no section "Evidnce"; did you mean "Evidence"?',
    ]


def test_a_guide_that_is_too_long_is_refused(folder: Path) -> None:
    spoil(folder, STAFF, "", f"\n<!-- {'x' * 6000} -->\n")

    assert any("characters; 6000 are allowed" in error for error in errors(folder))


def test_a_leader_gets_three_lines_to_say(folder: Path) -> None:
    spoil(folder, LEADER, "- What would help?\n", "")

    assert errors(folder) == [f"{LEADER}: Say: has 2 lines; a leader gets 3"]


def test_a_block_stands_where_it_was_pulled_in(folder: Path) -> None:
    sections = shown(loaded(folder).staff["sample"])

    assert sections["Do this"][0] == "Take a **break**."
    assert len(sections["Do this"]) > 2
    assert sections["Please don't"] == shown(loaded(folder).staff["threat"])["Please don't"][-6:]
