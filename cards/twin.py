"""The text twin of a card: the same words, for clients and people that use no cards."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_FORM = "fill_in_form"
_ANSWER = "answer_question"
_MOVE = "move"
_LINK = re.compile(r"(?<!\\)\[([^\]]+)\]\((https://[^)\s]+)\)")


def twin(card: Mapping[str, Any]) -> str:
    """All that the card says, with numbered choices that can be typed."""
    return "\n\n".join([*words_on(card), *ways_on(card)])


def typed_choices(card: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The buttons a person may type the number or the words of: title and data, in order."""
    return [
        (str(action.get("title", "")), action.get("data", {}))
        for action in _actions(card)
        if _is_numbered(action)
    ]


def words_on(card: Mapping[str, Any]) -> Iterator[str]:
    """What the card says and asks, paragraph by paragraph."""
    has_choices, has_asked_input = bool(typed_choices(card)), False
    for part in _parts(card.get("body", [])):
        kind = part.get("type", "")
        if kind == "TextBlock":
            yield _plain(part.get("text", ""))
        elif kind == "FactSet":
            yield "\n".join(
                f"{fact['title']}: {_plain(fact['value'])}" for fact in part.get("facts", [])
            )
        elif kind.startswith("Input.") and not has_asked_input:
            has_asked_input = True  # typed answers are taken one at a time
            yield _input(part, is_beside_choices=has_choices)


def ways_on(card: Mapping[str, Any]) -> Iterator[str]:
    """What can be typed: the numbered choices, and the ways out."""
    if choices := typed_choices(card):
        yield "\n".join(f"{place}. {title}" for place, (title, _) in enumerate(choices, 1))
    if words := [str(action.get("title", "")) for action in _actions(card) if _is_move(action)]:
        yield "Or type: " + ", ".join(words)


def _parts(body: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in body:
        yield part
        yield from _parts(part.get("items", []))


def _actions(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in _parts(card.get("body", [])):
        if part.get("type") == "ActionSet":
            yield from part.get("actions", [])
    yield from card.get("actions", [])


def _input(part: Mapping[str, Any], *, is_beside_choices: bool) -> str:
    lines, choices = [str(part.get("label", ""))], part.get("choices", [])
    if is_beside_choices:  # a typed number is the number of a button, so nothing else has one
        return "\n".join([*lines, *(f"- {choice['title']}" for choice in choices)])
    lines += [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
    if part.get("isMultiSelect"):
        lines.append("Type one or more numbers, for example: 1, 3")
    elif not choices:
        lines.append(str(part.get("placeholder") or "Type your answer."))
    return "\n".join(lines)


def _is_move(action: Mapping[str, Any]) -> bool:
    return bool(action.get("data", {}).get("verb") == _MOVE)


def _is_numbered(action: Mapping[str, Any]) -> bool:
    if "data" not in action:
        return False
    data = action["data"]
    takes_inputs = data.get("verb") == _FORM or (
        data.get("verb") == _ANSWER and "choice" not in data
    )
    return not takes_inputs and not _is_move(action)


def _plain(text: str) -> str:
    bare = _LINK.sub(r"\1 (\2)", text.replace("\n\n", "\n")).replace("**", "")
    for mark in "\\`*_[]<>~":
        bare = bare.replace(f"\\{mark}", mark)
    return bare.replace("\u200b", "")
