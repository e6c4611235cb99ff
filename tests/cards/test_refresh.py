"""What others change can be drawn anew from a card's menu; Teams never asks for that by itself."""

from typing import Any

import pytest

from cards import elements
from cards.actions import CardAction, Look, OpenReport, SendWithoutWaiting, parse_press
from cards.elements import Card
from cards.lint.lint import card_faults
from tests.cards.shown import every_card, nodes

KEPT_TRUE = {"leader_card", "handed_on_card", "status_card", "with_banner"}
"""Those that the bot replaces whenever something changes, and one with a sentence above it."""


def a_card(press: CardAction) -> Card:
    """A small one that can be drawn anew."""
    return elements.card(
        elements.heading("Where it stands"), refresh=elements.execute_button("Show it again", press)
    )


def test_just_the_cards_that_are_kept_true_can_be_drawn_anew() -> None:
    drawn_by = {name: name.partition(":")[0] for name in every_card()}

    refreshed = {name for name, card in every_card().items() if "refresh" in card}

    assert refreshed == {name for name in drawn_by if drawn_by[name] in KEPT_TRUE}
    assert {drawn_by[name] for name in refreshed} == KEPT_TRUE


def test_teams_asks_for_none_by_itself() -> None:
    every_node = [node for card in every_card().values() for node in nodes(card)]

    asked_for = [node["refresh"]["userIds"] for node in every_node if "refresh" in node]

    assert len(asked_for) > 50
    assert [whom for whom in asked_for if whom != []] == []


def test_drawing_a_card_anew_only_looks() -> None:
    refreshes = [card["refresh"] for card in every_card().values() if "refresh" in card]

    presses = [parse_press(refresh["action"]["data"]) for refresh in refreshes]

    assert all(press is not None and isinstance(press[0], Look) for press in presses)


@pytest.mark.parametrize("whom", [{"userIds": ["29:1"]}, {}], ids=["for somebody", "for everybody"])
def test_a_refresh_that_teams_would_ask_for_by_itself_is_a_fault(whom: dict[str, Any]) -> None:
    good = a_card(OpenReport(report_id="r1"))

    spoilt = {**good, "refresh": {"action": good["refresh"]["action"], **whom}}

    assert card_faults(good) == []
    assert card_faults(spoilt) == [
        "card: Teams would refresh it by itself, and take away what is being typed"
    ]


def test_a_refresh_that_does_something_is_a_fault() -> None:
    assert card_faults(a_card(SendWithoutWaiting(report_id="r1"))) == [
        "card: a refresh does more than look"
    ]
