"""The check of cards finds every fault that Teams would punish, and lets good cards pass."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest
from microsoft_teams.cards import core

from cards import elements
from cards.actions import AnswerQuestion, CardAction, GoOn, Move, OpenReport, ShowPage
from cards.lint.lint import card_faults, support_faults
from cards.report.name_leader_card import name_leader_card
from tests.builders import shipped

CHOICES = [core.Choice(title="One", value="one"), core.Choice(title="Two", value="two")]


def a_card() -> dict[str, Any]:
    """One of everything, and nothing wrong with it."""
    return elements.card(
        elements.heading("Where was it?"),
        elements.facts([("Level", "High")]),
        core.TextInput(id="input.words", label="In your words", max_length=200),
        core.ChoiceSetInput(id="input.ticks", label="Tick", choices=CHOICES, is_multi_select=True),
        elements.quiet_box(elements.paragraph("A quiet word")),
        *elements.button_rows([elements.button("Next", AnswerQuestion(nonce="ab12"))]),
        *elements.button_rows([elements.execute_button("Go on", GoOn())]),
        *elements.collapsible("more", "More", [elements.paragraph("And so on")]),
        actions=elements.move_buttons("ab12", {"back": "Back", "stop": "Stop"}),
    )


Path = Sequence[str | int]
PLACES: list[Path] = [["body", number] for number in range(8)]
TITLE, FACTS, TEXT, TICKS, BOX, NEXT, GO_ON, MORE = PLACES
BACK: Path = ["actions", 0]


def spoilt(path: Path, value: object) -> dict[str, Any]:
    """The good card with one thing changed, or taken out for None."""
    card = deepcopy(a_card())
    node: Any = card
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return card


def nested() -> dict[str, Any]:
    """A button that opens a card inside the card."""
    inner = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "x"}]}
    return {"type": "Action.ShowCard", "title": "More", "card": inner}


def test_a_good_card_has_no_fault() -> None:
    assert card_faults(a_card()) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        # What the official types do not know.
        ([*TITLE, "wrpa"], True, "there is no property wrpa"),
        ([*TITLE, "type"], "TextBlok", "there is no element 'TextBlok'"),
        ([*TITLE, "size"], "Huge", "Input should be 'Small'"),
        ([*TITLE, "wrap"], "true", "valid boolean"),
        ([*FACTS, "facts", 0, "titel"], "Level", "Fact: there is no property titel"),
        ([*TICKS, "choices", 1, "label"], "Two", "Choice: there is no property label"),
        ([*BOX, "items", 0, "isSutble"], True, "TextBlock: there is no property isSutble"),
        ([*NEXT, "actions", 0, "titel"], "Next", "there is no property titel"),
        ([*GO_ON, "actions", 0, "fallback", "stile"], "x", "there is no property stile"),
        ([*TEXT, "maxLength"], "200", "valid number"),
        (["body"], "Where was it?", "valid array"),
        (["$schema"], "https://example.org", "there is no property $schema"),
        # What older clients and phones do not draw.
        (["version"], "1.6", "version is not 1.5"),
        ([*BOX, "items", 0], {}, "has no type"),
        ([*BOX, "items", 0], {"type": "Table"}, "Table is not in the safe set here"),
        ([*NEXT, "actions", 0], nested(), "Action.ShowCard is not in the safe set here"),
        ([*TITLE], {"type": "Action.Submit", "title": "x"}, "is not in the safe set here"),
        ([*BOX, "selectAction"], {"type": "Action.Submit", "data": {}}, "not in the safe set here"),
        ([*TITLE, "wrap"], None, "does not wrap"),
        ([*TICKS, "style"], "filtered", "only the people picker"),
        # What a screen reader needs.
        (["lang"], None, "lang is missing"),
        ([*TEXT, "label"], None, "an input without a label"),
        ([*TEXT, "label"], " ", "an input without a label"),
        ([*TITLE], {"type": "Image", "url": "https://x.example.org"}, "an image without words"),
        ([*NEXT, "actions", 0, "title"], "", "a button without a title"),
        ([*TEXT, "isRequired"], True, "without an error message"),
        # What Teams needs to bring a press back.
        ([*TEXT, "id"], None, 'the id of an input begins with "input."'),
        ([*TEXT, "id"], "words", 'the id of an input begins with "input."'),
        ([*TEXT, "id"], "input.ticks", "the id input.ticks is there twice"),
        ([*TEXT, "isVisible"], False, "a hidden input"),
        ([*TICKS, "choices", 1, "value"], "one", "the choice one is there twice"),
        ([*TICKS, "choices", 1, "value"], "a,b", "has a comma"),
        ([*TICKS, "choices", 1, "title"], None, "a choice without a title or a value"),
        ([*TICKS, "choices"], [], "a list without choices"),
        ([*NEXT, "actions", 0, "data"], "answer_question", "data is not an object"),
        ([*NEXT, "actions", 0, "data"], None, "Action.Submit without data"),
        ([*NEXT, "actions", 0, "data", "nonce"], None, "no press that this bot reads"),
        ([*NEXT, "actions", 0, "data", "input.x"], "x", "no press that this bot reads"),
        ([*GO_ON, "actions", 0, "verb"], None, "without a verb"),
        ([*GO_ON, "actions", 0, "verb"], "stop_report", "the verb is not the one in data"),
        ([*GO_ON, "actions", 0, "fallback"], None, "without a button for older clients"),
        ([*GO_ON, "actions", 0, "fallback"], "drop", "without a button for older clients"),
        (
            [*GO_ON, "actions", 0, "fallback", "data"],
            {"verb": "stop_report"},
            "the button for older clients is another one",
        ),
        ([*BACK, "associatedInputs"], None, "takes inputs along"),
        ([*MORE, "actions", 0, "targetElements"], ["less"], "unfolds less, which is not there"),
        ([*MORE, "actions", 0, "targetElements"], [], "a button that unfolds nothing"),
        # What says nothing, or too much.
        ([*FACTS, "facts", 0, "value"], "", "a fact without a name or a value"),
        ([*TITLE, "text"], " ", "a text without words"),
        ([*BOX, "items"], [], "an empty container"),
        ([*NEXT, "actions"], [], "an empty set of buttons"),
        ([*BACK, "title"], "B" * 25, "a button's title has 24 characters at most"),
        ([*NEXT, "actions", 0, "title"], "B" * 25, "a button's title has 24 characters at most"),
        (["fallbackText"], None, "fallbackText is missing"),
        (["fallbackText"], "Something else", "fallbackText is not the plain text of the card"),
        ([*TITLE, "text"], "long " * 3000, "are allowed"),
    ],
)
def test_a_fault_is_found(path: Path, value: object, fault: str) -> None:
    faults = card_faults(spoilt(path, value))

    assert [found for found in faults if fault in found]


def test_a_fault_names_its_place() -> None:
    assert card_faults(spoilt([*BOX, "items", 0, "wrap"], None)) == [
        "card.body[5].items[1]: a text that does not wrap is cut on a phone"
    ]


@pytest.mark.parametrize(("width", "faults"), [("stretch", 0), ("auto", 1), (None, 1)])
def test_a_column_stretches_so_that_a_phone_has_room(width: str | None, faults: int) -> None:
    columns = [core.Column(width=width, items=[elements.paragraph("Left")])]

    assert len(card_faults(elements.card(core.ColumnSet(columns=columns)))) == faults


@pytest.mark.parametrize(("scheme", "faults"), [("https", 0), ("http", 1)])
def test_an_image_with_words_comes_over_https(scheme: str, faults: int) -> None:
    image = core.Image(url=f"{scheme}://x.example.org/a.png", alt_text="A map")

    assert len(card_faults(elements.card(image))) == faults


def test_a_people_picker_is_a_good_list() -> None:
    picker = name_leader_card(shipped(), "ab12", ("back",))

    assert card_faults(picker) == []


@pytest.mark.parametrize(("below", "faults"), [(1, 0), (2, 1)])
def test_the_buttons_of_a_whole_card_are_counted_open_and_folded(below: int, faults: int) -> None:
    go_on = elements.button("Go on", GoOn())
    made = elements.card(
        elements.heading("Many"),
        elements.button_row(go_on, go_on),
        *elements.button_rows([go_on]),
        *elements.collapsible("more", "More", [elements.button_row(go_on)]),
        actions=[go_on] * below,
    )

    many = ["card: 7 buttons on the whole card; 6 are the most"]
    assert card_faults(made) == many * faults


def test_a_card_has_one_fold() -> None:
    text = [elements.paragraph("And so on")]
    made = elements.card(
        *elements.collapsible("more", "More", text), *elements.collapsible("rest", "Rest", text)
    )

    assert card_faults(made) == ["card: more than one fold"]


BAND = elements.state_band("waiting", "Not sent yet", is_heading=True)
LINE = elements.paragraph("A line")


@pytest.mark.parametrize(
    ("parts", "faults"),
    [([BAND, LINE], 0), ([LINE, BAND], 0), ([LINE, LINE, BAND], 1), ([BAND, BAND], 1)],
)
def test_a_state_is_said_first_and_once(parts: Sequence[core.CardElement], faults: int) -> None:
    said_late = ["card: a state is said first, and once"]

    assert card_faults(elements.card(*parts)) == said_late * faults


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        ([elements.state_band("waiting", "Not sent yet"), LINE], 1),
        ([elements.state_band("waiting", "Not sent yet"), elements.heading("Your report")], 0),
        ([BAND, LINE], 0),
        ([LINE], 0),
    ],
)
def test_beside_a_state_stands_a_heading(parts: Sequence[core.CardElement], faults: int) -> None:
    missing = ["card: no heading beside a state, so a screen reader cannot go to it"]

    assert card_faults(elements.card(*parts)) == missing * faults


@pytest.mark.parametrize(
    ("text", "action", "faults"),
    [
        ("Call 111.", GoOn(), 0),
        ("Something", ShowPage(page="support"), 0),
        ("Something", Move(nonce="ab12", to="stop"), 0),
        ("Something", OpenReport(report_id="r1"), 0),
        ("Something", GoOn(), 1),
        ("Something", Move(nonce="ab12", to="back"), 1),
    ],
)
def test_support_is_never_more_than_one_press_away(
    text: str, action: CardAction, faults: int
) -> None:
    offered = elements.card(elements.paragraph(text), actions=[elements.button("Go", action)])
    answered = elements.card(elements.paragraph(text))

    assert len(support_faults(offered, ["111"])) == faults
    assert support_faults(answered, ["111"]) == []


def test_an_input_in_what_is_folded_away_is_hidden() -> None:
    words = core.TextInput(id="input.words", label="In your words")
    made = elements.card(*elements.collapsible("more", "More", [words]))

    assert card_faults(made) == ["card: a hidden input: input.words"]


def test_a_card_that_says_nothing_is_a_fault() -> None:
    assert "card: says nothing" in card_faults(elements.card())


def test_a_list_may_be_filled_with_people_and_nothing_else() -> None:
    picker = core.ChoiceSetInput(
        id="input.person",
        label="Who",
        choices=[],
        choices_data=core.QueryData(dataset="somewhere.example.org/all"),
        style="filtered",
    )

    assert card_faults(elements.card(picker)) == [
        "card.body[1]: a list filled from something else than people"
    ]


def test_a_button_may_open_a_chat_and_nothing_else() -> None:
    chat = "https://teams.microsoft.com/l/chat/0/0?users=aroha%40example.org"
    cards = [
        elements.card(
            elements.heading("Where was it?"),
            elements.button_row(core.OpenUrlAction(title="Chat with them", url=url)),
        )
        for url in (chat, "https://teams.microsoft.com.bad.example.org/l/chat/0/0?users=a")
    ]

    faults = [card_faults(card) for card in cards]

    assert faults[0] == []
    assert "opens something else than a chat in Teams" in faults[1][0]
