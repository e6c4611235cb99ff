"""What stands on a card, read without the help of the code that draws it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from bot.content.loading.texts import unlinked
from cards.gallery.gallery import gallery
from tests.builders import shipped

Node = Mapping[str, Any]


@cache
def drawn() -> Sequence[tuple[str, Node]]:
    """The whole gallery of the shipped content."""
    return tuple(gallery(shipped()))


def every_card() -> Mapping[str, Node]:
    """The same by name."""
    return dict(drawn())


def nodes(node: Node) -> Iterator[Node]:
    """Every object on a card, in the order of reading."""
    yield node
    for value in node.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, Mapping):
                yield from nodes(child)


def elements(card: Node, kind: str) -> list[Node]:
    """Those of one type, whatever they stand in; a fallback is not seen."""
    return [node for node in nodes(card) if node.get("type") == kind and node is not card]


def buttons(card: Node) -> list[Node]:
    """Every button that is to be seen, in order."""
    sets = [card["actions"]] if "actions" in card else []
    inside = [each["actions"] for each in elements(card, "ActionSet")]
    return [action for actions in [*inside, *sets] for action in actions]


def lines(card: Node) -> list[str]:
    """What its lists offer."""
    lists = elements(card, "Input.ChoiceSet")
    return [str(choice["title"]) for each in lists for choice in each["choices"]]


def titles(card: Node) -> list[str]:
    """What the buttons say."""
    return [str(action["title"]) for action in buttons(card)]


def words(text: str) -> str:
    """The bare words of a text, so that marks of any kind and links make no difference."""
    return " " + " ".join(re.findall(r"[^\W_]+", unlinked(text))) + " "


def drawn_as_markdown(card: Node) -> Iterator[str]:
    """Texts and values of facts: what a client reads as Markdown, unlike titles and labels."""
    yield from (str(node["text"]) for node in elements(card, "TextBlock"))
    yield from (fact["value"] for node in elements(card, "FactSet") for fact in node["facts"])


def said(card: Node) -> Iterator[str]:
    """All texts, names and values of facts, and titles of buttons."""
    for node in nodes({"body": card["body"]}):
        yield from (str(node[name]) for name in ("text", "label") if name in node)
        for fact in node.get("facts", ()):
            yield f"{fact['title']} {fact['value']}"
    yield from (action["title"] for action in buttons(card) if "data" in action)
