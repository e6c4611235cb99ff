"""A question is one card: short answers beside each other, longer ones a list with Next."""

import pytest

from bot.domain import journey
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Choice, Fact
from cards.actions import INPUT, AnswerQuestion, Move, Press, parse_press
from cards.elements import Card
from cards.gallery.samples import MAILBOX, NONCE
from cards.plain_text import plain_text
from cards.report.prompts import LookedUp, prompt_for
from cards.report.question_card import LONGEST_BUTTON, MOST_BUTTONS, NONE
from tests.builders import a_choice, a_draft, a_fact, shipped
from tests.cards.shown import Node, buttons, elements, nodes, titles
from tests.words import menu_title, question_text, tick_text, words

CATALOGUE = shipped().catalogue
ASKED = dict.fromkeys(ask.fact for it in CATALOGUE.scenarios.values() for ask in it.asks)
SHORT_CHOICES = [a_choice("yes", text="Yes"), a_choice("no", text="No")]
LONG = a_choice("long", text="A choice of more than 24 letters")


def shown(position: journey.Position) -> Card:
    """The card at this position, once something was answered."""
    draft = a_draft(trail=("kind",))
    return prompt_for(position, draft, shipped(), LookedUp(MAILBOX)).render(NONCE)


def asking(fact: Fact) -> Card:
    """The card of this fact."""
    return shown(journey.AskQuestion(fact))


def rows(card: Node) -> list[list[str]]:
    """The titles in each row of buttons."""
    return [[action["title"] for action in row["actions"]] for row in elements(card, "ActionSet")]


def the_list(card: Node) -> Node:
    """The one list on a card."""
    (found,) = [node for node in nodes(card) if node.get("type") == "Input.ChoiceSet"]
    return found


def values(card: Node) -> list[str]:
    """What can be picked in its list."""
    return [choice["value"] for choice in the_list(card)["choices"]]


def pressed(card: Node, title: str) -> Press:
    """What this button sends."""
    (found,) = [it for it in buttons(card) if it["title"] == title]
    parsed = parse_press(found["data"])
    assert parsed is not None
    return parsed[0]


# Yes, no and not sure


def is_short(fact: Fact) -> bool:
    """Whether its choices are buttons."""
    has_room = all(len(choice.text) <= LONGEST_BUTTON for choice in fact.choices)
    return fact.kind == "one" and 0 < len(fact.choices) <= MOST_BUTTONS and has_room


@pytest.mark.parametrize("name", [name for name in ASKED if is_short(CATALOGUE.facts[name])])
def test_two_short_choices_stand_in_one_row_with_not_sure(name: str) -> None:
    fact = CATALOGUE.facts[name]
    labels = [choice.text for choice in fact.choices]

    assert rows(asking(fact)) == [[*labels, words("move.not-sure")]]


def test_not_sure_beside_them_is_no_choice_but_a_move() -> None:
    card = asking(a_fact("some", *SHORT_CHOICES))

    assert pressed(card, "Yes") == AnswerQuestion(nonce=NONCE, choice="yes")
    assert pressed(card, words("move.not-sure")) == Move(nonce=NONCE, to="not-sure")
    assert titles(card).count(words("move.not-sure")) == 1


def test_the_gate_is_answered_by_one_press_of_three() -> None:
    (row,) = rows(asking(CATALOGUE.gate))

    assert row[-1] == words("move.not-sure")
    assert [pressed(asking(CATALOGUE.gate), title) for title in row[:-1]] == [
        AnswerQuestion(nonce=NONCE, choice="yes", is_danger="yes"),
        AnswerQuestion(nonce=NONCE, choice="no"),
    ]


@pytest.mark.parametrize("name", [name for name in ASKED if is_short(CATALOGUE.facts[name])])
def test_a_press_says_itself_whether_it_leads_to_the_111_screen(name: str) -> None:
    fact = CATALOGUE.facts[name]
    card = asking(fact)
    marked = {
        title: isinstance(press, AnswerQuestion | Move) and press.is_danger == "yes"
        for title in titles(card)
        if (press := pressed(card, title))
    }

    dangerous = [choice.text for choice in fact.choices if choice.danger]
    wanted = {*dangerous, words("move.not-sure")} if dangerous else set()
    assert {title for title, is_marked in marked.items() if is_marked} == wanted


def test_what_marks_such_a_press_is_no_word_of_danger() -> None:
    # A host of the release before reads it as something that was typed.
    mark = AnswerQuestion(nonce=NONCE, choice="no", is_danger="yes").data["input.is_danger"]

    assert not shipped().danger.is_said_in(mark)
    assert not shipped().self_harm.is_said_in(mark)


