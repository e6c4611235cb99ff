"""The plain text of a card says what the card says, and what it numbers can be typed."""

import re

from microsoft_teams.cards import core

from cards import elements
from cards.actions import AnswerQuestion, FillInForm, GoOn, StopReport
from cards.menu_cards import welcome_card
from cards.plain_text import listed_input, plain_text, typed_choices
from cards.report.form_card import form_card
from cards.report.question_card import ticks_card
from tests.builders import shipped
from tests.cards.shown import Node, buttons, every_card, nodes, said, words


def unsaid(card: Node) -> list[str]:
    """What the card says and its plain text does not.

    A form asks one field at a time, and the lines of a list stand for its button.
    """
    heard, texts = words(plain_text(card)), {words(text) for text in said(card)}
    later = {words(node["label"]) for node in asked(card)[1:]} | buttons_for_inputs()
    later |= {words(it["title"]) for it in buttons(card) if listed_input(it.get("data", {}))}
    return [text for text in texts - later if text not in heard]


def asked(card: Node) -> list[Node]:
    """The inputs of a card."""
    return [node for node in nodes(card) if str(node.get("type")).startswith("Input.")]


def buttons_for_inputs() -> set[str]:
    """The buttons that only take inputs along, so nobody types them."""
    return {words(shipped().texts(key)) for key in ("form.save", "question.next")}


def numbered(card: Node) -> list[str]:
    """The lines of the plain text that begin with a number, beside those of its texts."""
    in_texts = {line for text in said(card) for line in text.splitlines()}
    lines = [line for line in plain_text(card).splitlines() if re.match(r"\d+\. ", line)]
    return [line for line in lines if line not in in_texts]


def test_the_plain_text_of_every_card_says_all_that_the_card_says() -> None:
    silent = {name: texts for name, card in every_card().items() if (texts := unsaid(card))}

    assert silent == {}


def test_on_every_card_with_choices_a_number_stands_for_that_choice() -> None:
    cards = {name: card for name, card in every_card().items() if typed_choices(card)}
    expected = {
        name: [f"{place}. {title}" for place, (title, _) in enumerate(typed_choices(card), 1)]
        for name, card in cards.items()
    }

    assert {
        name: numbered(card)[-len(expected[name]) :] for name, card in cards.items()
    } == expected


def test_what_is_to_be_ticked_has_no_numbers_beside_buttons_that_have() -> None:
    previews = [card for name, card in every_card().items() if "everyday, leader" in name]
    buttons = [shipped().texts(f"preview.{key}") for key in ("send", "details", "whom")]
    numbers = tuple(f"{place}. {title}" for place, title in enumerate(buttons, 1))

    assert {tuple(numbered(card)[-len(numbers) :]) for card in previews} == {numbers}
    ticks = [node for card in previews for node in asked(card) if node.get("isMultiSelect")]
    labels = {choice["title"] for node in ticks for choice in node["choices"]}
    assert labels
    assert not [line for card in previews for line in numbered(card) if line[3:] in labels]


def test_a_button_that_only_takes_inputs_along_cannot_be_typed() -> None:
    made = elements.card(
        elements.heading("Which?"),
        *elements.button_rows([elements.button("Next", AnswerQuestion(nonce="ab12"))]),
        actions=[
            elements.button("On", FillInForm(nonce="ab12")),
            *elements.move_buttons("ab12", {"back": "Back"}),
        ],
    )

    assert typed_choices(made) == []
    assert plain_text(made) == "Which?\n\nOr type: Back"


def test_buttons_are_numbered_in_the_order_in_which_they_stand() -> None:
    made = elements.card(
        elements.paragraph("You have a report."),
        *elements.button_rows(
            [elements.button("Go on", GoOn()), elements.execute_button("Delete", StopReport())]
        ),
    )

    assert plain_text(made) == "You have a report.\n\n1. Go on\n2. Delete"
    assert typed_choices(made) == [
        ("Go on", {"verb": "go_on"}),
        ("Delete", {"verb": "stop_report"}),
    ]


def test_ticks_are_numbered_and_several_may_be_typed() -> None:
    content = shipped()
    facts = tuple(content.catalogue.facts[name] for name in content.catalogue.pattern)
    lines = plain_text(ticks_card(content, "ab12", facts, ("stop",))).splitlines()

    ticks = [*(fact.tick for fact in facts), content.texts("ticks.none")]
    assert [f"{place}. {tick}" for place, tick in enumerate(ticks, 1)] == [
        line for line in lines if re.match(r"\d", line)
    ]
    assert "Type one or more numbers, for example: 1, 3" in lines


def test_of_a_form_only_the_field_that_is_typed_next_is_asked() -> None:
    content = shipped()
    page = next(page for page in content.catalogue.details.pages if len(page.facts) > 1)
    first, second, *others = [content.catalogue.facts[name] for name in page.facts]
    facts = (first, second, *others)
    text = plain_text(form_card(content, "ab12", page, facts, {}, {}, ("skip",)))

    assert first.text in text
    assert second.text not in text


def test_an_image_and_a_column_are_read_too() -> None:
    image = core.Image(url="https://x.example.org/a.png", alt_text="A map")
    column = core.Column(width="stretch", items=[elements.paragraph("Left")])

    assert plain_text(elements.card(image, core.ColumnSet(columns=[column]))) == "A map\n\nLeft"


def test_what_unfolds_on_a_card_is_in_the_plain_text() -> None:
    made = elements.card(*elements.collapsible("more", "More", [elements.paragraph("And so on")]))

    assert plain_text(made) == "And so on"


def test_marks_of_markdown_are_not_read_out() -> None:
    made = elements.card(
        elements.paragraph("Press **Send**, see [Noggin](https://noggin.example.org/a).")
    )

    assert plain_text(made) == "Press Send, see Noggin (https://noggin.example.org/a)."


def test_a_persons_own_marks_are_read_as_they_were_typed() -> None:
    words_typed = "**me** [x](https://x.example.org) \\ <b> `c` 1_000"

    assert plain_text(elements.card(elements.verbatim(words_typed))) == words_typed


def test_a_name_with_marks_is_read_as_it_is() -> None:
    assert "Kia ora [Te] *Aroha*" in plain_text(welcome_card(shipped(), "[Te] *Aroha*"))
