"""The small words that work anywhere are understood as people type them, and politely."""

from time import perf_counter

import pytest

from tests.builders import shipped


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        *((typed, "stop") for typed in ("stop please", "Cancel pls!", "kāti koa", "cancel it")),
        *((typed, "back") for typed in ("go back please", "back pls", "previous question")),
        *((typed, "skip") for typed in ("skip it", "next pls", "rather not say", "n/a", "pekea")),
        *((typed, "go_on") for typed in ("carry on", "continue please")),
        *((typed, "start_over") for typed in ("start again pls", "begin again", "tīmata anō")),
        *((typed, "report") for typed in ("I want to report something", "make a report please")),
        *((typed, "report") for typed in ("reprot", "file a report")),
        *((typed, "my-reports") for typed in ("wheres my report", "taku pūrongo")),
        *((typed, "support") for typed in ("I need support", "support pls", "tautoko koa")),
        *((typed, "menu") for typed in ("help pls", "hi there", "kia ora e hoa", "main menu")),
        *((typed, "not-sure") for typed in ("not sure sorry", "i dunno", "can't remember")),
    ],
)
def test_a_small_word_is_understood(typed: str, words: str) -> None:
    assert shipped().is_command(typed, words)


@pytest.mark.parametrize("words", ["stop", "back", "skip", "go_on", "start_over", "report"])
@pytest.mark.parametrize(
    "typed",
    [
        *("please", "thanks please", "", "Stop the Rot group", "back yard photo", "next door"),
        *("they reported me", "stop him please", "never mind", "make him stop it", "a status"),
    ],
)
def test_words_of_an_answer_are_no_small_word(typed: str, words: str) -> None:
    assert not shipped().is_command(typed, words)


def test_a_long_story_is_no_small_word_and_costs_no_time() -> None:
    content, began = shipped(), perf_counter()

    assert not content.is_command("Stop he keeps writing please. " * 300, "stop")

    assert perf_counter() - began < 0.5
