"""A page of the form says what it asks, and who reads it, before anybody types."""

import pytest

from bot.domain.report import Field, Page
from cards.elements import Card
from cards.plain_text import plain_text
from cards.report.form_card import form_card
from tests.builders import a_field, shipped
from tests.cards.shown import Node, nodes

TICKS = [{"id": "one", "text": "One"}, {"id": "two", "text": "Two"}]


def drawn(*fields: Field) -> Card:
    """A page with these fields."""
    page = Page(id="page", title="A page", fields=fields)
    return form_card(shipped(), "ab12", page, tuple(fields), ("skip", "stop"))


def only_input(*fields: Field) -> Node:
    """The one input on it."""
    [found] = [it for it in nodes(drawn(*fields)) if str(it.get("type")).startswith("Input.")]
    return found


@pytest.mark.parametrize("kind", ["text", "long", "link", "reference", "date", "one", "many"])
def test_the_hint_of_every_kind_of_field_is_to_be_seen_and_read_out(kind: str) -> None:
    options = TICKS if kind in ("one", "many") else []
    field = a_field("some", kind=kind, label="Where?", hint="Only Security.", options=options)

    assert only_input(field)["label"] == "Where? Only Security."
    assert "Where? Only Security." in plain_text(drawn(field))


@pytest.mark.parametrize(
    ("label", "hint", "shown"),
    [
        ("A safe way", "Choose one.", "A safe way. Choose one."),
        ("Where?", "Choose one.", "Where? Choose one."),
        ("A safe way", None, "A safe way"),
    ],
)
def test_label_and_hint_are_two_sentences(label: str, hint: str | None, shown: str) -> None:
    assert only_input(a_field("some", label=label, hint=hint))["label"] == shown


@pytest.mark.parametrize(
    ("kind", "type_", "says"),
    [
        ("text", "Input.Text", {"maxLength": 40}),
        ("long", "Input.Text", {"maxLength": 40, "isMultiline": True}),
        ("date", "Input.Date", {}),
        ("one", "Input.ChoiceSet", {"style": "compact"}),
        ("many", "Input.ChoiceSet", {"style": "expanded", "isMultiSelect": True}),
    ],
)
def test_each_kind_of_field_has_its_input(kind: str, type_: str, says: dict[str, object]) -> None:
    options = TICKS if kind in ("one", "many") else []
    found = only_input(a_field("some", kind=kind, max_length=40, options=options))

    assert (found["type"], found["id"]) == (type_, "input.some")
    assert says.items() <= found.items()


def test_nothing_on_a_page_has_to_be_answered() -> None:
    pages = [drawn(*page.fields) for page in shipped().form.pages]

    assert [node for page in pages for node in nodes(page) if node.get("isRequired")] == []
