"""Cards while storage is out of reach: all of the help, and that no report can be taken."""

from collections.abc import Mapping
from typing import Any

from bot.content import Content
from bot.domain.scenario import Scenario
from cards.actions import GoOn, ShowPage, StartReport
from cards.elements import (
    Card,
    Element,
    bullets,
    button,
    button_row,
    button_rows,
    card,
    collapsible,
    danger_line,
    escaped,
    heading,
    help_lines,
    paragraph,
    state_band,
    subheading,
)
from cards.plain_text import fallback_text
from cards.report.danger_card import danger_help
from cards.report.guidance_card import IN_SIGHT


def outage_card(content: Content, mailbox: str) -> Card:
    """No report can be taken: what to do without the bot, and the help that works all the same."""
    texts = content.texts
    return card(
        danger_line(texts("danger.line")),
        state_band("needs-you", texts("outage.band")),
        paragraph(texts("outage.text")),
        *_without_us(content, mailbox),
        *button_rows(
            [
                button(texts("menu.danger"), StartReport.in_danger(), primary=True),
                button(texts("menu.situations"), ShowPage(page="situations")),
                button(texts("menu.before_posting"), ShowPage(page="before-posting")),
                button(texts("menu.support"), ShowPage(page="support")),
                button(texts("outage.again"), GoOn()),
            ]
        ),
        subheading(texts("status.support")),
        help_lines(content),
    )


def outage_gate_card(content: Content, mailbox: str) -> Card:
    """The question about danger, whose buttons need no storage either."""
    texts, gate = content.texts, content.catalogue.gate
    danger, situations = StartReport.in_danger(), ShowPage(page="situations")
    return card(
        danger_line(texts("danger.line")),
        heading(gate.text),
        paragraph(gate.hint, subtle=True) if gate.hint else None,
        button_row(
            *(button(it.text, danger if it.danger else situations) for it in gate.choices),
            button(texts("move.not-sure"), danger),
        ),
        subheading(texts("outage.band")),
        paragraph(texts("outage.text")),
        *_without_us(content, mailbox),
        subheading(texts("status.support")),
        help_lines(content),
    )


def outage_danger_card(content: Content, mailbox: str) -> Card:
    """The 111 screen; what comes after it is said below."""
    texts = content.texts
    return card(
        *danger_help(content),
        paragraph(texts("outage.after_danger", address=escaped(mailbox))),
        button_row(button(texts("outage.again"), StartReport.in_danger())),
    )


def outage_guidance_card(content: Content, scenario: Scenario, mailbox: str) -> Card:
    """What to do about a situation, as far as it hangs on nothing else.

    At urgent the way to Security stands before the steps.
    """
    texts, guide = content.texts, content.guide_without_reports(scenario)
    is_urgent = scenario.base.goes_at_once
    without_us = [subheading(texts("outage.band")), *_without_us(content, mailbox)]
    more = [
        part
        for name, items in guide.sections.items()
        if name not in IN_SIGHT
        for part in (subheading(name), bullets(items))
        if items and part
    ]
    return card(
        heading(scenario.title),
        danger_line(texts("danger.line")),
        paragraph(guide.lead),
        *(without_us if is_urgent else ()),
        *[
            part
            for name in IN_SIGHT
            if (items := guide.sections.get(name))
            for part in (subheading(name), bullets(items, numbered=name != "First"))
        ],
        paragraph(texts("guidance.never")),
        *(() if is_urgent else without_us),
        button_row(
            button(texts("menu.danger"), StartReport.in_danger()),
            button(texts("menu.situations"), ShowPage(page="situations")),
            button(texts("menu.more_support"), ShowPage(page="support")),
        ),
        *collapsible("more", texts("guidance.more"), more),
        subheading(texts("status.support")),
        help_lines(content),
    )


def with_outage_line(content: Content, below: Mapping[str, Any], mailbox: str) -> Card:
    """A copy of a card of help that says, below a line about 111, that no report can be taken."""
    danger, body = content.texts("danger.line"), list(below["body"])
    place = next((at for at, part in enumerate(body) if danger in str(part)), None)
    line = paragraph(content.texts("outage.line", address=escaped(mailbox)))
    said = card(danger_line(danger) if place is None else None, line)["body"]
    first = 1 + (place or 0)
    rendered = {**below, "body": [*body[:first], *said, *body[first:]]}
    return {**rendered, "fallbackText": fallback_text(rendered)}


def _without_us(content: Content, mailbox: str) -> list[Element | None]:
    """What to do without the bot."""
    texts, phone = content.texts, content.contacts.value("security_phone")
    ways = [
        texts("outage.security", address=escaped(mailbox)),
        *([texts("by_hand.phone", number=phone)] if phone else []),
        texts("outage.leader"),
    ]
    return [subheading(texts("outage.cannot_wait")), bullets(ways)]
