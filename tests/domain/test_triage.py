"""Which fact is asked for next: rules that hold for any content."""

import pytest

from bot.domain import triage
from bot.domain.draft import NOT_SURE, Ticks
from bot.domain.scenario import Ask, Choice, Fact, Flag, Level
from bot.domain.triage import assess, known, open_ticks
from tests.builders import (
    a_catalogue,
    a_choice,
    a_draft,
    a_fact,
    a_scenario,
    a_tick,
    asked,
    walk,
)

SOON = a_fact("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")


def jump_to(scenario_id: str) -> Choice:
    return a_choice(scenario_id, jump=scenario_id)


def serious(names: str) -> list[Fact]:
    """Facts, one for each letter, that can change the level."""
    return [a_fact(name, a_choice("yes", floor="high")) for name in names]


# Jumps


def test_jumps_are_taken_in_jump_order_and_the_rest_in_the_order_of_the_menu() -> None:
    where = a_fact("where", *map(jump_to, ("c", "a", "d", "b")), kind="many")
    others = [a_scenario(name, f"{name}-1") for name in "abcd"]
    catalogue = a_catalogue(
        a_scenario("start", "where"), *others, facts=[where], jump_order=("b", "a")
    )

    draft = walk(catalogue, "start", {"where": ("c", "a", "d", "b")})

    assert asked(draft) == ["where", "b-1", "a-1", "c-1", "d-1"]
    assert known(catalogue, draft).visited == ("b", "a", "c", "d", "start")


def test_the_first_in_jump_order_gives_the_guidance_even_when_it_was_the_start() -> None:
    where = a_fact("where", jump_to("rest"))
    catalogue = a_catalogue(
        a_scenario("first", "where"), a_scenario("rest"), facts=[where], jump_order=("first",)
    )

    found = assess(catalogue, a_draft("first", answers={"where": ("rest",)}))

    assert (found.leading, found.visited) == ("first", ("first", "rest"))


def test_what_was_said_before_a_jump_survives_it() -> None:
    yes = a_choice("yes", floor="high", flags=["customer"], tell=["advisor"])
    facts = [a_fact("how", yes), a_fact("where", jump_to("next"))]
    start, following = a_scenario("start", "how", "where"), {"base": "advice", "flags": ["threat"]}
    catalogue = a_catalogue(start, a_scenario("next", **following), facts=facts)

    found = assess(catalogue, a_draft("start", answers={"how": ("yes",), "where": ("next",)}))

    assert (found.leading, found.level) == ("next", Level.HIGH)
    assert set(found.flags) == {Flag.CUSTOMER, Flag.THREAT}
    assert found.tell == ("advisor",)


def test_each_scenario_comes_once_even_when_they_point_at_each_other() -> None:
    facts = [a_fact("one-1", jump_to("two")), a_fact("two-1", jump_to("one"))]
    catalogue = a_catalogue(a_scenario("one", "one-1"), a_scenario("two", "two-1"), facts=facts)

    draft = walk(catalogue, "one", {"one-1": ("two",), "two-1": ("one",)})

    assert asked(draft) == ["one-1", "two-1"]
    assert known(catalogue, draft).visited == ("two", "one")


def test_nothing_is_asked_twice_after_a_jump() -> None:
    start = a_scenario("start", "shared", "where")
    facts = [a_fact("where", jump_to("next"))]
    catalogue = a_catalogue(start, a_scenario("next", "own", "shared"), facts=facts)

    assert asked(walk(catalogue, "start", {"where": ("next",)})) == ["shared", "where", "own"]


@pytest.mark.parametrize(("scenario_id", "leading"), [("seen", "targeted"), ("other", "other")])
def test_a_jump_of_a_situation_is_taken_only_where_that_situation_asks(
    scenario_id: str, leading: str
) -> None:
    catalogue = a_catalogue(
        a_scenario("seen", Ask(fact="names", jumps={"me": "targeted"})),
        a_scenario("other", "names"),
        a_scenario("targeted"),
        facts=[a_fact("names", a_choice("me"))],
    )

    assert assess(catalogue, a_draft(scenario_id, answers={"names": ("me",)})).leading == leading


# What is known already


def test_a_fact_that_follows_from_another_is_not_asked_for() -> None:
    poster = a_fact("poster", a_choice("customer", fills={"customer": "yes"}), a_choice("other"))
    catalogue = a_catalogue(a_scenario("case", "poster", "customer"), facts=[poster])

    assert asked(walk(catalogue, "case", {"poster": ("customer",)})) == ["poster"]
    assert asked(walk(catalogue, "case", {"poster": ("other",)})) == ["poster", "customer"]


def test_what_follows_from_a_fact_may_say_more_in_its_turn() -> None:
    one = a_fact("one", a_choice("yes", fills={"two": "yes"}))
    two = a_fact("two", a_choice("yes", fills={"three": "yes"}, jump="next"))
    following = a_scenario("next", facts={"four": ["no"]})
    facts = [one, two, a_fact("three"), a_fact("four")]
    catalogue = a_catalogue(a_scenario("case", "one"), following, facts=facts)

    found = known(catalogue, a_draft("case", answers={"one": ("yes",)}))

    assert {name: found.facts[name] for name in ("two", "three", "four")} == {
        "two": ("yes",),
        "three": ("yes",),
        "four": ("no",),
    }
    assert found.visited == ("next", "case")


