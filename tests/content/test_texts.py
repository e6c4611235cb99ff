"""The bot's own sentences."""

from pathlib import Path
from shutil import copytree

import pytest

from bot.content import ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.texts import Texts
from tests.content.sample import TODAY, errors, spoil

FILE = "texts.toml"
TEXTS = Texts({"report.taken": "Your number is {reference}.", "report.sent": "It was sent."})


def test_a_text_is_filled_in() -> None:
    assert TEXTS("report.taken", reference="R-7") == "Your number is R-7."
    assert TEXTS("report.sent") == "It was sent."


def test_what_is_filled_in_is_not_read_again() -> None:
    assert TEXTS("report.taken", reference="{reference}") == "Your number is {reference}."


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(KeyError, match=r"report\.takn"):
        TEXTS("report.takn", reference="R-7")


def test_a_missing_placeholder_is_an_error() -> None:
    with pytest.raises(
        TypeError, match=r'"report\.taken" takes the placeholders \[\'reference\'\]'
    ):
        TEXTS("report.taken")


def test_a_surplus_placeholder_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"report\.sent"):
        TEXTS("report.sent", reference="R-7")


def test_an_error_never_repeats_what_was_to_be_filled_in() -> None:
    with pytest.raises(TypeError) as error:
        TEXTS("report.sent", reference="what a person said")

    assert "what a person said" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('lead = "You are in the right place."\n', "", "welcome > lead is missing"),
        (
            "[welcome]",
            '[welcome]\nled = "Hello"',
            'welcome > led: there is no text "welcome.led"; did you mean "welcome.lead"?',
        ),
        ("Kia ora {name}", "Kia ora", "welcome > title: the placeholder {name} is missing"),
        (
            "right place",
            "right {place}",
            'welcome > lead: there is no placeholder "{place}"',
        ),
        (
            "right place",
            "right { place",
            "welcome > lead: a placeholder is a small name in braces, such as {reference}",
        ),
        ('"You are in the right place."', "7", "welcome > lead: must be text in quotes"),
        ('"You are in the right place."', '""', "welcome > lead: is empty"),
        ("right place", "Maori place", 'welcome > lead: "Maori" is written "Māori"'),
    ],
)
def test_a_fault_in_the_texts_is_named(folder: Path, old: str, new: str, error: str) -> None:
    spoil(folder, FILE, old, new)

    assert f"{FILE}: {error}" in errors(folder)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('\nno = "no, ', '\nno = "no, yeah, ', '"yeah" stands in words > yes too'),
        ('\nno = "no, ', '\nno = "no, dunno, ', '"dunno" stands in words > not-sure too'),
        ('\nno = "no, ', '\nno = "no, HELP, ', '"help" stands in words > menu too'),
        ('\nno = "no, n, ', '\nno = "', '"no" is missing'),
    ],
)
def test_words_that_may_mean_danger_are_no_clear_no(
    tmp_path: Path, old: str, new: str, error: str
) -> None:
    copy = tmp_path / "content"
    copytree(SHIPPED, copy)
    spoil(copy, FILE, old, new)

    with pytest.raises(ContentRefused) as refused:
        load(copy, today=TODAY)

    assert refused.value.errors == [f"{FILE}: words > no: {error}"]
