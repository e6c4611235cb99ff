"""The shapes of cards, and a person's own words made safe for them."""

import re
from html import unescape
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from bot.domain.base import without_invisible
from cards import elements
from cards.actions import GoOn, Move, StopReport
from cards.plain_text import plain_text
from tests.builders import shipped
from tests.cards.shown import buttons, lines

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = [
    "**bold** and __bold__ and *it* and _it_",
    "~~struck~~ and `code`",
    "[click me](https://bad.example.org)",
    "![look](https://bad.example.org/x.png)",
    "[a]: https://bad.example.org",
    "<https://bad.example.org>",
    "<b onclick=alert(1)>bold</b><script>alert(1)</script>",
    "# A heading",
    "A heading\n===",
    "A heading\n---",
    "- one\n- two",
    "+ one\n* two",
    "1. one\n2) two",
    "> said somebody",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\ncode\n```",
    "    indented",
    "* * *",
    "C:\\temp\\*.txt",
    "a\\",
]


def drawn(text: str) -> str:
    """What a client that knows all of Markdown makes of a person's words."""
    element = elements.verbatim(text).model_dump(exclude_none=True)
    return str(MARKDOWN.render(element["text"]))


def words(html: str) -> list[str]:
    """The words that are to be seen."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).replace("\u200b", "").split()


@pytest.mark.parametrize("text", NASTY)
def test_a_persons_words_are_drawn_as_they_were_typed(text: str) -> None:
    html = drawn(text)

    assert set(re.findall(r"</?(\w+)", html)) == {"p"}
    assert words(html) == text.split()


@given(some.text(some.characters(exclude_characters="&", exclude_categories=["Cs"]), min_size=1))
def test_no_words_at_all_become_markdown(text: str) -> None:
    assert set(re.findall(r"</?(\w+)", drawn(text))) <= {"p"}


@given(some.text("ab1.)*_[]()<>`~#+=-\\!| \n", min_size=1))
def test_no_marks_of_markdown_get_lost(text: str) -> None:
    assert words(drawn(text)) == text.split()


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\x07", "\ufeff"]
)
def test_a_mark_that_nobody_can_see_is_taken_out(mark: str) -> None:
    assert elements.escaped(f"one{mark}two") == "onetwo"


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\u3000", "\u2028", "\r"])
def test_an_unusual_space_still_parts_two_words(space: str) -> None:
    assert elements.escaped(f"one{space}two") == "one two"


@pytest.mark.parametrize("link", ["https://bad.example.org", "WWW.bad.example.org", "ftp://x.org"])
def test_an_address_is_never_whole_so_no_client_makes_a_link_of_it(link: str) -> None:
    shown = elements.escaped(link)

    assert link not in shown
    assert shown.replace("\u200b", "") == link


def test_ordinary_words_stay_as_they_are() -> None:
    said = "Kia ora, it's Whānau Day (25/11) – see you at 3 pm!"

    assert elements.escaped(said) == said


def test_each_line_of_a_letter_stays_a_line_of_its_own() -> None:
    assert drawn("One:\n  two\n\n\n    three").count("<p>") == 3


def test_a_way_out_takes_no_inputs_along() -> None:
    [back] = elements.move_buttons("ab12", {"back": "Back"})

    made = back.model_dump(exclude_none=True, mode="json")

    assert made["associatedInputs"] == "none"
    assert made["data"] == Move(nonce="ab12", to="back").data


def test_an_executed_button_has_the_same_button_for_older_clients() -> None:
    made = elements.execute_button("Go on", GoOn(), primary=True).model_dump(
        exclude_none=True, mode="json"
    )

    assert made["fallback"] == elements.button("Go on", GoOn(), primary=True).model_dump(
        exclude_none=True, mode="json"
    )


def test_stacked_buttons_never_stand_beside_each_other() -> None:
    sets = elements.button_rows(
        [elements.button("Go on", GoOn()), elements.button("Stop", StopReport())]
    )

    assert [len(each.model_dump()["actions"]) for each in sets] == [1, 1]


@pytest.mark.parametrize("state", get_args(elements.BandState))
def test_a_state_is_in_words_and_in_a_colour_of_its_own(state: elements.BandState) -> None:
    band = elements.state_band(state, "Words").model_dump(exclude_none=True, mode="json")
    others = {
        elements.state_band(it, "").model_dump()["style"] for it in get_args(elements.BandState)
    }

    assert len(others) == len(get_args(elements.BandState))
    assert [item["text"] for item in band["items"]] == ["Words"]


@pytest.mark.parametrize(
    ("number", "length", "beside", "fits"),
    [(4, 24, 2, True), (5, 24, 2, False), (4, 24, 3, False), (4, 25, 2, False)],
)
def test_choices_are_buttons_where_a_card_has_room(
    number: int, length: int, beside: int, fits: bool
) -> None:
    choices = [elements.CardChoice(f"c{it}", "x" * length) for it in range(number)]
    moves = ["back", "stop", "skip"][:beside]

    made = elements.choice_card(shipped(), "ab12", "Which?", choices, moves)

    assert elements.fit_as_buttons(choices, beside=beside) is fits
    assert len(buttons(made)) == (number if fits else 1) + beside
    assert lines(made) == ([] if fits else [choice.label for choice in choices])
    assert "Which?" in plain_text(made)


def test_sections_are_headings_for_screen_readers() -> None:
    assert elements.heading("One").model_dump()["style"] == "heading"
    assert elements.subheading("Two").model_dump()["style"] == "heading"


def test_a_fact_without_a_value_is_left_out() -> None:
    made = elements.facts([("Level", "High"), ("Reference", "")])

    assert made is not None
    assert [fact["title"] for fact in made.model_dump()["facts"]] == ["Level"]
    assert elements.facts([("Reference", "")]) is None


def test_a_list_of_nothing_is_nothing() -> None:
    assert elements.bullets([]) is None


def test_a_card_says_its_version_its_language_and_its_words_for_older_clients() -> None:
    made = elements.card(elements.heading("Kia ora"), None)

    assert (made["version"], made["lang"], made["fallbackText"]) == ("1.5", "en-NZ", "Kia ora")


def copied(element: object) -> str:
    """What is on the clipboard after a text was copied."""
    shown = element.model_dump(exclude_none=True)  # type: ignore[attr-defined]
    return "".join(run["text"] for run in shown["inlines"])


@pytest.mark.parametrize("text", [*NASTY, "https://example.org/a_b?c=*d*", "www.example.org"])
def test_a_text_to_copy_is_exact(text: str) -> None:
    assert copied(elements.text_to_copy(text)) == text.strip()


@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_text_to_copy_has_no_sign_that_nobody_sees(text: str) -> None:
    assert copied(elements.text_to_copy(text)) == without_invisible(text).strip()
