"""A prompt accepts what its card offers, and offers what it accepts."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from bot.domain import journey
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Fact
from cards.actions import (
    INPUT,
    LEADER_MAY_READ,
    LEAVE_OUT,
    AnswerQuestion,
    Move,
    Press,
    parse_press,
)
from cards.gallery.report import prompts
from cards.gallery.samples import MAILBOX, NONCE
from cards.report.prompts import LookedUp, Prompt, prompt_for
from tests.builders import a_draft, shipped
from tests.cards.shown import Node, buttons, nodes

PROMPTS: Mapping[str, Prompt] = dict(prompts(shipped()))


def typed_only(name: str) -> set[str]:
    """Moves without a button: on a list Not sure is an entry, details have Back and Save."""
    match name.partition(":")[0]:
        case "short_kind_card":
            return {"skip", NOT_SURE}
        case "ticks_card":
            return {NOT_SURE}
        case "form_card":
            return {"skip"}
        case "details_menu_card" | "addition_menu_card":
            return {"stop"}
        case _:
            return {NOT_SURE} & options(PROMPTS[name].render(NONCE), "choice")


def presses(card: Node) -> list[Press]:
    """What its Submit buttons send."""
    parsed = [parse_press(button["data"]) for button in buttons(card) if "data" in button]
    return [press for press, _ in filter(None, parsed)]


def options(card: Node, name: str) -> set[str]:
    """The values of its list of that name."""
    lists = [node for node in nodes(card) if node.get("id") == f"{INPUT}{name}"]
    return {option["value"] for node in lists for option in node.get("choices", ())}


def the(question: Fact, *trail: str) -> Prompt:
    """Its prompt in a draft with these steps."""
    draft = a_draft(trail=trail)
    return prompt_for(journey.AskQuestion(question), draft, shipped(), LookedUp(MAILBOX))


@pytest.mark.parametrize("name", PROMPTS)
def test_the_choices_on_the_card_are_the_choices_of_the_prompt(name: str) -> None:
    prompt = PROMPTS[name]
    card = prompt.render(NONCE)
    pressed = {it.choice for it in presses(card) if isinstance(it, AnswerQuestion)}

    offered = (pressed | options(card, "choice")) - {None, NOT_SURE}
    assert offered == {it.id for it in prompt.choices}
    assert options(card, LEAVE_OUT) == {part.id for part in prompt.optional_parts}
    assert options(card, LEADER_MAY_READ) == {fact.id for fact in prompt.allowable}


@pytest.mark.parametrize("name", PROMPTS)
def test_the_moves_on_the_card_are_the_navigation_of_the_prompt(name: str) -> None:
    prompt = PROMPTS[name]
    moves = {it.to for it in presses(prompt.render(NONCE)) if isinstance(it, Move)}

    assert moves | typed_only(name) == set(prompt.navigation)
    assert moves.isdisjoint(typed_only(name))


@pytest.mark.parametrize("name", [name for name in PROMPTS if PROMPTS[name].facts])
def test_the_inputs_on_a_card_are_the_facts_of_the_prompt(name: str) -> None:
    prompt = PROMPTS[name]
    inputs = [it["id"] for it in nodes(prompt.render(NONCE)) if f"{it.get('type')}"[:6] == "Input."]

    ticks = {f"{INPUT}{LEAVE_OUT}", f"{INPUT}{LEADER_MAY_READ}"}
    assert [it for it in inputs if it not in ticks] == [f"{INPUT}{it.id}" for it in prompt.facts]


def test_every_position_is_in_the_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = set[type[journey.Position]]()

    def remembered(position: journey.Position, *args: Any) -> Prompt:
        shown.add(type(position))
        return prompt_for(position, *args)

    monkeypatch.setattr("cards.gallery.report.prompt_for", remembered)
    list(prompts(shipped()))

    assert shown == set(get_args(journey.Position))


def test_nothing_comes_before_the_gate() -> None:
    catalogue = shipped().catalogue

    assert "back" in the(catalogue.facts["nature"], "kind").navigation
    assert "back" not in the(catalogue.facts["nature"]).navigation
    assert "back" not in the(catalogue.gate, "kind").navigation


def test_an_unclear_answer_is_not_sure_where_a_no_must_be_clear() -> None:
    catalogue = shipped().catalogue

    assert the(catalogue.gate).unclear_is_not_sure
    assert the(catalogue.facts["threat"]).unclear_is_not_sure
    assert not the(catalogue.facts["nature"]).unclear_is_not_sure
