"""Faults in the pages of details."""

from pathlib import Path

import pytest

from tests.content.sample import DETAILS, errors, loaded, numberless, spoil

NOTE = 'facts = ["sample_note"]'

FAULTS = [
    (NOTE, "", "pages > N > facts is missing"),
    (NOTE, "facts = []", "pages > N > facts: is empty"),
    (
        NOTE,
        'facts = ["sample_not", "sample_note"]',
        'pages > N > facts > N: there is no fact "sample_not"; did you mean "sample_note"?',
    ),
    (
        NOTE,
        'facts = ["sample_note", "platform"]',
        'pages > N > facts > N: "platform" is there already',
    ),
    (
        NOTE,
        'facts = ["sample_note", "soon"]',
        "pages > N > facts > N: whoever is in danger is asked on a card of its own, not on a page",
    ),
    ('id = "sample"', 'id = "where"', 'pages > N > id: "where" is there already'),
    ('title = "A sample"', "", "pages > N > title is missing"),
]


@pytest.mark.parametrize(("old", "new", "error"), FAULTS)
def test_a_fault_in_a_page_is_the_only_error(folder: Path, old: str, new: str, error: str) -> None:
    _, _, page = (folder / DETAILS).read_text(encoding="utf-8").rpartition("[[pages]]")
    spoil(folder, DETAILS, page, page.replace(old, new))

    found = [it for it in numberless(errors(folder)) if "nothing asks" not in it]

    assert found == [f"{DETAILS}: {error}"]


def test_a_page_may_name_a_fact_that_a_situation_asks_for(folder: Path) -> None:
    spoil(folder, DETAILS, NOTE, 'facts = ["sample_note", "sample_signs"]')

    page = loaded(folder).catalogue.details.page("sample")

    assert page is not None
    assert page.facts == ("sample_note", "sample_signs")
