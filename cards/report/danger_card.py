"""The 111 screen."""

from bot.content import Content
from cards.actions import ShowLeaderCard, StartReport
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_row,
    cached_template,
    card,
    choice_buttons,
    navigation_buttons,
    paragraph,
    state_band,
)


@cached_template
def danger_card(content: Content, nonce: str) -> Card:
    """The 111 screen of a draft: emergency numbers, then send now or safe now."""
    return card(
        *danger_help(content),
        button_row(*choice_buttons(danger_choices(content), nonce)),
        actions=navigation_buttons(content, nonce, ["back", "stop"]),
    )


def danger_pause_card(content: Content, report_id: str) -> Card:
    """The 111 screen for a people leader who mentioned danger while answering this report."""
    texts = content.texts
    return card(
        *danger_help(content),
        button_row(
            button(texts("danger.send_now"), StartReport.in_danger(), primary=True),
            button(texts("danger.safe_now"), ShowLeaderCard(report_id=report_id)),
        ),
    )


def danger_help(content: Content) -> list[Element | None]:
    """Emergency numbers, and what to do first."""
    texts, line = content.texts, content.contacts.line
    security = content.contacts.value("security_phone")
    return [
        state_band("danger", texts("danger.call_now"), is_heading=True),
        paragraph(line("emergency_silent")),
        paragraph(texts("danger.security_phone", number=security)) if security else None,
        paragraph(texts("danger.then")),
    ]


def danger_choices(content: Content) -> list[CardChoice]:
    """Send now, or safe now."""
    return [
        CardChoice("send-now", content.texts("danger.send_now"), primary=True),
        CardChoice("safe", content.texts("danger.safe_now")),
    ]
