"""Faults in what several scenarios share: blocks, ticks and the order of jumps."""

from pathlib import Path
from shutil import rmtree

import pytest

from tests.content.sample import errors, numberless, spoil

BLOCKS = "shared/blocks.md"
CATALOGUE = "catalogue.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        (
            CATALOGUE,
            "jump_order = [",
            'jump_order = ["thread", ',
            'jump_order > N: there is no scenario "thread"; did you mean "threat"?',
        ),
        (
            CATALOGUE,
            "menu_order = [",
            'menu_order = ["threat", ',
            'menu_order > N: "threat" is there already',
        ),
        (
            CATALOGUE,
            "pattern = [",
            'pattern = ["followd", ',
            'pattern > N: there is no fact "followd"; did you mean "followed"?',
        ),
        (
            CATALOGUE,
            "pattern = [",
            'pattern = ["hate", ',
            'pattern > N: "hate" is there already',
        ),
        (
            CATALOGUE,
            "pattern = [",
            'pattern = ["nature", ',
            'pattern > N: "nature" has no tick = "…", its words on the card of ticks',
        ),
    ],
)
def test_a_fault_in_what_scenarios_share_is_the_only_error(
    folder: Path, file: str, old: str, new: str, error: str
) -> None:
    spoil(folder, file, old, new)

    assert numberless(errors(folder)) == [f"{file}: {error}"]


@pytest.mark.parametrize(
    ("added", "error"),
    [
        ("\n## spare\n\n- One.\n", "spare: no guide uses this block"),
        ("\n## Spare one\n\n- One.\n", "Spare one: a block's name has small letters, digits and -"),
        ("\n# Blocks\n", "lead sentence: blocks have none"),
        ("\n## spare\n\n- {contact.epa}\n", "spare > 1: there is no placeholder {contact.epa}"),
    ],
)
def test_a_fault_in_a_shared_block_is_named_once(folder: Path, added: str, error: str) -> None:
    spoil(folder, BLOCKS, "", added)

    assert [f for f in errors(folder) if f.startswith(f"{BLOCKS}: {error}")]


def test_the_scenario_for_those_who_are_not_sure_is_needed(folder: Path) -> None:
    rmtree(folder / "scenarios/support-or-not-sure")

    assert "scenarios/support-or-not-sure/scenario.toml is missing" in errors(folder)
