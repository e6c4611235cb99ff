"""What an editor may not say is refused in many wordings, and what is like it is taken.

`sentences.toml` holds both, by where they would stand.
"""

import tomllib
from pathlib import Path

import pytest

from tests.builders import shipped

WRITTEN = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
REFUSED = [(where, it) for where, written in WRITTEN.items() for it in written["refused"]]
TAKEN = [(where, it) for where, written in WRITTEN.items() for it in written["taken"]]


def rules_broken_by(sentence: str, where: str) -> list[str]:
    """The names of the rules that this breaks where it stands."""
    rules = shipped().safety
    never = [
        name
        for name, rule in rules.never.items()
        if rule.where in ("everything", where) and rule.said_in(sentence)
    ]
    return [*never, *(name for name, rule in rules.beside.items() if rule.is_broken_by(sentence))]


@pytest.mark.parametrize(("where", "sentence"), REFUSED)
def test_a_sentence_that_hurts_is_refused(where: str, sentence: str) -> None:
    assert rules_broken_by(sentence, where) != []


@pytest.mark.parametrize(("where", "sentence"), TAKEN)
def test_a_sentence_that_is_like_it_and_hurts_nobody_is_taken(where: str, sentence: str) -> None:
    assert rules_broken_by(sentence, where) == []


def test_a_phrase_is_looked_for_within_one_sentence() -> None:
    assert rules_broken_by("The chat will be quiet. Removed posts count too.", "everything") == []
    assert rules_broken_by("The post will be quickly removed.", "everything") != []
