"""The loader: a good folder loads; a fault gives one error, with file, place and reason."""

from datetime import date
from pathlib import Path

import pytest

from bot.content import ContentRefused, load
from tests.content.sample import (
    LEADER,
    SCENARIO,
    STAFF,
    TODAY,
    errors,
    loaded,
    shown,
    spoil,
)


def test_an_unspoilt_folder_loads(folder: Path) -> None:
    content = loaded(folder)

    assert content.catalogue.scenario("sample").title == "A sample of a situation"
    assert shown(content.staff["sample"])["Evidence"] == ("See Social Media Safety Guidelines.",)
    assert shown(content.leader["sample"])["Say"][0] == "Thank you."
    assert content.texts("welcome.title", name="Aroha") == "Kia ora Aroha"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="there is no such folder"):
        load(tmp_path / "nowhere", today=TODAY)


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("catalogue.toml", "owner =", "#", "about > owner is missing"),
        ("details.toml", "review_on =", "#", "about > review_on is missing"),
        ("self_harm.toml", "source =", "#", "about > source is missing"),
        ("texts.toml", "[about]", "[more]", "about is missing"),
        (
            SCENARIO,
            "2027-05-22",
            '"2027-05-22"',
            "about > review_on: must be a date such as 2027-05-22, without quotes",
        ),
        (
            SCENARIO,
            '"design"',
            '"hearsay"',
            'about > source: "hearsay" is not allowed; '
            'use seed, public, design, or several joined by "and"',
        ),
        (
            SCENARIO,
            "owner =",
            'ownr = "x"\nowner =',
            'about > ownr: there is no such key; did you mean "owner"?',
        ),
        (
            SCENARIO,
            'id = "sample"\n',
            'id = "sample\n',
            "line 3: illegal character '\\n'",
        ),
        (
            SCENARIO,
            'base = "standard"',
            "base",
            "line 6: expected '=' after a key in a key/value pair",
        ),
    ],
)
def test_a_fault_in_a_toml_file_is_named(
    folder: Path, file: str, old: str, new: str, error: str
) -> None:
    spoil(folder, file, old, new)

    assert f"{file}: {error}" in errors(folder)


@pytest.mark.parametrize(
    "file",
    ["contacts.toml", "texts.toml", "letters/noggin.txt.j2", "shared/blocks.md", STAFF, LEADER],
)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert errors(folder) == [f"{file} is missing"]


def test_a_missing_scenario_file_is_named(folder: Path) -> None:
    (folder / SCENARIO).unlink()

    assert errors(folder) == [f"{SCENARIO} is missing"]


def test_all_errors_come_in_one_go(folder: Path) -> None:
    spoil(folder, SCENARIO, 'base = "standard"', 'base = "soon"')
    spoil(folder, STAFF, "# You", "## You")
    spoil(folder, "texts.toml", "Kia ora {name}", "Kia ora")
    spoil(folder, "letters/kotahi.txt.j2", "letter.reference", "letter.referenz")

    files = {error.split(":")[0] for error in errors(folder)}

    assert files == {SCENARIO, STAFF, "texts.toml", "letters/kotahi.txt.j2"}


def test_an_overdue_review_is_a_warning(folder: Path) -> None:
    warning = f"{SCENARIO}: the review was due on 2027-05-22 (owner: Content owner)."

    assert warning not in loaded(folder, today=date(2027, 5, 22)).warnings
    assert warning in loaded(folder, today=date(2027, 5, 23)).warnings


def test_a_value_to_be_confirmed_is_a_warning(folder: Path) -> None:
    assert (
        "contacts.toml: contact > privacy_team is still to be confirmed, "
        "so people see its name only."
    ) in loaded(folder).warnings