# Lists


@pytest.mark.parametrize(
    "name",
    [name for name in ASKED if (it := CATALOGUE.facts[name]).kind == "one" and not is_short(it)],
)
def test_more_choices_are_a_list_with_next_in_which_not_sure_is_an_entry(name: str) -> None:
    card = asking(CATALOGUE.facts[name])

    assert values(card) == [*(choice.id for choice in CATALOGUE.facts[name].choices), NOT_SURE]
    assert rows(card) == [[words("question.next")]]
    assert words("move.not-sure") not in titles(card)
    assert "isMultiSelect" not in the_list(card)


@pytest.mark.parametrize(
    "choices",
    [[*SHORT_CHOICES, a_choice("maybe", text="Maybe")], [SHORT_CHOICES[0], LONG]],
    ids=["three", "one that is too long for a button"],
)
def test_three_choices_or_a_long_one_make_a_list(choices: list[Choice]) -> None:
    assert values(asking(a_fact("some", *choices))) == [*(it.id for it in choices), NOT_SURE]


def test_where_several_may_be_ticked_not_sure_excludes_them_as_a_button() -> None:
    card = asking(a_fact("some", *SHORT_CHOICES, kind="many"))

    assert values(card) == ["yes", "no"]
    assert the_list(card)["isMultiSelect"] is True
    assert words("move.not-sure") in titles(card)


def test_words_are_an_input_with_next() -> None:
    card = asking(a_fact("some", kind="text", max_length=40))

    (box,) = [node for node in nodes(card) if node.get("type") == "Input.Text"]
    assert (box["id"], box["maxLength"]) == (f"{INPUT}words", 40)
    assert rows(card) == [[words("question.next")]]


@pytest.mark.parametrize(("required", "offered"), [(True, False), (False, True)])
def test_only_a_required_question_has_no_skip(required: bool, offered: bool) -> None:
    card = asking(a_fact("some", *SHORT_CHOICES, required=required))

    assert (words("move.skip") in titles(card)) is offered


@pytest.mark.parametrize("name", [CATALOGUE.gate.id, *ASKED])
def test_the_question_is_on_the_card_and_a_question_about_danger_names_111(name: str) -> None:
    fact = CATALOGUE.facts[name]
    text = plain_text(asking(fact))

    assert question_text(name) in text
    assert (words("danger.line") in text) is fact.asks_of_danger


# What it is about


def test_what_it_is_about_is_one_list_of_all_situations() -> None:
    card = shown(journey.ChooseKind())

    labels = [choice["title"] for choice in the_list(card)["choices"]]
    assert labels == [menu_title(name) for name in CATALOGUE.scenarios]
    assert titles(card)[0] == words("question.next")
    assert {words("move.back"), words("move.not-sure")} <= set(titles(card))


def test_somebody_in_danger_chooses_from_the_likeliest_alone() -> None:
    in_danger = a_draft(None, answers={"danger": ("yes",)})
    draft = in_danger.with_danger_left("danger", "send-now").with_page("kind")
    card = prompt_for(journey.ChooseKind(), draft, shipped(), LookedUp(MAILBOX)).render(NONCE)

    labels = [choice["title"] for choice in the_list(card)["choices"]]
    assert labels == [menu_title(name) for name in CATALOGUE.short_list]


# Ticks


@pytest.mark.parametrize("name", CATALOGUE.scenarios)
def test_what_makes_it_more_pressing_is_one_list_that_ends_with_none(name: str) -> None:
    ticks = dict.fromkeys((*CATALOGUE.scenario(name).ticks, *CATALOGUE.pattern))
    card = shown(journey.AskTicks(tuple(CATALOGUE.facts[tick] for tick in ticks)))

    assert values(card) == [*ticks, NONE]
    labels = [choice["title"] for choice in the_list(card)["choices"]]
    assert labels == [*map(tick_text, ticks), words("ticks.none")]
    assert the_list(card)["isMultiSelect"] is True
    assert titles(card)[0] == words("question.next")


def test_ticks_can_be_skipped() -> None:
    card = shown(journey.AskTicks((CATALOGUE.facts["repeated"],)))

    assert pressed(card, words("move.skip")) == Move(nonce=NONCE, to="skip")


@pytest.mark.parametrize("name", [CATALOGUE.gate.id, *ASKED])
def test_a_question_has_at_most_six_buttons(name: str) -> None:
    assert len(buttons(asking(CATALOGUE.facts[name]))) <= 6
