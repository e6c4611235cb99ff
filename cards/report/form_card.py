"""A page of the form, with an input for each field."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.form import Field, Page
from cards.actions import INPUT, FillInForm
from cards.choices import navigation_buttons
from cards.elements import Card, Element, button, card, heading, paragraph
from cards.template_cache import cached_template


@cached_template
def form_card(
    content: Content,
    nonce: str,
    page: Page,
    fields: tuple[Field, ...],
    navigation: tuple[str, ...],
) -> Card:
    """One short page of the form. Nothing on it has to be answered."""
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
    shown = {"id": f"{INPUT}{field.id}", "label": _label(field)}
    if field.options:
        return core.ChoiceSetInput(
            **shown,
            choices=[core.Choice(title=option.text, value=option.id) for option in field.options],
            style="compact" if field.kind == "one" else "expanded",
            is_multi_select=field.kind == "many" or None,
            placeholder=content.texts("form.choose"),
            wrap=True,
        )
    if field.kind == "date":
        return core.DateInput(**shown)
    return core.TextInput(
        **shown, is_multiline=field.kind == "long" or None, max_length=field.max_length
    )


def _label(field: Field) -> str:
    """The hint stands in the label: a placeholder is cut short, and gone once somebody types."""
    if field.hint is None:
        return field.label
    stop = "" if field.label.endswith(("?", ".", "!")) else "."
    return f"{field.label}{stop} {field.hint}"
