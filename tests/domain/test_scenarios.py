"""The shipped facts and situations do what was agreed, value by value."""

import pytest

from bot.domain import triage
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import DANGER, Choice, Flag, Level
from bot.domain.triage import assess
from tests.builders import a_draft, asked, shipped, walk
from tests.domain.rules import (
    FACTS,
    JUMP_ORDER,
    JUMPS,
    NOT_SURE_IS_YES,
    NOT_WITH,
    ON_TOP,
    ONLY_WITH,
    PATTERN,
    SITUATIONS,
    WAITS,
    Effect,
)

CATALOGUE = shipped().catalogue
EVERY_VALUE = [(fact, value) for fact, rule in FACTS.items() for value in rule.values]
WORDS = {"id", "text", "said", "advice", "brief", "request"}
LEVELS = {"floor", "floor_from"}
ASKS = [(name, ask) for name, scenario in CATALOGUE.scenarios.items() for ask in scenario.asks]


def the_choice(fact_id: str, choice_id: str) -> Choice:
    choice = CATALOGUE.facts[fact_id].choice(choice_id)
    assert choice is not None, f'"{fact_id}" has no value "{choice_id}"'
    return choice


def effect(choice: Choice) -> Effect:
    """Everything the choice does, besides its words."""
    said = choice.model_dump(exclude=WORDS, exclude_defaults=True)
    return {
        name: getattr(choice, name) if name in LEVELS else value for name, value in said.items()
    }


# Facts


@pytest.mark.parametrize(("fact", "value"), EVERY_VALUE)
def test_a_value_does_what_was_agreed(fact: str, value: str) -> None:
    assert effect(the_choice(fact, value)) == FACTS[fact].values[value]


def test_there_is_no_fact_and_no_value_beside_the_agreed_ones() -> None:
    found = {key: {c.id for c in fact.choices} for key, fact in CATALOGUE.facts.items()}

    assert found == {key: set(rule.values) for key, rule in FACTS.items()}


@pytest.mark.parametrize("fact_id", FACTS)
def test_a_fact_is_read_by_those_who_were_agreed_on(fact_id: str) -> None:
    fact, agreed = CATALOGUE.facts[fact_id], FACTS[fact_id]

    assert set(fact.readers) == set(agreed.readers)
    assert fact.leader_if_allowed is agreed.only_if_allowed
    assert fact.kind == agreed.kind


def test_not_sure_is_yes_for_danger_and_threat_and_records_and_nothing_else() -> None:
    counted = {key: fact.not_sure for key, fact in CATALOGUE.facts.items() if fact.not_sure}

    assert counted == dict.fromkeys(NOT_SURE_IS_YES, "yes")


def test_only_the_gate_must_be_answered() -> None:
    assert [key for key, fact in CATALOGUE.facts.items() if fact.required] == [DANGER]


def test_details_are_asked_only_where_they_fit() -> None:
    only = {key: fact.only_with for key, fact in CATALOGUE.facts.items() if fact.only_with}
    never = {key: fact.not_with for key, fact in CATALOGUE.facts.items() if fact.not_with}

    assert (only, never) == (ONLY_WITH, NOT_WITH)


# Situations


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_situation_starts_as_agreed(scenario_id: str) -> None:
    scenario, agreed = CATALOGUE.scenario(scenario_id), SITUATIONS[scenario_id]

    assert (scenario.base, scenario.evidence) == (agreed.base, agreed.evidence)
    assert (scenario.flags, scenario.tell) == (agreed.flags, agreed.tell)
    assert scenario.facts == agreed.says


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_situation_asks_what_was_agreed(scenario_id: str) -> None:
    scenario, agreed = CATALOGUE.scenario(scenario_id), SITUATIONS[scenario_id]
    asks = [ask.fact for ask in scenario.asks]

    assert sorted(asks) == sorted(agreed.asks)
    assert sorted(scenario.ticks) == sorted(agreed.ticks)


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_danger_is_the_first_that_a_situation_asks_for(scenario_id: str) -> None:
    facts = [CATALOGUE.facts[ask.fact] for ask in CATALOGUE.scenario(scenario_id).asks]
    dangers = [fact for fact in facts if fact.asks_of_danger]

    assert facts[: len(dangers)] == dangers


def test_there_are_thirteen_situations_and_their_jump_order_is_as_agreed() -> None:
    assert CATALOGUE.scenarios.keys() == SITUATIONS.keys()
    assert len(SITUATIONS) == 13
    assert CATALOGUE.jump_order == JUMP_ORDER


def test_what_makes_somebody_unsafe_is_on_top_of_the_ticks_of_every_report() -> None:
    assert set(CATALOGUE.pattern) == set(PATTERN)
    assert CATALOGUE.pattern[:ON_TOP] == PATTERN[:ON_TOP]


def test_a_question_waits_and_jumps_only_where_agreed() -> None:
    waits = {(name, ask.fact): dict(ask.when) for name, ask in ASKS if ask.when}
    jumps = {(name, ask.fact): dict(ask.jumps) for name, ask in ASKS if ask.jumps}

    assert (waits, jumps) == (WAITS, JUMPS)


@pytest.mark.parametrize(
    ("fact", "value"), [("family_violence", "yes"), ("poster", "whanau-or-ex")]
)
def test_an_ex_partner_means_a_safety_plan_before_any_step(fact: str, value: str) -> None:
    found = assess(CATALOGUE, a_draft("account-takeover", answers={fact: (value,)}))

    steps = shipped().staff_guide(found, None).sections
    assert Flag.SAFETY_PLAN in found.flags
    assert any("safety plan first" in sentence for sentence in steps["First"])


