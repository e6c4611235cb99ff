"""The question for a fact, the card of ticks, and the choice of what a report is about."""

from collections.abc import Sequence

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.draft import NOT_SURE
from bot.domain.scenario import Fact
from cards.actions import INPUT, AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_row,
    cached_template,
    card,
    choice_buttons,
    choice_card,
    choice_list,
    danger_line,
    heading,
    navigation_buttons,
    paragraph,
)
from cards.report.form_card import fact_label

LONGEST_BUTTON = 24
"""Characters. If one label is longer, all choices become a list, in which text wraps."""
MOST_BUTTONS = 2
"""Choices that are buttons, with Not sure beside them; more are a list with Next."""
NONE = "none"
"""On the card of ticks: none of these."""


@cached_template
def question_card(
    content: Content, nonce: str, fact: Fact, navigation: tuple[str, ...], lead: str
) -> Card:
    """One question with its choices; `lead` is the text below them."""
    is_list = not _has_buttons(fact)
    moves = [move for move in navigation if move != NOT_SURE]
    return card(
        danger_line(content.texts("danger.line")) if fact.asks_of_danger else None,
        # An input names its question itself: that is what a screen reader says on it.
        heading(content.texts("question.title") if is_list else fact.text),
        paragraph(fact.hint, subtle=True) if fact.hint and not is_list else None,
        *(
            _list(content, fact, NOT_SURE in navigation, nonce)
            if is_list
            else [
                button_row(
                    *choice_buttons(question_choices(fact), nonce),
                    *navigation_buttons(content, nonce, [NOT_SURE], is_danger=fact.asks_of_danger),
                )
            ]
        ),
        paragraph(lead, subtle=True) if lead else None,
        actions=navigation_buttons(content, nonce, moves),
    )


@cached_template
def ticks_card(
    content: Content, nonce: str, facts: tuple[Fact, ...], navigation: tuple[str, ...]
) -> Card:
    """What makes it more pressing, one tick each."""
    texts, choices = content.texts, ticks_choices(content, facts)
    return card(
        heading(texts("question.title")),
        choice_list(
            "choice", f"{texts('ticks.title')} {texts('ticks.hint')}", choices, is_many=True
        ),
        _next(content, nonce),
        actions=navigation_buttons(content, nonce, navigation),
    )


def ticks_choices(content: Content, facts: Sequence[Fact]) -> list[CardChoice]:
    """The facts by the words of their ticks, and none of them."""
    ticks = [CardChoice(fact.id, fact.tick or fact.text) for fact in facts]
    return [*ticks, CardChoice(NONE, content.texts("ticks.none"))]


@cached_template
def kind_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """What the report is about, as a list of the scenarios."""
    texts = content.texts
    moves = [move for move in navigation if move != NOT_SURE]
    return card(
        heading(texts("question.title")),
        choice_list("choice", texts("kind.title"), kind_choices(content)),
        _next(content, nonce, NOT_SURE),
        actions=navigation_buttons(content, nonce, moves),
    )


@cached_template
def short_kind_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """The same for a person in danger: the likeliest scenarios."""
    texts, choices = content.texts, short_kind_choices(content)
    hint = paragraph(texts("kind.short_hint"))
    return choice_card(content, nonce, texts("kind.title"), choices, navigation, hint)


def kind_choices(content: Content) -> list[CardChoice]:
    """Every scenario."""
    scenarios = content.catalogue.scenarios.values()
    return [CardChoice(scenario.id, scenario.menu_title) for scenario in scenarios]


def short_kind_choices(content: Content) -> list[CardChoice]:
    """The scenarios that a person in danger is most likely to report."""
    listed = content.catalogue.short_list
    return [choice for name in listed for choice in kind_choices(content) if choice.id == name]


def question_choices(fact: Fact) -> list[CardChoice]:
    """The choices of a question as they are on its card."""
    return [CardChoice(it.id, it.text, is_danger=it.danger) for it in fact.choices]


def _has_buttons(fact: Fact) -> bool:
    choices = fact.choices
    is_short = all(len(choice.text) <= LONGEST_BUTTON for choice in choices)
    return fact.kind == "one" and is_short and len(choices) <= MOST_BUTTONS


def _list(content: Content, fact: Fact, has_not_sure: bool, nonce: str) -> list[Element]:
    """The choices as a list, or an input for words, with Next."""
    if not fact.choices:
        words: Element = core.TextInput(
            id=f"{INPUT}words",
            label=fact_label(fact),
            is_multiline=fact.kind == "long" or None,
            max_length=fact.max_length,
        )
        return [words, _next(content, nonce)]
    choices = question_choices(fact)
    if has_not_sure and fact.kind == "one":
        choices.append(CardChoice(NOT_SURE, content.texts("move.not-sure")))
    beside = [NOT_SURE] if has_not_sure and fact.kind == "many" else []
    return [
        choice_list("choice", fact_label(fact), choices, is_many=fact.kind == "many"),
        _next(content, nonce, *beside),
    ]


def _next(content: Content, nonce: str, *beside: str) -> Element:
    """What sends a list, right below it, and any move that answers it too."""
    done = button(content.texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return button_row(done, *navigation_buttons(content, nonce, beside))
