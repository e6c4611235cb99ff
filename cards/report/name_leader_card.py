"""The prompt for the name of another people leader."""

from microsoft_teams.cards import core

from bot.content import Content
from cards.actions import INPUT, AnswerQuestion
from cards.elements import (
    Card,
    Element,
    button,
    button_rows,
    cached_template,
    card,
    heading,
    navigation_buttons,
    paragraph,
)

MAX_NAME_LENGTH = 120


@cached_template
def name_leader_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """Names another people leader, by typing or from the directory."""
    texts = content.texts
    done = button(texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return card(
        heading(texts("tell.name_title")),
        paragraph(texts("tell.name_text")),
        *person_inputs(content),
        *button_rows([done]),
        actions=navigation_buttons(content, nonce, navigation),
    )


def person_inputs(content: Content) -> tuple[Element, Element]:
    """A person, typed or picked from the directory."""
    texts = content.texts
    picker = core.ChoiceSetInput(
        id=f"{INPUT}person",
        label=texts("tell.pick_label"),
        choices=[],
        choices_data=core.QueryData(dataset="graph.microsoft.com/users"),
        style="filtered",
    )
    typed = core.TextInput(
        id=f"{INPUT}words",
        label=texts("tell.name_label"),
        max_length=MAX_NAME_LENGTH,
        placeholder=texts("tell.name_hint"),
    )
    return typed, picker
