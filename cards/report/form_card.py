"""A page of the form, with one input per field."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.report import Field, Page
from cards.actions import INPUT, FillInForm
from cards.elements import (
    Card,
    Element,
    button,
    cached_template,
    card,
    heading,
    navigation_buttons,
    paragraph,
)


@cached_template
def form_card(
    content: Content,
    nonce: str,
    page: Page,
    fields: tuple[Field, ...],
    navigation: tuple[str, ...],
) -> Card:
    """The open fields of a page. None of them is required."""
    texts = content.texts
    return card(
        heading(page.title),
        paragraph(page.intro, subtle=True) if page.intro else None,
        *[_input(content, field) for field in fields],
        actions=[
            button(texts("form.next"), FillInForm(nonce=nonce), primary=True),
            *navigation_buttons(content, nonce, navigation),
        ],
    )


def _input(content: Content, field: Field) -> Element:
    common = {"id": f"{INPUT}{field.id}", "label": _label(field)}
    if field.options:
        return core.ChoiceSetInput(
            **common,
            choices=[core.Choice(title=option.text, value=option.id) for option in field.options],
            style="compact" if field.kind == "one" else "expanded",
            is_multi_select=field.kind == "many" or None,
            placeholder=content.texts("form.choose"),
            wrap=True,
        )
    if field.kind == "date":
        return core.DateInput(**common)
    return core.TextInput(
        **common, is_multiline=field.kind == "long" or None, max_length=field.max_length
    )


def _label(field: Field) -> str:
    """Label with the hint: a placeholder is truncated, and gone as soon as a person types."""
    if field.hint is None:
        return field.label
    stop = "" if field.label.endswith(("?", ".", "!")) else "."
    return f"{field.label}{stop} {field.hint}"
