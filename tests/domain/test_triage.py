"""Which question comes next: rules that hold for any content."""

import pytest

from bot.domain import triage
from bot.domain.draft import NOT_SURE, Ticks
from bot.domain.scenario import Choice, Flag, Level, Question
from bot.domain.triage import assess, visited
from tests.builders import (
    a_catalogue,
    a_choice,
    a_draft,
    a_question,
    a_scenario,
    the_pattern,
    walk,
)

SOON = a_question("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")


def jump_to(scenario_id: str) -> Choice:
    return a_choice(scenario_id, jump=scenario_id)


def serious(names: str) -> list[Question]:
    """Questions, one for each letter, that can change the level."""
    return [a_question(name, a_choice("yes", floor="high")) for name in names]


def harmless(names: str) -> list[Question]:
    """Questions, one for each letter, that only record something."""
    return [a_question(name) for name in names]


# Jumps


def test_jumps_are_taken_in_jump_order_and_the_rest_newest_first() -> None:
    where = a_question("where", *map(jump_to, ("c", "a", "d", "b")), kind="many")
    others = [a_scenario(name, a_question(f"{name}-1")) for name in "abcd"]
    catalogue = a_catalogue(a_scenario("start", where), *others, jump_order=("b", "a"))

    asked = walk(catalogue, "start", {"where": ("c", "a", "d", "b")})

    assert list(asked) == ["danger", "where", "b-1", "a-1", "d-1", "c-1"]
    assert visited(catalogue, "start", asked) == ("b", "a", "d", "c", "start")


def test_the_first_in_jump_order_gives_the_guidance_even_when_it_was_the_start() -> None:
    start = a_scenario("first", a_question("where", jump_to("rest")))
    catalogue = a_catalogue(start, a_scenario("rest"), jump_order=("first",))

    found = assess(catalogue, a_draft("first", answers={"where": ("rest",)}))

    assert (found.leading, found.visited) == ("first", ("first", "rest"))


def test_what_was_said_before_a_jump_survives_it() -> None:
    how = a_choice("yes", floor="high", flags=["customer"], tell=["advisor"], advice="Stop.")
    start = a_scenario("start", a_question("how", how), a_question("where", jump_to("next")))
    catalogue = a_catalogue(start, a_scenario("next", base="advice", flags=["threat"]))

    found = assess(catalogue, a_draft("start", answers={"how": ("yes",), "where": ("next",)}))

    assert (found.leading, found.level) == ("next", Level.HIGH)
    assert set(found.flags) == {Flag.CUSTOMER, Flag.THREAT}
    assert (found.tell, found.advice) == (("advisor",), ("Stop.",))


def test_each_scenario_comes_once_even_when_they_point_at_each_other() -> None:
    one = a_scenario("one", a_question("one-1", jump_to("two")))
    two = a_scenario("two", a_question("two-1", jump_to("one")))

    asked = walk(a_catalogue(one, two), "one", {"one-1": ("two",), "two-1": ("one",)})

    assert list(asked) == ["danger", "one-1", "two-1"]


def test_nothing_is_asked_twice_after_a_jump() -> None:
    shared = a_question("shared")
    start = a_scenario("start", shared, a_question("where", jump_to("next")))
    catalogue = a_catalogue(start, a_scenario("next", a_question("own"), shared))

    asked = walk(catalogue, "start", {"where": ("next",)})

    assert list(asked) == ["danger", "shared", "where", "own"]


def test_a_question_whose_answer_is_known_already_is_not_asked() -> None:
    customer = a_question("customer", a_choice("yes", flags=["customer"]), a_choice("no"))
    who = a_question("who", a_choice("customer", flags=["customer"]), a_choice("other"))
    catalogue = a_catalogue(a_scenario("case", who, customer))

    assert list(walk(catalogue, "case", {"who": ("customer",)})) == ["danger", "who"]
    assert list(walk(catalogue, "case", {"who": ("other",)})) == ["danger", "who", "customer"]


# When


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (("find",), ["danger", "what", "which"]),
        (("talk",), ["danger", "what"]),
        ((NOT_SURE,), ["danger", "what"]),
        ((), ["danger", "what"]),
    ],
)
def test_a_question_that_waits_comes_only_after_its_answer(answer: Ticks, asked: list[str]) -> None:
    what = a_question("what", a_choice("find"), a_choice("talk"))
    catalogue = a_catalogue(a_scenario("case", what, a_question("which", when={"what": ["find"]})))

    assert list(walk(catalogue, "case", {"what": answer})) == asked


# Eight at most


def test_no_more_than_eight_questions_are_asked_after_the_gate() -> None:
    catalogue = a_catalogue(a_scenario("case", *harmless("abcdefghij")))

    assert len(walk(catalogue, "case")) == len(["danger"]) + triage.MOST_QUESTIONS


def test_the_last_place_is_kept_for_the_pattern() -> None:
    catalogue = a_catalogue(a_scenario("case", the_pattern(), *serious("abcdefghij")))

    assert list(walk(catalogue, "case")) == ["danger", *"abcdefg", "pattern"]


def test_what_only_records_gives_way_first() -> None:
    questions = [*harmless("abcdefgh"), *serious("xyz"), the_pattern()]
    catalogue = a_catalogue(a_scenario("case", *questions))

    asked = walk(catalogue, "case")

    assert len(asked) == len(["danger"]) + triage.MOST_QUESTIONS
    assert {*"xyz", "pattern"} <= asked.keys()


def test_danger_goes_first_when_there_is_no_room_for_all() -> None:
    catalogue = a_catalogue(a_scenario("case", *serious("abcdefgh"), SOON, the_pattern()))

    assert list(walk(catalogue, "case")) == ["danger", "soon", *"abcdef", "pattern"]


@pytest.mark.parametrize("pattern", [[], [the_pattern()]], ids=["no pattern", "pattern"])
def test_the_last_place_of_all_is_for_danger(pattern: list[Question]) -> None:
    """The pattern can still be asked before the form; a danger left out stays unknown."""
    start = a_scenario(
        "start", *serious("abcdef"), a_question("where", jump_to("threat")), *pattern
    )
    threat = a_scenario("threat", SOON, *serious("xyz"))

    asked = walk(a_catalogue(start, threat), "start", {"where": ("threat",)})

    assert list(asked) == ["danger", *"abcdef", "where", "soon"]
