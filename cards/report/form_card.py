"""The pages of details: their list, and a page with one input per fact."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.draft import Ticks
from bot.domain.scenario import Fact, Page
from cards.actions import INPUT, FillInForm
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_row,
    card,
    choice_card,
    danger_line,
    heading,
    navigation_buttons,
    paragraph,
)


def details_menu_choices(pages: Sequence[Page]) -> list[CardChoice]:
    """The pages by title."""
    return [CardChoice(page.id, page.title) for page in pages]


def details_menu_card(
    content: Content, nonce: str, pages: Sequence[Page], navigation: Sequence[str]
) -> Card:
    """Which details to add; none of them is needed."""
    texts = content.texts
    intro = paragraph(texts("details_menu.text"))
    choices = details_menu_choices(pages)
    support = paragraph(content.contacts.line("eap"), subtle=True)
    title = texts("details_menu.title")
    return choice_card(content, nonce, title, choices, navigation, intro, support)


def form_card(
    content: Content,
    nonce: str,
    page: Page,
    facts: Sequence[Fact],
    known: Mapping[str, Ticks],
    words: Mapping[str, str],
    navigation: Sequence[str],
    *,
    in_danger: bool = False,
) -> Card:
    """A page of details with what is known filled in. Nothing on it is required."""
    texts = content.texts
    return card(
        heading(page.title),
        danger_line(texts("danger.line")) if in_danger else None,
        paragraph(page.intro, subtle=True) if page.intro else None,
        *[
            fact_input(content, fact, known.get(fact.id, ()), words.get(fact.id, ""))
            for fact in facts
        ],
        button_row(button(texts("form.save"), FillInForm(nonce=nonce), primary=True)),
        actions=navigation_buttons(content, nonce, navigation),
    )


def fact_input(content: Content, fact: Fact, ticks: Ticks, words: str) -> Element:
    """The input for a fact, with its value."""
    common = {"id": f"{INPUT}{fact.id}", "label": fact_label(fact)}
    if fact.choices:
        ids = [tick for tick in ticks if fact.choice(tick)]
        shown = ids if fact.kind == "many" else ids[:1]
        return core.ChoiceSetInput(
            **common,
            value=",".join(shown) or None,
            choices=[core.Choice(title=choice.text, value=choice.id) for choice in fact.choices],
            style="compact" if fact.kind == "one" else "expanded",
            is_multi_select=fact.kind == "many" or None,
            placeholder=content.texts("form.choose"),
            wrap=True,
        )
    if fact.kind == "date":
        return core.DateInput(**common, value=words or None)
    return core.TextInput(
        **common,
        value=words or None,
        is_multiline=fact.kind == "long" or None,
        max_length=fact.max_length,
    )


def fact_label(fact: Fact) -> str:
    """Label with the hint: a placeholder is truncated, and gone as soon as a person types."""
    if fact.hint is None:
        return fact.text
    stop = "" if fact.text.endswith(("?", ".", "!")) else "."
    return f"{fact.text}{stop} {fact.hint}"
