"""Somebody else who leads people, named from the list or by typing."""

from microsoft_teams.cards import core

from bot.content import Content
from cards.actions import INPUT, AnswerQuestion
from cards.choices import navigation_buttons
from cards.elements import Card, button, button_rows, card, heading, paragraph
from cards.template_cache import cached_template

LONGEST_NAME = 120


@cached_template
def name_leader_card(content: Content, nonce: str, navigation: tuple[str, ...]) -> Card:
    """The reporter names somebody else who leads people, from the list or by typing."""
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
        max_length=LONGEST_NAME,
        placeholder=texts("tell.name_hint"),
    )
    done = button(texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return card(
        heading(texts("tell.name_title")),
        paragraph(texts("tell.name_text")),
        typed,
        picker,
        *button_rows([done]),
        actions=navigation_buttons(content, nonce, navigation),
    )
