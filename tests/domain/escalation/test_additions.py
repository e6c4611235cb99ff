"""What is added after Send: nothing is lost by a second press, and nothing is added twice."""

import pytest

from bot.domain.escalation import Addition, Escalation
from bot.domain.scenario import Level
from tests.builders import an_escalation
from tests.domain.escalation.acts import LATER, REPORTER

ON_ITS_WAY = an_escalation(level=Level.URGENT)


def adding(it: Escalation, *said: tuple[str, str]) -> Escalation:
    """After these were added, each under its id."""
    for addition_id, words in said:
        addition = Addition(id=addition_id, kind="where", at=LATER, words=words)
        it = it.add(addition, by=REPORTER).after
    return it


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([("a", "here"), ("a", "here")], [("a", "here")]),
        ([("a", "here"), ("b", "here")], [("a", "here"), ("b", "here")]),
        ([("a", "here"), ("a", "there")], [("a", "here"), ("a.2", "there")]),
        (
            [("a", "here"), ("a", "there"), ("a", "there"), ("a", "here")],
            [("a", "here"), ("a.2", "there")],
        ),
        ([("a", "1"), ("a", "2"), ("a", "3")], [("a", "1"), ("a.2", "2"), ("a.3", "3")]),
        ([("a", "here"), ("ab", "there")], [("a", "here"), ("ab", "there")]),
    ],
)
def test_the_same_words_under_one_id_are_kept_once_and_other_words_as_well(
    said: list[tuple[str, str]], kept: list[tuple[str, str]]
) -> None:
    it = adding(ON_ITS_WAY, *said)

    assert [(one.id, one.words) for one in it.added] == kept
