"""Faults in the report form."""

from pathlib import Path

import pytest

from tests.content.sample import errors, numberless, spoil

AT_THE_END = ""
FORM = "form.toml"
PAGE = """
[[pages]]
id = "sample"
title = "A sample"
  [[pages.fields]]
  id = "sample-field"
  label = "A sample?"
  heading = "Sample"
  kind = "one"
  readers = ["card"]
  options = [{ id = "yes", text = "Yes" }, { id = "no", text = "No" }]
"""
FIELD = "pages > N > fields > N"

IN_THE_FORM = [
    ('readers = ["card"]', "", f"{FIELD} > readers is missing"),
    (
        'readers = ["card"]',
        "readers = []",
        f"{FIELD} > readers: is empty, so nobody would see the answer",
    ),
    ('["card"]', '["card", "card"]', f"{FIELD} > readers: names somebody twice"),
    (
        '["card"]',
        '["crad"]',
        f'{FIELD} > readers > N: "crad" is not allowed; '
        "use one of card, details, email, noggin, kotahi",
    ),
    ('"sample-field"', '"customer_ref"', f'{FIELD} > id: "customer_ref" is there already'),
    ('"sample-field"', '"customer"', f'{FIELD} > id: "customer" is already the id of a question'),
    ('id = "sample"', 'id = "where"', 'pages > N > id: "where" is there already'),
    ('text = "No"', 'text = "Yes"', f'{FIELD} > options > N > text: "Yes" is there already'),
    (
        'text = "No"',
        'text = "No", alone = true',
        f'{FIELD} > options > N > alone: is only for the kind "many"',
    ),
    (
        'kind = "one"',
        'kind = "date"',
        f'{FIELD} > options: nothing can be ticked where the kind is "date"',
    ),
    (
        'kind = "one"',
        'kind = "one"\nonly_with = ["threat"]\nnot_with = ["threat"]',
        f'{FIELD} > not_with: "threat" is also in only_with, so nobody is ever asked',
    ),
    (
        'kind = "one"',
        'kind = "one"\nmax_length = "long"',
        f"{FIELD} > max_length: must be a whole number",
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), IN_THE_FORM)
def test_a_fault_in_the_form_is_the_only_error(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, FORM, AT_THE_END, PAGE.replace(old, new, 1))

    assert numberless(errors(folder)) == [f"{FORM}: {error}"]


def test_every_platform_can_be_ticked(folder: Path) -> None:
    spoil(folder, FORM, 'id = "facebook"', 'id = "facebok"')

    assert numberless(errors(folder)) == [
        f'{FORM}: {FIELD} > options > N > id: there is no platform "facebok"; '
        'did you mean "facebook"?',
        f"{FORM}: {FIELD} > options > facebook is missing",
    ]


def test_a_page_without_fields_is_refused(folder: Path) -> None:
    spoil(folder, FORM, AT_THE_END, '[[pages]]\nid = "sample"\ntitle = "A sample"\nfields = []\n')

    assert numberless(errors(folder)) == [f"{FORM}: pages > N > fields: is empty"]
