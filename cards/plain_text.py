"""A card as plain text that can be answered by typing, and the size limits of a message."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from bot.content.loading.texts import unlinked

_FORM = "fill_in_form"
_ANSWER = "answer_question"
_MOVE = "move"


def plain_text(card: Mapping[str, Any]) -> str:
    """All text of the card, then its numbered buttons and the navigation words."""
    return "\n\n".join([*text_paragraphs(card), *button_paragraphs(card)])


def typed_choices(card: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Title and data of the buttons that can be typed, by number or by title, in order.

    In place of a button that sends what is ticked in a list stand the lines of the list.
    """
    lists = _lists(card)
    found: list[tuple[str, Mapping[str, Any]]] = []
    for action in _numbered(card):
        data = action.get("data", {})
        if choices := lists.get(name := listed_input(data)):
            found += [(it["title"], {**data, name: it["value"]}) for it in choices]
        else:
            found.append((str(action.get("title", "")), data))
    return found


def listed_input(data: Mapping[str, Any]) -> str:
    """The id of the list whose ticked line this button sends; empty if it sends none."""
    name = data.get("input.from_list")
    return f"input.{name}" if name else ""


def _lists(card: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The lists that a button of the card sends, by the id of their input."""
    inputs = {listed_input(action.get("data", {})) for action in _actions(card)}
    return {
        element["id"]: element["choices"]
        for element in _elements(card.get("body", []))
        if element.get("choices") and element.get("id") in inputs
    }


def text_paragraphs(card: Mapping[str, Any]) -> Iterator[str]:
    """The texts, facts and inputs of the card, in reading order."""
    has_choices, has_asked_input, lists = bool(typed_choices(card)), False, _lists(card)
    for element in _elements(card.get("body", [])):
        kind = element.get("type", "")
        if kind == "TextBlock":
            yield without_markdown(element.get("text", ""))
        elif kind == "RichTextBlock":
            yield "".join(str(run["text"]) for run in element["inlines"])
        elif kind == "Image":
            yield str(element.get("altText", ""))
        elif kind == "FactSet":
            yield "\n".join(
                _fact(fact["title"], fact["value"]) for fact in element.get("facts", [])
            )
        elif element.get("id") in lists:
            yield str(element.get("label", ""))
        elif kind.startswith("Input.") and not has_asked_input:
            has_asked_input = True  # a typed message answers one input only
            yield _input(element, is_beside_choices=has_choices)


def button_paragraphs(card: Mapping[str, Any]) -> Iterator[str]:
    """What can be typed: the numbered buttons, then the words of the others."""
    if choices := typed_choices(card):
        yield "\n".join(f"{number}. {title}" for number, (title, _) in enumerate(choices, 1))
    numbered = _numbered(card)
    others = [
        str(action.get("title", ""))
        for action in _actions(card)
        if "data" in action and action not in numbered and not _takes_inputs(action)
    ]
    if others:
        yield "Or type: " + ", ".join(others)


def _elements(body: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for element in body:
        yield element
        yield from _elements([*element.get("items", []), *element.get("columns", [])])


def _actions(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for element in _elements(card.get("body", [])):
        if element.get("type") == "ActionSet":
            yield from element.get("actions", [])
    yield from card.get("actions", [])


def _input(element: Mapping[str, Any], *, is_beside_choices: bool) -> str:
    lines, choices = [str(element.get("label", ""))], element.get("choices", [])
    if is_beside_choices:  # typed numbers mean buttons, so these are not numbered
        return "\n".join([*lines, *(f"- {choice['title']}" for choice in choices)])
    lines += [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
    if element.get("isMultiSelect"):
        lines.append("Type one or more numbers, for example: 1, 3")
    elif not choices:
        lines.append(str(element.get("placeholder") or "Type your answer."))
    return "\n".join(lines)


def _numbered(card: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The answers of a prompt; on any other card every button."""
    buttons = [
        action for action in _actions(card) if "data" in action and not _takes_inputs(action)
    ]
    answers = [button for button in buttons if button["data"].get("verb") == _ANSWER]
    return answers or [button for button in buttons if button["data"].get("verb") != _MOVE]


def _takes_inputs(action: Mapping[str, Any]) -> bool:
    data = action["data"]
    is_answer = data.get("verb") == _ANSWER
    return data.get("verb") == _FORM or (is_answer and "choice" not in data)


def _fact(title: str, value: str) -> str:
    colon = "" if title.endswith("?") else ":"
    return f"{title}{colon} {without_markdown(value)}"


def without_markdown(text: str) -> str:
    """Card Markdown as plain text."""
    bare = unlinked(text.replace("\n\n", "\n")).replace("**", "")
    for mark in "\\`*_[]<>~":
        bare = bare.replace(f"\\{mark}", mark)
    return bare.replace("\u200b", "")


MAX_MESSAGE_BYTES = 28 * 1024
"""Of a whole message in UTF-16. Microsoft publishes limits of 28 KB and more; this is the lowest:
https://learn.microsoft.com/en-us/connectors/teams/
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages"""
TARGET_MESSAGE_BYTES = 20 * 1024
"""The plain text is shortened to keep a message below it; the card itself may exceed it."""

_ELLIPSIS = "…"
_LINE_LIMITS = (600, 300, 150, 75, 25, 12)
_MAX_LINES = 100
_ENVELOPE = {
    "type": "message",
    "from": {"id": "i" * 64},
    "recipient": {"id": "i" * 160, "aadObjectId": "i" * 36},
    "conversation": {"id": "i" * 160, "tenantId": "i" * 36},
    "summary": "s" * 80,
}
"""The rest of the message, with ids of the maximum length."""


def message_bytes(card: Mapping[str, Any]) -> int:
    """Size of a message with this card, in UTF-16 bytes."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    message = {**_ENVELOPE, "attachments": [attachment]}
    return len(json.dumps(message, ensure_ascii=False).encode("utf-16-le"))


def truncated_to_fit(
    render: Callable[[str], dict[str, Any]], text: str, cut_short: str
) -> dict[str, Any]:
    """The rendered card; if it is too large, with truncated lines and the sentence `cut_short`.

    The first paragraph is what a mail begins with to be acted on: it is truncated last.
    """
    card = render(text)
    for keeps_first, limit in product((True, False), _LINE_LIMITS):
        if message_bytes(card) <= MAX_MESSAGE_BYTES:
            break
        first, gap, rest = text.partition("\n\n") if keeps_first else ("", "", text)
        card = render(f"{first}{gap}{_truncated_lines(rest, limit)}\n{cut_short}")
    return card


def _truncated_lines(text: str, limit: int) -> str:
    lines = text.splitlines()[:_MAX_LINES]
    return "\n".join(line if len(line) <= limit else f"{line[:limit]}{_ELLIPSIS}" for line in lines)


def fallback_text(card: Mapping[str, Any]) -> str:
    """The plain text of the card, without its last paragraphs if the message would get too large.

    Only clients that cannot render the card show it, so it is shortened first.
    """
    paragraphs, buttons = list(text_paragraphs(card)), list(button_paragraphs(card))
    text = "\n\n".join([*paragraphs, *buttons])
    while paragraphs and message_bytes({**card, "fallbackText": text}) > TARGET_MESSAGE_BYTES:
        paragraphs.pop()
        text = "\n\n".join([*paragraphs, _ELLIPSIS, *buttons])
    return text
