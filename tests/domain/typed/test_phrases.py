"""Lists of phrases, found in what people type and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed.phrases import Phrases, UnknownGroup
from bot.domain.typed.spelling import normalized_words

LIST = Phrases(
    words=("<who> ... outside", "in <very?> danger", "overdos*"),
    alone=("help me",),
    beside=("please", "now", "🙏"),
    unless=("not in danger", "outside of"),
    groups={"who": ("<man> is", "they are"), "man": ("he", "a man"), "very": ("very",)},
)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "he is outside",
            "He's outside!",
            "hes right outside",
            "a man is standing out there outside",
        ),
        *(
            "IN DANGER",
            "in very danger",
            "in dangr",
            "in dnager",
            "in denger",
            "overdosing",
            "overdose",
        ),
        *("help me", "Please, help me now 🙏", "I was not in danger but now he is outside"),
        *(
            "they’re all\noutside",
            "https://example.org they are outside",
            "(in danger)",
            "in—danger",
        ),
    ],
)
def test_a_phrase_is_found(said: str) -> None:
    assert LIST.is_said_in(said)


@pytest.mark.parametrize(
    "said",
    [
        *("", "  ", "he outside", "is outside", "he is not outside", "he is never ever outside"),
        *("he is far too many words away outside", "not in danger", "he is outside of town"),
        *(
            "help me with it",
            "in dinner",
            "in ranger",
            "thedanger",
            "in-dangerous",
            "please",
            "over",
        ),
        *("https://example.org/in-danger", "@in_danger", "they are out side"),
    ],
)
def test_what_only_looks_like_it_is_not(said: str) -> None:
    assert not LIST.is_said_in(said)


@given(st.text(max_size=200))
def test_whatever_is_typed_can_be_looked_through(text: str) -> None:
    assert LIST.is_said_in(f"{text}\nhe is outside\n{text}") or "of" in normalized_words(text)
    assert LIST.is_said_in(text) is any(LIST.found_in(text))


def test_a_phrase_is_taken_out_of_what_is_left() -> None:
    assert LIST.without("Well, he is outside. Facebook") == "wel | facebok"


@pytest.mark.parametrize("phrase", ["<whom> outside", "<loop>"])
def test_a_group_that_is_not_there_or_never_ends_is_named(phrase: str) -> None:
    phrases = Phrases(words=(phrase,), groups={"loop": ("<round>",), "round": ("<loop>",)})

    with pytest.raises(UnknownGroup):
        phrases.is_said_in("he is outside")


@pytest.mark.parametrize("phrase", ["", "...", "<empty?>", "?!", "🏽"])
def test_a_phrase_of_nothing_is_known_to_be_one(phrase: str) -> None:
    phrases = Phrases(words=(phrase,), groups={"empty": ("word",)})

    assert phrases.says_nothing(phrase)


def test_a_phrase_may_begin_with_what_can_be_left_out() -> None:
    phrases = Phrases(words=("<very?> unsafe", "... at night"), groups={"very": ("very", "so")})

    assert list(phrases.found_in("it is so unsafe here")) == ["so unsafe"]
    assert phrases.is_said_in("unsafe")
    assert phrases.is_said_in("at night")
