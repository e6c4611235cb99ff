"""Rules for single elements and actions, by type."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]
CHATS = "https://teams.microsoft.com/l/chat/0/0?users="
"""A chat with a colleague. Other addresses are links in a text, which shows where they lead."""
PEOPLE = "graph.microsoft.com/users"
"""The data set of the people picker, the only one a list may use:
https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/people-picker"""


def _text_block(node: Node) -> Iterator[str]:
    if not node.get("text", "").strip():
        yield "a text without words"
    if not node.get("wrap"):
        yield "a text that does not wrap is cut on a phone"


def _rich_text_block(node: Node) -> Iterator[str]:
    if not "".join(str(run.get("text", "")) for run in node.get("inlines", ())).strip():
        yield "a text without words"


def _fact_set(node: Node) -> Iterator[str]:
    facts = node.get("facts", ())
    if not facts or not all(fact.get("title") and fact.get("value") for fact in facts):
        yield "a fact without a name or a value"


def _container(node: Node) -> Iterator[str]:
    if not node.get("items"):
        yield "an empty container"


def _action_set(node: Node) -> Iterator[str]:
    if not node.get("actions"):
        yield "an empty set of buttons"


def _column(node: Node) -> Iterator[str]:
    if node.get("width") != "stretch":
        yield "a column that does not stretch"


def _image(node: Node) -> Iterator[str]:
    if not node.get("altText", "").strip():
        yield "an image without words for those who cannot see it"
    if not str(node.get("url", "")).startswith("https://"):
        yield "an image that does not come over https"


def _choice_set(node: Node) -> Iterator[str]:
    choices, query = node.get("choices", ()), node.get("choices.data")
    if not choices and query is None:
        yield "a list without choices"
    if (query is not None) != (node.get("style") == "filtered"):
        yield "only the people picker is a list that filters"
    if query is not None and query.get("dataset") != PEOPLE:
        yield "a list filled from something else than people"
    yield from _choices(choices)


def _choices(choices: list[Node]) -> Iterator[str]:
    if not all(choice.get("title", "").strip() and choice.get("value") for choice in choices):
        yield "a choice without a title or a value"
    values = Counter(choice.get("value") for choice in choices)
    for value, times in values.items():
        if times > 1:
            yield f"the choice {value} is there twice"
        if "," in str(value):
            yield f"the choice {value} has a comma, which parts one tick from the next"


def _submit(node: Node) -> Iterator[str]:
    if "data" not in node:
        yield "Action.Submit without data"


def _execute(node: Node) -> Iterator[str]:
    data, fallback = node.get("data"), node.get("fallback")
    if not node.get("verb"):
        yield "Action.Execute without a verb never arrives"
    elif isinstance(data, Mapping) and data.get("verb") != node["verb"]:
        yield "the verb is not the one in data"
    if not isinstance(fallback, Mapping):
        yield "Action.Execute without a button for older clients"
    elif (fallback.get("data"), fallback.get("title")) != (data, node.get("title")):
        yield "the button for older clients is another one"


def _open_url(node: Node) -> Iterator[str]:
    if not str(node.get("url", "")).startswith(CHATS):
        yield "a button that opens something else than a chat in Teams"


def _toggle(node: Node) -> Iterator[str]:
    if not node.get("targetElements"):
        yield "a button that unfolds nothing"


RULES_BY_TYPE: Mapping[str, Callable[[Node], Iterator[str]]] = {
    "TextBlock": _text_block,
    "RichTextBlock": _rich_text_block,
    "FactSet": _fact_set,
    "Container": _container,
    "ActionSet": _action_set,
    "Column": _column,
    "Image": _image,
    "Input.ChoiceSet": _choice_set,
    "Action.Submit": _submit,
    "Action.Execute": _execute,
    "Action.ToggleVisibility": _toggle,
    "Action.OpenUrl": _open_url,
}