def test_what_the_choice_of_a_situation_says_by_itself_is_not_asked_for() -> None:
    customer = a_tick("customer", flags=["customer"])
    preset = a_scenario("case", "customer", "who", facts={"customer": ["yes"]})
    catalogue = a_catalogue(preset, facts=[customer], pattern=[customer])

    draft = walk(catalogue, "case")

    assert asked(draft) == ["who"]
    assert open_ticks(catalogue, a_draft("case")) == ()
    assert assess(catalogue, draft).flags == (Flag.CUSTOMER,)


def test_a_fact_that_could_only_set_a_flag_that_is_set_is_not_asked_for() -> None:
    customer = a_fact("customer", a_choice("yes", flags=["customer"]), a_choice("no"))
    who = a_fact("who", a_choice("customer", flags=["customer"]), a_choice("other"))
    catalogue = a_catalogue(a_scenario("case", "who", "customer"), facts=[who, customer])

    assert asked(walk(catalogue, "case", {"who": ("customer",)})) == ["who"]
    assert asked(walk(catalogue, "case", {"who": ("other",)})) == ["who", "customer"]


def test_a_no_gives_way_to_a_yes_that_follows_from_another_fact() -> None:
    poster = a_fact("poster", a_choice("customer", fills={"customer": "yes"}))
    customer = a_fact("customer", a_choice("yes", flags=["customer"]), a_choice("no"))
    catalogue = a_catalogue(a_scenario("case", "customer", "poster"), facts=[poster, customer])

    answers = {"customer": ("no",), "poster": ("customer",)}
    found = assess(catalogue, a_draft("case", answers=answers))

    assert found.facts["customer"] == ("yes",)
    assert found.flags == (Flag.CUSTOMER,)


# When


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (("find",), ["what", "which"]),
        (("talk",), ["what"]),
        ((NOT_SURE,), ["what"]),
        ((), ["what"]),
    ],
)
def test_a_question_that_waits_comes_only_after_its_answer(answer: Ticks, seen: list[str]) -> None:
    what = a_fact("what", a_choice("find"), a_choice("talk"))
    waiting = Ask(fact="which", when={"what": ("find",)})
    catalogue = a_catalogue(a_scenario("case", "what", waiting), facts=[what, a_fact("which")])

    assert asked(walk(catalogue, "case", {"what": answer})) == seen


# The card of ticks


def test_the_ticks_of_the_situations_come_before_those_of_every_report() -> None:
    private = a_tick("private", jump="personal")
    facts = [private, a_tick("soon_there"), a_tick("copy")]
    catalogue = a_catalogue(
        a_scenario("case", ticks=["private", "copy"]),
        a_scenario("personal", ticks=["soon_there"]),
        facts=facts,
    )

    before = open_ticks(catalogue, a_draft("case"))
    shown = [fact.id for fact in before]
    after = open_ticks(catalogue, a_draft("case").with_ticks(shown, ["private"]))

    assert shown == ["private", "copy", "hate"]
    assert [fact.id for fact in after] == ["soon_there"]


def test_a_tick_that_is_left_empty_was_asked_and_says_nothing() -> None:
    serious_tick = a_tick("followed", floor="urgent")
    catalogue = a_catalogue(a_scenario("case"), pattern=[serious_tick])
    draft = a_draft("case").with_ticks(["followed"], [])

    assert draft.answers["followed"] == ()
    assert open_ticks(catalogue, draft) == ()
    assert assess(catalogue, draft).level is Level.STANDARD


# Eight at most


def test_no_more_than_eight_questions_are_asked_after_the_gate() -> None:
    catalogue = a_catalogue(a_scenario("case", *"abcdefghij"))

    assert len(asked(walk(catalogue, "case"))) == triage.MOST_QUESTIONS


def test_the_card_of_ticks_comes_after_eight_questions_too() -> None:
    facts = serious("abcdefghij")
    catalogue = a_catalogue(a_scenario("case", *"abcdefghij"), facts=facts)

    draft = walk(catalogue, "case")

    assert asked(draft) == [*"abcdefgh"]
    assert draft.trail[-1] == "ticks:hate"


def test_what_only_records_gives_way_first() -> None:
    catalogue = a_catalogue(a_scenario("case", *"abcdefghxyz"), facts=serious("xyz"))

    seen = asked(walk(catalogue, "case"))

    assert len(seen) == triage.MOST_QUESTIONS
    assert {*"xyz"} <= set(seen)


def test_danger_goes_first_when_there_is_no_room_for_all() -> None:
    facts = [*serious("abcdefgh"), SOON]
    catalogue = a_catalogue(a_scenario("case", *"abcdefgh", "soon"), facts=facts)

    assert asked(walk(catalogue, "case")) == ["soon", *"abcdefg"]


def test_a_question_about_danger_is_asked_even_after_eight_others() -> None:
    """A danger left out stays unknown."""
    where = a_fact("where", jump_to("threat"))
    catalogue = a_catalogue(
        a_scenario("start", *"abcdefg", "where"),
        a_scenario("threat", "soon", *"xyz"),
        facts=[*serious("abcdefgxyz"), where, SOON],
    )

    draft = walk(catalogue, "start", {"where": ("threat",)})

    assert asked(draft) == [*"abcdefg", "where", "soon"]
