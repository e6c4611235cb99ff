"""Prompt cards are rendered once per content and arguments; each call has its own nonce."""

from bot.content import Content
from cards.elements import Card, cached_template
from tests.builders import shipped

rendered: list[str] = []


@cached_template
def small_card(content: Content, nonce: str, title: str, words: tuple[str, ...]) -> Card:
    """Remembers each render."""
    rendered.append(title)
    version = content.version
    return {"title": title, "words": words, "version": version, "actions": [{"nonce": nonce}] * 2}


def test_each_call_has_its_own_nonce() -> None:
    first, second = (
        small_card(shipped(), "ab12", "Hello", ()),
        small_card(shipped(), "cd34", "Hello", ()),
    )

    assert first["actions"] == [{"nonce": "ab12"}] * 2
    assert second["actions"] == [{"nonce": "cd34"}] * 2


def test_the_same_card_is_rendered_once() -> None:
    small_card(shipped(), "ab12", "Rendered once", ("e hoa",))
    small_card(shipped(), "cd34", "Rendered once", ("e hoa",))

    assert rendered.count("Rendered once") == 1


def test_other_words_are_another_card() -> None:
    first = small_card(shipped(), "ab12", "Kia ora", ("one",))
    second = small_card(shipped(), "ab12", "Kia ora", ("two",))

    assert (first["words"], second["words"]) == (["one"], ["two"])


def test_a_change_of_one_card_does_not_change_the_next() -> None:
    small_card(shipped(), "ab12", "Untouched", ())["title"] = "Touched"

    assert small_card(shipped(), "ab12", "Untouched", ())["title"] == "Untouched"
