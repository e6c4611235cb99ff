"""Cards that are drawn once and shown many times."""

from cards.elements import Card
from cards.template_cache import cached_template

drawn: list[str] = []


@cached_template
def small_card(title: str, nonce: str, words: list[str]) -> Card:
    """Counts how often it is drawn."""
    drawn.append(title)
    return {"title": title, "words": words, "actions": [{"data": {"nonce": nonce}}] * 2}


def test_each_showing_carries_its_own_nonce() -> None:
    first, second = small_card("Kia ora", "ab12", []), small_card("Kia ora", "cd34", [])

    assert first["actions"] == [{"data": {"nonce": "ab12"}}] * 2
    assert second["actions"] == [{"data": {"nonce": "cd34"}}] * 2


def test_the_same_card_is_drawn_once() -> None:
    small_card("Drawn once", "ab12", ["e hoa"])
    small_card("Drawn once", nonce="cd34", words=["e hoa"])

    assert drawn.count("Drawn once") == 1


def test_another_card_is_drawn_for_other_words() -> None:
    first, second = small_card("Kia ora", "ab12", ["one"]), small_card("Kia ora", "ab12", ["two"])

    assert (first["words"], second["words"]) == (["one"], ["two"])


def test_what_is_done_to_one_showing_stays_with_it() -> None:
    small_card("Untouched", "ab12", [])["title"] = "Touched"

    assert small_card("Untouched", "ab12", [])["title"] == "Untouched"
