"""Yes and no as people say them; what is not understood to its end is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scenario import Choice
from bot.domain.typed.spelling import normalized_words
from bot.domain.typed.yes_no import YesNoPhrases
from tests.builders import a_catalogue, a_choice, a_fact, a_scenario, shipped

TEXTS = shipped().texts
SAYS = YesNoPhrases(yes=TEXTS("words.yes"), no=TEXTS("words.no"), beside=TEXTS("words.beside"))
NOES = st.sampled_from([phrase.strip() for phrase in SAYS.no.split(",")])
YESES = st.sampled_from([phrase.strip() for phrase in SAYS.yes.split(",")])
BESIDE = st.sampled_from([phrase.strip() for phrase in SAYS.beside.split(",")])
MARKS = st.sampled_from(["", ".", "!!", " ...", "  ", "\n", ","])
OTHERS = st.sampled_from(
    ["but", "he", "not", "sure", "idea", "maybe", "yes", "outside", "really", "?? yeah", "😭", "7"]
)


@given(NOES, BESIDE, MARKS)
def test_a_no_stays_one_beside_thanks_and_marks(no: str, beside: str, mark: str) -> None:
    assert SAYS.is_no(f"{no.upper()}{mark} {beside}{mark}")
    assert SAYS.is_no(f"{beside}, {no.replace(chr(39), '’')}{mark}")


@given(NOES, OTHERS)
def test_a_no_with_anything_else_is_no_clear_no(no: str, other: str) -> None:
    assert not SAYS.is_no(f"{no} {other}")
    assert not SAYS.is_no(f"{other} {no}")


@pytest.mark.parametrize("said", ["they are not", "no I'm not", "no it isn't", "no one is"])
@pytest.mark.parametrize(
    "more", ["all safe", "we are safe", "all good", "no danger", "nothing like that"]
)
def test_what_follows_a_not_may_turn_it(said: str, more: str) -> None:
    assert not SAYS.is_no(f"{said} {more}")


@given(NOES)
def test_a_no_that_asks_is_no_clear_no(no: str) -> None:
    assert not SAYS.is_no(f"{no}?")


@given(YESES, NOES, MARKS)
def test_a_yes_is_never_a_no(yes: str, no: str, mark: str) -> None:
    assert SAYS.is_yes(f"{yes}{mark}")
    assert not SAYS.is_no(f"{yes}{mark}")
    assert not SAYS.is_no(f"{no} {yes}")


@given(st.text(max_size=30))
def test_what_is_made_of_other_words_is_neither(text: str) -> None:
    odd = f"{text} zebra"

    assert not SAYS.is_no(odd)
    assert not SAYS.is_yes(odd)


@pytest.mark.parametrize("said", ["", " ", "?", "thanks", "👍", "thanks 👍"])
def test_nothing_said_is_neither(said: str) -> None:
    assert not SAYS.is_no(said)
    assert not SAYS.is_yes(said)


@pytest.mark.parametrize("said", ["yeah nah", "yes but not now", "yes, no", "the yes", "no yes"])
def test_a_yes_with_a_no_in_it_begins_with_none(said: str) -> None:
    assert not SAYS.begins_with_yes(said)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("I’m SCARED!!", "i am scared"),
        ("im scarred", "i am scared"),
        ("He's @ my door w/ a knife", "he is at my dor with a knife"),
        ("Kei te mataku au – āwhina mai", "kei te mataku au awhina mai"),
        (
            "at https://example.org/he-is-here or a@example.org @he_is_here",
            "at link or link link",
        ),
        ("2️⃣ and (3)", "2 and 3"),
        ("can't, won’t, don`t", "can not wil not do not"),
        ("no1, noone, no-one", "no one no one no one"),
    ],
)
def test_words_come_in_one_spelling(typed: str, read: str) -> None:
    assert " ".join(normalized_words(typed)) == read


THREAT = a_scenario("threat", flags=["threat"])
OTHER = a_scenario("other")


@pytest.mark.parametrize(
    ("yes", "not_sure", "is_asked"),
    [
        (a_choice("yes", danger=True), "yes", True),
        (a_choice("yes", jump="threat"), "yes", True),
        (a_choice("yes", flags=["threat"]), "yes", True),
        (a_choice("yes", jump="threat"), None, False),
        (a_choice("yes", jump="other"), "yes", False),
        (a_choice("yes", jump="gone"), "yes", False),
        (a_choice("yes", floor="urgent"), "yes", False),
        (a_choice("yes", danger=True), "no", False),
    ],
)
def test_a_clear_no_is_asked_for_by_what_the_answers_lead_to(
    yes: Choice, not_sure: str | None, is_asked: bool
) -> None:
    fact = a_fact("any-name", yes, a_choice("no"), not_sure=not_sure)

    assert a_catalogue(THREAT, OTHER).asks_for_a_clear_no(fact) is is_asked
