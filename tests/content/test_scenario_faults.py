"""Faults in scenarios: keys, values, words and titles."""

from pathlib import Path

import pytest

from tests.content.sample import ABOUT, SCENARIO, errors, loaded, spoil

CATALOGUE = "catalogue.toml"

# What to replace in the sample scenario, its replacement, and the error it gives.
KEYS_AND_VALUES = [
    ('text = "Since when?"\n', "", "questions > 2 > text is missing"),
    ('title = "A sample of a situation"\n', "", "scenario > title is missing"),
    (
        "triggers =",
        "trigers =",
        'scenario > trigers: there is no such key; did you mean "triggers"?',
    ),
    (
        'text = "Since when?"\n',
        'text = "Since when?"\nlats = true\n',
        'questions > 2 > lats: there is no such key; did you mean "last"?',
    ),
    (
        'id = "today",',
        'id = "today", pusch = true,',
        'questions > 2 > choices > 1 > pusch: there is no such key; did you mean "push"?',
    ),
    (
        "A sample of a situation",
        "A sample of a situation whose title goes on and on and on and on",
        "scenario > title: has 64 characters; 60 are allowed",
    ),
    ('"Since when?"', "7", "questions > 2 > text: must be text in quotes"),
    ('"Since when?"', '" "', "questions > 2 > text: is empty"),
    ('["a sample"]', '"a sample"', "scenario > triggers: must be a list in [ ]"),
    (
        "alone = true",
        'alone = "perhaps"',
        "questions > 3 > choices > 2 > alone: must be true or false",
    ),
    (
        'base = "standard"',
        'base = "soon"',
        'scenario > base: "soon" is not allowed; '
        "use one of advice, standard, high, urgent, emergency",
    ),
    (
        'evidence = "allowed"',
        'evidence = "alowed"',
        'scenario > evidence: "alowed" is not allowed; use one of allowed, no-copies, not-sought',
    ),
    (
        'kind = "many"',
        'kind = "some"',
        'questions > 3 > kind: "some" is not allowed; use one of one, many, text',
    ),
    (
        'id = "sample-since"',
        'id = "Sample Since"',
        "questions > 2 > id: is not a good id: "
        "use small letters a to z, digits, - and _, starting with a letter",
    ),
    (
        '["a sample"]',
        '["A sample"]',
        'scenario > triggers > 1: "A sample" must be in small letters',
    ),
]
WORDS = [
    (
        '"Since when?"',
        '"Since when, at Kainga Ora?"',
        'questions > 2 > text: "Kainga" is written "Kāinga"',
    ),
    (
        'text = "A name"',
        'text = "My whanau"',
        'questions > 3 > choices > 1 > text: "whanau" is written "whānau"',
    ),
    (
        '"Since when?"',
        '"Is it a low threat?"',
        'questions > 2 > text: "low threat" is a phrase to avoid',
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), [*KEYS_AND_VALUES, *WORDS])
def test_a_fault_in_a_scenario_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, SCENARIO, old, new)

    assert errors(folder) == [f"{SCENARIO}: {error}"]


def test_questions_belong_to_the_file_and_not_to_its_scenario(folder: Path) -> None:
    spoil(folder, SCENARIO, "[[questions]]", "[[scenario.questions]]")

    assert (
        f"{SCENARIO}: scenario > questions: write [[questions]], not [[scenario.questions]]"
    ) in errors(folder)


def test_a_file_without_its_scenario_is_refused(folder: Path) -> None:
    text = (folder / SCENARIO).read_text(encoding="utf-8")
    _, *questions = text.split("[[questions]]")
    (folder / SCENARIO).write_text("[[questions]]".join(["", *questions]), encoding="utf-8")

    assert errors(folder) == [f"{SCENARIO}: scenario is missing"]


def test_questions_that_are_no_list_are_refused(folder: Path) -> None:
    text = (folder / SCENARIO).read_text(encoding="utf-8")
    head, *_ = text.split("[[questions]]")
    (folder / SCENARIO).write_text("questions = 7\n" + head + ABOUT, encoding="utf-8")

    assert errors(folder) == [
        f"{SCENARIO}: questions: must be a list: write [[questions]] above each one"
    ]


def test_people_may_type_words_without_macrons(folder: Path) -> None:
    spoil(folder, SCENARIO, '["a sample"]', '["my whanau", "low threat"]')
    spoil(folder, SCENARIO, 'base = "standard"', 'base = "soon"')

    assert len(errors(folder)) == 1


def test_the_same_menu_title_twice_is_refused(folder: Path) -> None:
    taken = loaded(folder).catalogue.scenario("about-a-colleague").menu_title

    spoil(folder, SCENARIO, '"A sample"', f'"{taken}"')

    assert errors(folder) == [f'{SCENARIO}: scenario > menu_title: "{taken}" is there already']


def test_the_menu_has_the_order_of_the_catalogue_file(folder: Path) -> None:
    spoil(folder, CATALOGUE, "menu_order = [", 'menu_order = ["sample", ')

    assert next(iter(loaded(folder).catalogue.scenarios)) == "sample"


def test_a_scenario_that_the_catalogue_file_does_not_name_comes_last(folder: Path) -> None:
    assert list(loaded(folder).catalogue.scenarios)[-1] == "sample"
