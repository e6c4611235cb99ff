"""Faults in scenarios: keys, values, words and titles."""

from pathlib import Path

import pytest

from tests.content.sample import ABOUT, SCENARIO, errors, loaded, spoil

CATALOGUE = "catalogue.toml"

# What to replace in the sample scenario, its replacement, and the error it gives.
KEYS_AND_VALUES = [
    ('fact = "sample_since"\n', "", "asks > 2 > fact is missing"),
    ('title = "A sample of a situation"\n', "", "scenario > title is missing"),
    (
        "triggers =",
        "trigers =",
        'scenario > trigers: there is no such key; did you mean "triggers"?',
    ),
    (
        'fact = "sample_signs"\n',
        'fact = "sample_signs"\nwhn = {}\n',
        'asks > 3 > whn: there is no such key; did you mean "when"?',
    ),
    (
        "A sample of a situation",
        "A sample of a situation whose title goes on and on and on and on",
        "scenario > title: has 64 characters; 60 are allowed",
    ),
    ('fact = "sample_signs"', "fact = 7", "asks > 3 > fact: must be text in quotes"),
    ('["a sample"]', '"a sample"', "scenario > triggers: must be a list in [ ]"),
    ('["sample_tick"]', '"sample_tick"', "scenario > ticks: must be a list in [ ]"),
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
        '["a sample"]',
        '["A sample"]',
        'scenario > triggers > 1: "A sample" must be in small letters',
    ),
    ('id = "sample"', 'id = "simple"', 'scenario > id: must be "sample", the name of its folder'),
    (
        'tell = ["security"]',
        'tell = ["securty"]',
        'scenario > tell: there is no contact "securty"; did you mean "security"?',
    ),
    (
        'tell = ["security"]',
        'tell = ["are_you_ok"]',
        'scenario > tell: "are_you_ok" is not to be shown (its status is omit)',
    ),
    (
        'evidence = "allowed"',
        'evidence = "no-copies"',
        'scenario > flags: must have "no-copies", because evidence is "no-copies"',
    ),
    (
        "\n[scenario]",
        "\n[senario]\n[scenario]",
        'there is no key "senario"; did you mean "scenario"?',
    ),
    (
        "A sample of a situation",
        "A sample from Kainga Ora",
        'scenario > title: "Kainga" is written "Kāinga"',
    ),
    (
        "A sample of a situation",
        "This is a low threat",
        'scenario > title: "low threat" is a phrase to avoid',
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), KEYS_AND_VALUES)
def test_a_fault_in_a_scenario_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, SCENARIO, old, new)

    assert errors(folder) == [f"{SCENARIO}: {error}"]


def test_asks_belong_to_the_file_and_not_to_its_scenario(folder: Path) -> None:
    spoil(folder, SCENARIO, "[[asks]]", "[[scenario.asks]]")

    assert f"{SCENARIO}: scenario > asks: write [[asks]], not [[scenario.asks]]" in errors(folder)


def test_a_file_without_its_scenario_is_refused(folder: Path) -> None:
    text = (folder / SCENARIO).read_text(encoding="utf-8")
    _, *asks = text.split("[[asks]]")
    (folder / SCENARIO).write_text("[[asks]]".join(["", *asks]), encoding="utf-8")

    assert errors(folder) == [f"{SCENARIO}: scenario is missing"]


def test_asks_that_are_no_list_are_refused(folder: Path) -> None:
    text = (folder / SCENARIO).read_text(encoding="utf-8")
    head, *_ = text.split("[[asks]]")
    (folder / SCENARIO).write_text("asks = 7\n" + head + ABOUT, encoding="utf-8")

    assert errors(folder) == [f"{SCENARIO}: asks: must be a list: write [[asks]] above each one"]


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
