"""A triage question, and the choice of what a report is about."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.scenario import Question
from cards.actions import INPUT, AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_rows,
    cached_template,
    card,
    choice_buttons,
    choice_card,
    danger_line,
    fit_as_buttons,
    heading,
    navigation_buttons,
    paragraph,
)


@cached_template
def question_card(
    content: Content, nonce: str, question: Question, navigation: tuple[str, ...], lead: str
) -> Card:
    """One question with its choices; `lead` is the text above it."""
    return card(
        danger_line(content.texts("danger.line")) if question.asks_of_danger else None,
        paragraph(lead, subtle=True) if lead else None,
        heading(question.text),
        paragraph(question.hint, subtle=True) if question.hint else None,
        *_answers(content, question, nonce, beside=len(navigation)),
        actions=navigation_buttons(content, nonce, navigation),
    )


@cached_template
def kind_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """What the report is about, one button per scenario."""
    title, choices = content.texts("kind.title"), kind_choices(content)
    return choice_card(content, nonce, title, choices, navigation)


@cached_template
def short_kind_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """The same for a person in danger: the likeliest scenarios, and Skip."""
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


def question_choices(question: Question) -> list[CardChoice]:
    """The choices of a question as they are on its card."""
    return [CardChoice(choice.id, choice.text) for choice in question.choices]


def _answers(content: Content, question: Question, nonce: str, *, beside: int) -> list[Element]:
    choices = question_choices(question)
    if question.kind == "one" and fit_as_buttons(choices, beside=beside):
        return button_rows(choice_buttons(choices, nonce))
    if question.kind == "text":
        asked: Element = core.TextInput(
            id=f"{INPUT}words", label=question.text, is_multiline=True, max_length=1000
        )
    else:
        asked = core.ChoiceSetInput(
            id=f"{INPUT}choice",
            label=content.texts(f"question.tick_{question.kind}"),
            choices=[core.Choice(title=choice.label, value=choice.id) for choice in choices],
            style="expanded",
            is_multi_select=question.kind == "many" or None,
            wrap=True,
        )
    done = button(content.texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return [asked, *button_rows([done])]
