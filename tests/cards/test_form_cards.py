"""A page of details says what it asks, and shows what is known already."""

from typing import Any

import pytest

from bot.domain import journey
from bot.domain.draft import DETAILS_MENU, NOT_SURE, Draft
from bot.domain.scenario import Fact
from bot.services.reports.use_cases import compose
from cards.actions import INPUT, AnswerQuestion, Move, parse_press
from cards.elements import Card
from cards.gallery.samples import MAILBOX, NONCE
from cards.plain_text import plain_text
from cards.report.form_card import form_card
from cards.report.prompts import LookedUp, prompt_for
from tests.builders import NOON, a_choice, a_fact, a_page, shipped, walk
from tests.cards.shown import Node, buttons, nodes, titles
from tests.words import page_title, words

TICKS = (a_choice("one", text="One"), a_choice("two", text="Two"))
CATALOGUE = shipped().catalogue


def drawn(
    *facts: Fact,
    known: dict[str, tuple[str, ...]] | None = None,
    words: dict[str, str] | None = None,
) -> Card:
    """A page with these facts."""
    page = a_page("page", *(fact.id for fact in facts))
    return form_card(shipped(), NONCE, page, facts, known or {}, words or {}, ("back", "stop"))


def only_input(*facts: Fact, **says: Any) -> Node:
    """The one input on it."""
    [found] = inputs(drawn(*facts, **says))
    return found


def inputs(card: Node) -> list[Node]:
    """The inputs of a card, in order."""
    return [it for it in nodes(card) if str(it.get("type")).startswith("Input.")]


def some(kind: str, **says: Any) -> Fact:
    """A fact of this kind."""
    return a_fact("some", *(TICKS if kind in ("one", "many") else ()), kind=kind, **says)


@pytest.mark.parametrize("kind", ["text", "long", "link", "reference", "date", "one", "many"])
def test_the_hint_of_every_kind_of_fact_is_to_be_seen_and_read_out(kind: str) -> None:
    fact = some(kind, text="Where?", hint="Only Security.")

    assert only_input(fact)["label"] == "Where? Only Security."
    assert "Where? Only Security." in plain_text(drawn(fact))


@pytest.mark.parametrize(
    ("text", "hint", "shown"),
    [
        ("A safe way", "Choose one.", "A safe way. Choose one."),
        ("Where?", "Choose one.", "Where? Choose one."),
        ("A safe way", None, "A safe way"),
    ],
)
def test_label_and_hint_are_two_sentences(text: str, hint: str | None, shown: str) -> None:
    assert only_input(some("text", text=text, hint=hint))["label"] == shown


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
def test_each_kind_of_fact_has_its_input(kind: str, type_: str, says: dict[str, object]) -> None:
    found = only_input(some(kind, max_length=40))

    assert (found["type"], found["id"]) == (type_, f"{INPUT}some")
    assert says.items() <= found.items()


@pytest.mark.parametrize(
    ("kind", "told", "value"),
    [
        ("text", {"words": {"some": "Yesterday"}}, "Yesterday"),
        ("date", {"words": {"some": "2026-11-20"}}, "2026-11-20"),
        ("one", {"known": {"some": ("two",)}}, "two"),
        ("many", {"known": {"some": ("one", "two")}}, "one,two"),
    ],
)
def test_what_is_known_is_filled_in(kind: str, told: dict[str, Any], value: str) -> None:
    assert only_input(some(kind), **told)["value"] == value
    assert "value" not in only_input(some(kind))


def test_not_sure_is_filled_in_as_nothing() -> None:
    assert "value" not in only_input(some("one"), known={"some": (NOT_SURE,)})


def test_nothing_on_a_page_has_to_be_answered() -> None:
    facts = CATALOGUE.facts
    pages = [drawn(*(facts[name] for name in page.facts)) for page in CATALOGUE.details.pages]

    assert [node for page in pages for node in nodes(page) if node.get("isRequired")] == []


# In a report


def at_preview(scenario: str, **told: tuple[str, ...]) -> Draft:
    """A report with nothing left to ask."""
    return walk(CATALOGUE, scenario, told).with_guidance_read()


def shown(draft: Draft) -> Card:
    """The card that is open."""
    position = journey.position(CATALOGUE, draft)
    return prompt_for(position, draft, shipped(), LookedUp(MAILBOX)).render(NONCE)


def value_of(card: Node, fact_id: str) -> object:
    """What is filled in for this fact."""
    (found,) = [it for it in inputs(card) if it["id"] == f"{INPUT}{fact_id}"]
    return found.get("value")


def page_with(fact_id: str) -> str:
    """The page of details that has this fact."""
    (page,) = [page for page in CATALOGUE.details.pages if fact_id in page.facts]
    return page.id


def test_the_details_are_a_list_of_pages_that_fit_the_report() -> None:
    draft = at_preview("identifying-content").with_page(DETAILS_MENU)
    pages = journey.details_for(CATALOGUE, draft)
    card = shown(draft)

    assert titles(card)[: len(pages)] == [page_title(page.id) for page in pages]
    (first, *_) = [parse_press(it["data"]) for it in buttons(card)]
    assert first is not None
    assert first[0] == AnswerQuestion(nonce=NONCE, choice=pages[0].id)
    assert words("move.back") in titles(card)
    assert len(buttons(card)) <= 6


def test_a_page_for_a_hurry_is_not_in_that_list() -> None:
    draft = at_preview("identifying-content").with_page(DETAILS_MENU)
    hurried = [page.id for page in CATALOGUE.details.pages if page.in_a_hurry]

    assert hurried
    assert {page_title(name) for name in hurried}.isdisjoint(titles(shown(draft)))


def test_what_was_asked_before_is_filled_in_on_its_page() -> None:
    draft = at_preview("targeted-because-of-work", names=("me",))

    assert value_of(shown(draft.with_page(page_with("affected"))), "affected") == "me"


def test_what_follows_from_another_fact_is_filled_in_too() -> None:
    told = at_preview("targeted-because-of-work", names=("customer",))
    follows = shown(told.with_page(page_with("affected")))
    not_told = at_preview("targeted-because-of-work", names=("nobody",))

    assert "affected" not in told.answers
    assert value_of(follows, "affected") == "customer"
    assert value_of(shown(not_told.with_page(page_with("affected"))), "affected") is None


@pytest.mark.parametrize("page", [page.id for page in CATALOGUE.details.pages])
def test_a_page_can_be_saved_or_left(page: str) -> None:
    is_hurried = next(it.in_a_hurry for it in CATALOGUE.details.pages if it.id == page)
    is_after_send = next(it.after_send for it in CATALOGUE.details.pages if it.id == page)
    draft = at_preview("targeted-because-of-work")
    if is_hurried:
        draft = draft.with_danger_left("danger", "send-now")
    if is_after_send:
        report = compose(shipped(), draft, NOON)
        draft = Draft.adding_to(report, draft.told, draft_id="d2", at=NOON)
    card = shown(draft.with_page(page))

    assert titles(card)[0] == words("form.save")
    moves = [parse_press(it["data"]) for it in buttons(card)[1:]]
    assert [it[0] for it in moves if it] == [
        Move(nonce=NONCE, to="back"),
        Move(nonce=NONCE, to="stop"),
    ]
