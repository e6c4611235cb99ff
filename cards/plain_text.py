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
    return [(str(it.get("title", "")), it.get("data", {})) for it in _numbered(card)]


def words_on(card: Mapping[str, Any]) -> Iterator[str]:
    """What the card says and asks, paragraph by paragraph."""
    has_choices, has_asked_input = bool(typed_choices(card)), False
    for part in _parts(card.get("body", [])):
        kind = part.get("type", "")
        if kind == "TextBlock":
            yield _plain(part.get("text", ""))
        elif kind == "Image":
            yield str(part.get("altText", ""))
        elif kind == "FactSet":
            yield "\n".join(_fact(fact["title"], fact["value"]) for fact in part.get("facts", []))
        elif kind.startswith("Input.") and not has_asked_input:
            has_asked_input = True  # typed answers are taken one at a time
            yield _input(part, is_beside_choices=has_choices)


def ways_on(card: Mapping[str, Any]) -> Iterator[str]:
    """What can be typed: the numbered choices, and the ways out."""
    if choices := typed_choices(card):
        yield "\n".join(f"{place}. {title}" for place, (title, _) in enumerate(choices, 1))
    numbered = _numbered(card)
    others = [it for it in _actions(card) if "data" in it and it not in numbered]
    if words := [str(it.get("title", "")) for it in others if not _takes_inputs(it)]:
        yield "Or type: " + ", ".join(words)


def _parts(body: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in body:
        yield part
        yield from _parts([*part.get("items", []), *part.get("columns", [])])


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


def _numbered(card: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Where something is asked, only its answers have numbers; else every button has one."""
    buttons = [it for it in _actions(card) if "data" in it and not _takes_inputs(it)]
    answers = [it for it in buttons if it["data"].get("verb") == _ANSWER]
    return answers or [it for it in buttons if it["data"].get("verb") != _MOVE]


def _takes_inputs(action: Mapping[str, Any]) -> bool:
    data = action["data"]
    is_answer = data.get("verb") == _ANSWER
    return data.get("verb") == _FORM or (is_answer and "choice" not in data)


def _fact(title: str, value: str) -> str:
    colon = "" if title.endswith("?") else ":"
    return f"{title}{colon} {_plain(value)}"


def _plain(text: str) -> str:
    bare = _LINK.sub(r"\1 (\2)", text.replace("\n\n", "\n")).replace("**", "")
    for mark in "\\`*_[]<>~":
        bare = bare.replace(f"\\{mark}", mark)
    return bare.replace("\u200b", "")
