"""Faults in what several scenarios share: questions, blocks and the order of jumps."""

from pathlib import Path
from shutil import rmtree

import pytest

from tests.content.sample import errors, numberless, spoil

BLOCKS = "shared/blocks.md"
SHARED = "shared/questions.toml"
CATALOGUE = "catalogue.toml"
AT_THE_END = ""

ONE_MORE = """
[[questions]]
id = "sample-more"
text = "Is there more?"
choices = [{ id = "yes", text = "Yes" }, { id = "no", text = "No" }]
"""


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
            SHARED,
            AT_THE_END,
            ONE_MORE,
            'questions > N: no scenario uses the question "sample-more"',
        ),
        (
            SHARED,
            AT_THE_END,
            ONE_MORE.replace("sample-more", "danger"),
            'questions > N > id: "danger" is already the id of a question in shared/questions.toml',
        ),
        (SHARED, "required = true", "", "questions > N > required: must be true"),
        (
            SHARED,
            'not_sure = "yes"',
            "",
            'questions > N > not_sure: must be "yes": who is not sure may be in danger',
        ),
        (
            SHARED,
            "danger = true",
            "",
            "questions > N > choices: exactly one choice must have danger = true",
        ),
        (SHARED, "last = true", "", "questions > N > last: must be true"),
        (
            SHARED,
            "[[questions]]",
            "[question]\n[[questions]]",
            'there is no key "question"; did you mean "questions"?',
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


def test_shared_questions_that_cannot_be_read_give_one_error(folder: Path) -> None:
    spoil(folder, SHARED, "[[questions]]", "[questions")

    (error,) = errors(folder)
    assert error.startswith(f"{SHARED}: line ")


def test_the_pattern_question_takes_several_ticks(folder: Path) -> None:
    spoil(folder, SHARED, 'kind = "many"', "")

    assert f'{SHARED}: questions > N > kind: must be "many"' in numberless(errors(folder))


def test_a_missing_gate_is_named(folder: Path) -> None:
    spoil(folder, SHARED, 'id = "danger"', 'id = "dangerous"')

    assert f'{SHARED}: the question "danger" is missing' in errors(folder)


def test_the_scenario_for_those_who_are_not_sure_is_needed(folder: Path) -> None:
    rmtree(folder / "scenarios/support-or-not-sure")

    assert "scenarios/support-or-not-sure/scenario.toml is missing" in errors(folder)
