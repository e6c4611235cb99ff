"""A clear part of a button's title is that button."""

import pytest

from bot.domain.typed.typed_input import match_choice, match_label_part

TELLING = [
    ("leader", "Wiremu Example, my people leader"),
    ("other", "Somebody else who leads people"),
    ("not-my-leader", "Not my leader"),
    ("security", "Security only"),
    ("no-one", "No one yet"),
]


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        *(("my people leader", "leader"), ("People leader.", "leader"), ("Example", "leader")),
        *(("somebody else", "other"), ("who leads people", "other"), ("leads people", "other")),
        *(("not my leader", "not-my-leader"), ("No one yet", "no-one"), ("only", "security")),
    ],
)
def test_a_part_that_only_one_title_has_is_that_button(typed: str, choice: str) -> None:
    assert match_label_part(TELLING, typed) == choice


@pytest.mark.parametrize(
    "typed",
    [
        *("", "my", "leader", "my leader", "people", "one", "one yet", "leader people my", "who"),
        *("my people leader please call", "Ngaire", "people lead", "not", "?", "😢"),
    ],
)
def test_what_is_short_shared_or_turned_round_by_a_not_is_none(typed: str) -> None:
    assert match_label_part(TELLING, typed) is None


def test_beside_other_cards_one_word_is_too_little() -> None:
    assert match_label_part(TELLING, "Security", fewest=2) is None
    assert match_label_part(TELLING, "security only", fewest=2) == "security"


@pytest.mark.parametrize(
    "typed", ["2", "2.", "2)", "(2)", "#2", "option 2", "Number 2", "no. 2", "2 please", "２"]
)
def test_a_number_names_a_choice_however_it_is_written(typed: str) -> None:
    assert match_choice([("a", "First"), ("b", "Second")], typed) == "b"


@pytest.mark.parametrize("typed", ["no 2", "2 or 3", "22", "0", "2 people", "#", "option"])
def test_what_is_not_one_number_names_none(typed: str) -> None:
    assert match_choice([("a", "First"), ("b", "Second")], typed) is None
