"""Nothing that a person wrote vanishes; what no person writes goes by a fixed list."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.base import without_controls, without_invisible
from bot.domain.typed.typed_input import cleaned, normalized
from cards.elements import escaped

UNKNOWN_TO_MANY_TABLES = "\U0001fa77\U0001fae8\U0001fae9\U0001faea\U000323af\u0870"
JOINED = "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇳🇿 ❤️ 1️⃣"


@pytest.mark.parametrize(
    "mark", [*UNKNOWN_TO_MANY_TABLES, "\uf8ff", *JOINED.split(), "ā", "\U000e0001"]
)
def test_what_a_person_wrote_is_kept_and_shown(mark: str) -> None:
    assert cleaned(f"they sent {mark} and") == f"they sent {mark} and"
    assert escaped(f"they sent {mark} and") == f"they sent {mark} and"


@pytest.mark.parametrize(
    "mark",
    [
        *(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"),
        *(chr(code) for code in range(0x7F, 0xA0)),
        *(chr(code) for code in range(0xFDD0, 0xFDF0)),
        "\ufffe",
        "\uffff",
        "\U0001fffe",
        "\U0010ffff",
        "\ud83d",
        "\u061c",
        "\u200e",
        "\u202e",
        "\u2069",
    ],
)
def test_what_no_person_writes_goes(mark: str) -> None:
    assert cleaned(f"one{mark}two") == "onetwo"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Mon\t9 am\tgate\nTue\t3 pm\tdesk", "Mon 9 am gate\nTue 3 pm desk"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("\t yes \n", "yes"),
        ("e\u0301", "é"),
        ("\u200b", "\u200b"),
    ],
)
def test_a_tab_is_a_blank_and_every_line_break_a_newline(sent: str, read: str) -> None:
    assert cleaned(sent) == read


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_loses_no_character_that_is_one(text: str) -> None:
    once = cleaned(text)
    lost = set(unicodedata.normalize("NFC", text)) - set(once)

    assert cleaned(once) == once
    assert {
        it for it in lost if not it.isspace() and unicodedata.category(it)[0] in "LMNPS"
    } == set()
    assert len(without_invisible(text)) <= len(without_controls(text))


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Yes 😭🙏", "yes"),
        ("😢 report", "report"),
        ("yes🙏please", "yes please"),
        ("no 👍🏽", "no"),
        ("yes ❤️", "yes"),
        ("1️⃣", "1"),
        ("👩‍👩‍👧", ""),
        (f"no {UNKNOWN_TO_MANY_TABLES[0]}", "no"),
        ("\ufeffyes\u200b", "yes"),
        ("Kāo.", "kao"),
        ("  a\n b ", "a b"),
    ],
)
def test_pictures_do_not_count_where_words_are_compared(typed: str, compared: str) -> None:
    assert normalized(typed) == compared
