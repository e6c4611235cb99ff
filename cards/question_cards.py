"""The cards of a report in the making: question, danger, guidance, form, whom to tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import core

from bot.content import Content, Guide
from bot.domain.form import Field, Page
from bot.domain.scenario import Question
from cards.actions import INPUT, AnswerQuestion, FillInForm
from cards.kit import (
    Card,
    Element,
    bullets,
    button,
    card,
    danger_line,
    folded,
    heading,
    moves,
    paragraph,
    quiet_box,
    stacked,
    subheading,
)
from cards.menu_cards import help_lines
from cards.showings import drawn_once

LONGEST_BUTTON = 40
"""Where one answer is longer, all become a list to tick, in which words can wrap."""


@dataclass(frozen=True)
class Offer:
    """One answer a person can give by pressing or typing."""

    id: str
    label: str
    primary: bool = False


@drawn_once
def question_card(
    content: Content, question: Question, nonce: str, move_to: Sequence[str], lead: str = ""
) -> Card:
    """One question, its answers, and the ways out."""
    offers = [Offer(choice.id, choice.text) for choice in question.choices]
    return card(
        danger_line(content.texts("danger.line")) if question.asks_of_danger else None,
        paragraph(lead, calm=True) if lead else None,
        heading(question.text),
        paragraph(question.hint, calm=True) if question.hint else None,
        *_answers(content, question, offers, nonce),
        actions=_ways(content, nonce, move_to),
    )


def offer_card(
    content: Content,
    nonce: str,
    title: str,
    offers: Sequence[Offer],
    move_to: Sequence[str],
    *parts: Element | None,
) -> Card:
    """Some text and a few buttons, one below the other."""
    return card(
        heading(title),
        *parts,
        *stacked(_offer_buttons(offers, nonce)),
        actions=_ways(content, nonce, move_to),
    )


@drawn_once
def kind_card(content: Content, nonce: str, move_to: Sequence[str]) -> Card:
    """What it is about, one button each."""
    title, offers = content.texts("kind.title"), kind_offers(content)
    return offer_card(content, nonce, title, offers, move_to)


def kind_offers(content: Content) -> list[Offer]:
    """Everything it can be about."""
    scenarios = content.catalogue.scenarios.values()
    return [Offer(scenario.id, scenario.menu_title) for scenario in scenarios]


@drawn_once
def danger_card(content: Content, nonce: str) -> Card:
    """The 111 screen: help first, and everything else can wait."""
    texts, line = content.texts, content.contacts.line
    security = content.contacts.value("security_phone")
    return card(
        danger_line(texts("danger.call_now")),
        paragraph(line("emergency_silent")),
        paragraph(texts("danger.security_phone", number=security)) if security else None,
        paragraph(texts("danger.then")),
        *stacked(_offer_buttons(danger_offers(content), nonce)),
        actions=_ways(content, nonce, ["back", "stop"]),
    )


def danger_offers(content: Content) -> list[Offer]:
    """What a person can choose on the 111 screen."""
    return [
        Offer("send-now", content.texts("danger.send_now"), primary=True),
        Offer("safe", content.texts("danger.safe_now")),
    ]


@drawn_once
def guidance_card(
    content: Content,
    guide: Guide,
    title: str,
    advice: Sequence[str],
    lead: str,
    nonce: str,
    offers: Sequence[Offer],
) -> Card:
    """The guidance that fits the answers, shortest things first."""
    texts = content.texts
    steps, *rest = guide.sections.items()
    more = [part for name, items in rest for part in (subheading(name), bullets(items)) if part]
    return card(
        danger_line(texts("danger.line")),
        heading(title),
        quiet_box(paragraph(lead)),
        *[paragraph(sentence) for sentence in (guide.lead, *advice)],
        subheading(steps[0]),
        bullets(steps[1], numbered=True),
        paragraph(texts("guidance.never")),
        *stacked(_offer_buttons(offers, nonce)),
        *folded("more", texts("guidance.more"), more),
        help_lines(content),
        actions=_ways(content, nonce, ["back", "stop"]),
    )


@drawn_once
def name_leader_card(content: Content, nonce: str, move_to: Sequence[str]) -> Card:
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
        max_length=120,
        placeholder=texts("tell.name_hint"),
    )
    done = button(texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return card(
        heading(texts("tell.name_title")),
        paragraph(texts("tell.name_text")),
        typed,
        picker,
        *stacked([done]),
        actions=_ways(content, nonce, move_to),
    )


@drawn_once
def form_card(
    content: Content,
    page: Page,
    fields: Sequence[Field],
    nonce: str,
    move_to: Sequence[str],
) -> Card:
    """One short page of the form. Nothing on it has to be answered."""
    texts = content.texts
    return card(
        heading(page.title),
        paragraph(page.intro, calm=True) if page.intro else None,
        *[_input(content, field) for field in fields],
        actions=[
            button(texts("form.next"), FillInForm(nonce=nonce), primary=True),
            *_ways(content, nonce, move_to),
        ],
    )


def _answers(
    content: Content, question: Question, offers: Sequence[Offer], nonce: str
) -> list[Element]:
    is_short = all(len(offer.label) <= LONGEST_BUTTON for offer in offers)
    if question.kind == "one" and is_short:
        return stacked(_offer_buttons(offers, nonce))
    if question.kind == "text":
        asked: Element = core.TextInput(
            id=f"{INPUT}words", label=question.text, is_multiline=True, max_length=1000
        )
    else:
        asked = core.ChoiceSetInput(
            id=f"{INPUT}choice",
            label=content.texts(f"question.tick_{question.kind}"),
            choices=[core.Choice(title=offer.label, value=offer.id) for offer in offers],
            style="expanded",
            is_multi_select=question.kind == "many" or None,
            wrap=True,
        )
    done = button(content.texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return [asked, *stacked([done])]


def _offer_buttons(offers: Sequence[Offer], nonce: str) -> list[core.Action]:
    return [
        button(offer.label, AnswerQuestion(nonce=nonce, choice=offer.id), primary=offer.primary)
        for offer in offers
    ]


def _ways(content: Content, nonce: str, move_to: Sequence[str]) -> list[core.Action]:
    return moves(nonce, {to: content.texts(f"move.{to}") for to in move_to})


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
