"""The 111 screen."""

from bot.content import Content
from cards.actions import ShowLeaderCard, StartReport
from cards.choices import Offer, offer_buttons, ways_out
from cards.elements import Card, Element, button, card, danger_line, paragraph, stacked
from cards.template_cache import drawn_once


@drawn_once
def danger_card(content: Content, nonce: str) -> Card:
    """The 111 screen: help first, and everything else can wait."""
    return card(
        *_help(content),
        *stacked(offer_buttons(danger_offers(content), nonce)),
        actions=ways_out(content, nonce, ["back", "stop"]),
    )


def bare_danger_card(content: Content) -> Card:
    """The same without buttons, while nothing can be kept."""
    return card(*_help(content))


def danger_pause_card(content: Content, report_id: str) -> Card:
    """The same for a people leader who wrote of danger in an answer: its report is named by id."""
    texts = content.texts
    return card(
        *_help(content),
        *stacked(
            [
                button(texts("danger.send_now"), StartReport.in_danger(), primary=True),
                button(texts("danger.safe_now"), ShowLeaderCard(report_id=report_id)),
            ]
        ),
    )


def _help(content: Content) -> list[Element | None]:
    texts, line = content.texts, content.contacts.line
    security = content.contacts.value("security_phone")
    return [
        danger_line(texts("danger.call_now")),
        paragraph(line("emergency_silent")),
        paragraph(texts("danger.security_phone", number=security)) if security else None,
        paragraph(texts("danger.then")),
    ]


def danger_offers(content: Content) -> list[Offer]:
    """What a person can choose on the 111 screen."""
    return [
        Offer("send-now", content.texts("danger.send_now"), primary=True),
        Offer("safe", content.texts("danger.safe_now")),
    ]
