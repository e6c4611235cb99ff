"""Cards that are drawn once and shown many times."""

from collections.abc import Hashable

from cards.kit import Card
from cards.showings import showing


def draw(title: Hashable, nonce: str) -> Card:
    """A small card."""
    drawn.append(title)
    return {"title": title, "actions": [{"data": {"nonce": nonce}}, {"data": {"nonce": nonce}}]}


drawn: list[Hashable] = []


def test_each_showing_carries_its_own_nonce() -> None:
    first, second = showing("ab12", draw, "Kia ora"), showing("cd34", draw, "Kia ora")

    assert first == {"title": "Kia ora", "actions": [{"data": {"nonce": "ab12"}}] * 2}
    assert second == {"title": "Kia ora", "actions": [{"data": {"nonce": "cd34"}}] * 2}


def test_the_same_card_is_drawn_once() -> None:
    showing("ab12", draw, "Drawn once")
    showing("cd34", draw, "Drawn once")

    assert drawn.count("Drawn once") == 1


def test_what_is_done_to_one_showing_stays_with_it() -> None:
    showing("ab12", draw, "Untouched")["title"] = "Touched"

    assert showing("ab12", draw, "Untouched")["title"] == "Untouched"
