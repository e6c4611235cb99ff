"""How many presses it takes from the welcome to Send: a person on a bad day presses few."""

import pytest

from bot.domain.draft import NOT_SURE
from bot.domain.presses import presses, ways
from bot.domain.scenario import Ask
from tests.builders import a_catalogue, a_choice, a_fact, a_scenario, shipped

CATALOGUE = shipped().catalogue
MOST = 10
"""For any situation where everything is skipped."""
TABLE = {way.name: way.presses for way in ways(CATALOGUE)}


@pytest.mark.parametrize("said", ["yes", NOT_SURE])
def test_danger_takes_four(said: str) -> None:
    assert presses(CATALOGUE, None, {"danger": (said,)}) == 4
    assert TABLE[f"danger: {said}"] == 4


def test_a_threat_takes_seven() -> None:
    assert presses(CATALOGUE, "threat", {}) == 7


def test_personal_details_with_a_home_shown_take_nine() -> None:
    assert presses(CATALOGUE, "identifying-content", {"shows": ("home",)}) == 9


def test_offensive_content_about_me_takes_nine() -> None:
    told = {"nature": ("abusive",), "names": ("me",)}

    assert presses(CATALOGUE, "offensive-content", told) == 9


@pytest.mark.parametrize("scenario_id", CATALOGUE.scenarios)
def test_any_situation_with_everything_skipped_takes_ten_at_most(scenario_id: str) -> None:
    assert presses(CATALOGUE, scenario_id, {}) <= MOST


def test_support_takes_one() -> None:
    assert TABLE["support"] == 1


def test_the_table_has_every_situation_and_both_ways_out_of_danger() -> None:
    situations = {f"{name}, everything skipped" for name in CATALOGUE.scenarios}

    assert TABLE.keys() == {"danger: yes", "danger: not-sure", "support", *situations}


def test_every_question_and_every_tick_is_a_press() -> None:
    many = a_fact("many", a_choice("one"), a_choice("two"), kind="many")
    short = a_catalogue(a_scenario("case", "many"), facts=[many])
    longer = a_catalogue(a_scenario("case", "many", Ask(fact="more")), facts=[many, a_fact("more")])

    skipped = presses(short, "case", {})

    assert presses(short, "case", {"many": ("one", "two")}) == skipped + 2
    assert presses(short, "case", {"hate": ("yes",)}) == skipped + 1
    assert presses(longer, "case", {}) == skipped + 1
