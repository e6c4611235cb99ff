"""Lint of a whole card: types, elements, actions, inputs, ids, refresh and message size."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cards.actions import INPUT, Look, parse_press
from cards.elements import LONGEST_TITLE, MOST_ACTIONS, VERSION
from cards.lint.elements import RULES_BY_TYPE
from cards.lint.schema import Part, parts_of, type_faults
from cards.plain_text import MAX_MESSAGE_BYTES, fallback_text, message_bytes

ACTIONS = frozenset(
    {"Action.Submit", "Action.Execute", "Action.ToggleVisibility", "Action.OpenUrl"}
)
ELEMENTS = frozenset(
    {"TextBlock", "RichTextBlock", "FactSet", "Container", "ColumnSet", "ActionSet", "Image"}
    | {"Input.Text", "Input.ChoiceSet", "Input.Toggle", "Input.Date"}
)
"""Elements that phones are known to render. Nested cards are not among them."""
_TYPES_BY_PROPERTY = {
    "body": ELEMENTS,
    "items": ELEMENTS,
    "inlines": frozenset({"TextRun"}),
    "columns": frozenset({"Column"}),
    "actions": ACTIONS,
    "fallback": frozenset({"Action.Submit"}),
    "action": frozenset({"Action.Execute"}),
    "choices.data": frozenset({"Data.Query"}),
}
SUPPORTIVE = ("open_report", "show_leader_card", "start_report", "answer_check_in")
"""A report's status, a leader's card, the question about danger with 111, a check-in's help."""


def card_faults(card: Mapping[str, Any]) -> list[str]:
    """Every fault of a card with its path; empty if there is none."""
    if faults := list(type_faults(card)):
        return faults  # the other rules rely on valid types
    parts = list(parts_of(card))
    faults = [f"{part.path}: {fault}" for part in parts for fault in _part_faults(part)]
    faults += [f"card: {fault}" for fault in _card_faults(card, parts)]
    return faults or [f"card: {fault}" for fault in _message_faults(card)]


def _part_faults(part: Part) -> Iterator[str]:
    allowed = _TYPES_BY_PROPERTY.get(part.key, frozenset())
    if part.type and part.key and part.type not in allowed:
        yield f"{part.type} is not in the safe set here"
    elif not part.type and allowed:
        yield "has no type"
    if part.type.startswith("Action."):
        yield from _action_faults(part.node)
    if part.type.startswith("Input."):
        yield from _input_faults(part.node)
    if part.type in RULES_BY_TYPE:
        yield from RULES_BY_TYPE[part.type](part.node)


def _action_faults(action: Mapping[str, Any]) -> Iterator[str]:
    title = action.get("title", "")
    if not title.strip():
        yield "a button without a title"
    if len(title) > LONGEST_TITLE:
        yield f"a button's title has {LONGEST_TITLE} characters at most: {title}"
    if "data" not in action:
        return
    data = action["data"]
    if not isinstance(data, Mapping):
        yield "data is not an object, so the press would never arrive"
    elif (press := parse_press(data)) is None or press[1]:
        yield "data is no press that this bot reads"
    elif data["verb"] == "move" and action.get("associatedInputs") != "none":
        yield "a way out takes inputs along, so a required field could block it"


def _input_faults(node: Mapping[str, Any]) -> Iterator[str]:
    if not node.get("id", "").removeprefix(INPUT) or not node["id"].startswith(INPUT):
        yield f'the id of an input begins with "{INPUT}"'
    if not node.get("label", "").strip():
        yield "an input without a label"
    if node.get("isRequired") and not node.get("errorMessage"):
        yield "a required input without an error message"


def _card_faults(card: Mapping[str, Any], parts: Sequence[Part]) -> Iterator[str]:
    if card.get("version") != VERSION:
        yield f"version is not {VERSION}"
    if not card.get("lang"):
        yield "lang is missing, so a screen reader cannot know how to read it"
    if not card.get("body"):
        yield "says nothing"
    yield from _refresh_faults(card.get("refresh"))
    yield from _row_faults(parts)
    ids = Counter(part.node["id"] for part in parts if "id" in part.node)
    yield from (f"the id {name} is there twice" for name, times in ids.items() if times > 1)
    for part in parts:
        for target in part.node.get("targetElements", ()):
            if (name := target if isinstance(target, str) else target.get("elementId")) not in ids:
                yield f"a button unfolds {name}, which is not there"
        if part.node.get("isVisible") is False:
            hidden = [inner for inner in parts_of(part.node) if inner.type.startswith("Input.")]
            yield from (f"a hidden input: {inner.node.get('id')}" for inner in hidden)


def _row_faults(parts: Sequence[Part]) -> Iterator[str]:
    """What people meet of a whole card: its buttons, in the open and folded, and its one fold."""
    buttons = [part for part in parts if part.key == "actions"]
    if len(buttons) > MOST_ACTIONS:
        yield f"{len(buttons)} buttons on the whole card; {MOST_ACTIONS} are the most"
    folds = [part for part in buttons if part.type == "Action.ToggleVisibility"]
    if len(folds) > 1:
        yield "more than one fold"
    bands = [part for part in parts if part.key == "body" and part.node.get("bleed")]
    # Only a sentence about what was just refused may stand above.
    if bands and not (len(bands) == 1 and bands[0].path in ("card.body[1]", "card.body[2]")):
        yield "a state is said first, and once"
    if bands and not any(part.node.get("style") == "heading" for part in parts):
        yield "no heading beside a state, so a screen reader cannot go to it"


def _refresh_faults(refresh: Mapping[str, Any] | None) -> Iterator[str]:
    if refresh is None:
        return
    if refresh.get("userIds") != []:
        yield "Teams would refresh it by itself, and take away what is being typed"
    press = parse_press(refresh.get("action", {}).get("data", {}))
    if press is None or not isinstance(press[0], Look):
        yield "a refresh does more than look"


def support_faults(card: Mapping[str, Any], help_words: Sequence[str]) -> list[str]:
    """Whether support is out of reach: neither in the card's words nor one press away."""
    data = [part.node.get("data", {}) for part in parts_of(card) if part.key == "actions"]
    if not data:
        return []  # an answered card, or one sentence
    text = card.get("fallbackText", "")
    if any(word in text for word in help_words) or any(map(_leads_to_support, data)):
        return []
    return ["card: support is more than one press away"]


def _leads_to_support(data: Mapping[str, Any]) -> bool:
    """Whether the card that this button brings says where support is."""
    return data.get("verb") in SUPPORTIVE or "support" in data.values() or data.get("to") == "stop"


def _message_faults(card: Mapping[str, Any]) -> Iterator[str]:
    if not card.get("fallbackText"):
        yield "fallbackText is missing"
    elif card["fallbackText"] != fallback_text(card):
        yield "fallbackText is not the plain text of the card"
    if (size := message_bytes(card)) > MAX_MESSAGE_BYTES:
        yield f"the message weighs {size} bytes; {MAX_MESSAGE_BYTES} are allowed"