@pytest.mark.parametrize("scenario_id", SITUATIONS)
def test_a_walk_through_one_situation_asks_everything_it_has_room_for(scenario_id: str) -> None:
    scenario = CATALOGUE.scenario(scenario_id)
    draft = walk(CATALOGUE, scenario_id)

    assert asked(draft) == [ask.fact for ask in scenario.asks if not ask.when]
    assert draft.trail[-1] == f"ticks:{','.join([*scenario.ticks, *_open_pattern(scenario_id)])}"


def _open_pattern(scenario_id: str) -> list[str]:
    """The ticks of every report, but for what the situation knows already."""
    return [name for name in CATALOGUE.pattern if name not in SITUATIONS[scenario_id].says]


def test_a_long_way_to_a_threat_still_asks_whether_it_could_happen_soon() -> None:
    said = {"aimed_at_me": "yes", "private_details": "yes", "threat": "yes"}

    draft = walk(CATALOGUE, "asked-to-post-or-reply", {key: (tick,) for key, tick in said.items()})

    assert "soon" in asked(draft)


@pytest.mark.parametrize(
    ("scenario_id", "facts", "level"),
    [
        ("offensive-content", {"nature": "hate"}, Level.HIGH),
        ("offensive-content", {"nature": "hate", "hate": "yes"}, Level.HIGH),
        ("offensive-content", {"nature": "criticism", "hate": "yes"}, Level.HIGH),
        ("offensive-content", {"nature": "criticism", "repeated": "yes"}, Level.ADVICE),
        ("offensive-content", {"nature": "abusive", "hate": "yes"}, Level.HIGH),
        ("offensive-content", {"nature": "abusive", "repeated": "yes"}, Level.HIGH),
        ("offensive-content", {"nature": "abusive", "shows": "home"}, Level.URGENT),
        ("offensive-content", {"nature": "abusive", "poster": "whanau-or-ex"}, Level.HIGH),
        ("offensive-content", {"nature": "abusive", "names": "me"}, Level.HIGH),
        ("offensive-content", {"nature": "abusive", "names": "nobody"}, Level.STANDARD),
        ("offensive-content", {"spreading": "yes", "repeated": "yes"}, Level.URGENT),
        ("offensive-content", {"nature": "hate", "repeated": "yes"}, Level.URGENT),
        ("offensive-content", {"followed": "yes"}, Level.URGENT),
        ("offensive-content", {"threat": NOT_SURE}, Level.URGENT),
        ("targeted-because-of-work", {}, Level.STANDARD),
        ("targeted-because-of-work", {"repeated": "yes"}, Level.HIGH),
        ("targeted-because-of-work", {"names": "me", "repeated": "yes"}, Level.URGENT),
        ("targeted-because-of-work", {"call_to_act": "yes"}, Level.HIGH),
        ("targeted-because-of-work", {"call_to_act": "yes", "names": "me"}, Level.URGENT),
        ("targeted-because-of-work", {"call_to_act": "yes", "names": "nobody"}, Level.HIGH),
        ("targeted-because-of-work", {"call_to_act": "yes", "shows": "none"}, Level.HIGH),
        ("identifying-content", {"several_posters": "yes"}, Level.URGENT),
        ("identifying-content", {"shows": "photo"}, Level.HIGH),
        ("identifying-content", {"shows": "home"}, Level.URGENT),
        ("identifying-content", {"place_24h": "yes"}, Level.URGENT),
        ("customer-related", {}, Level.ADVICE),
        ("customer-related", {"life_at_risk": "yes"}, Level.URGENT),
        ("customer-related", {"names": "customer"}, Level.HIGH),
        ("account-takeover", {"family_violence": "yes", "poster": "whanau-or-ex"}, Level.URGENT),
        ("account-takeover", {"account": "work"}, Level.URGENT),
        ("threat", {}, Level.URGENT),
        ("threat", {"soon": "yes"}, Level.EMERGENCY),
        ("filmed-at-work", {"filming": "said-so"}, Level.STANDARD),
        ("filmed-at-work", {"still_there": NOT_SURE}, Level.EMERGENCY),
        ("filmed-at-work", {"filming": "live", "names": "me"}, Level.HIGH),
        ("illegal-or-intimate-content", {"child_danger": NOT_SURE}, Level.EMERGENCY),
        ("support-or-not-sure", {"would_help": "too-bad"}, Level.URGENT),
        ("asked-to-post-or-reply", {"posted_already": "backlash"}, Level.STANDARD),
        ("joining-or-watching-groups", {"group_harm": "about-me"}, Level.HIGH),
        ("joining-or-watching-groups", {"group_harm": "threat"}, Level.URGENT),
        ("impersonation", {"fake_reaches_customers": "yes"}, Level.URGENT),
    ],
)
def test_facts_together_make_the_agreed_level(
    scenario_id: str, facts: dict[str, str], level: Level
) -> None:
    draft = a_draft(scenario_id, answers={key: (said,) for key, said in facts.items()})

    assert assess(CATALOGUE, draft).level is level


@pytest.mark.parametrize("scenario_id", SITUATIONS)
@pytest.mark.parametrize("fact", ["names", "poster", "fake_reaches_customers", "known_customer"])
def test_a_customer_is_involved_whoever_says_so(scenario_id: str, fact: str) -> None:
    value = next(c.id for c in CATALOGUE.facts[fact].choices if "customer" in c.fills)

    found = assess(CATALOGUE, a_draft(scenario_id, answers={fact: (value,), "customer": ("no",)}))

    assert Flag.CUSTOMER in found.flags
    assert found.facts["customer"] == ("yes",)
    assert "customer" not in [
        f.id for f in triage.open_ticks(CATALOGUE, a_draft(scenario_id, answers={fact: (value,)}))
    ]
