"""The guidance that fits the case, with the choice to report."""

from bot.content import Content, Guide
from cards.elements import (
    Card,
    CardChoice,
    bullets,
    button_row,
    cached_template,
    card,
    choice_buttons,
    collapsible,
    danger_line,
    heading,
    help_lines,
    navigation_buttons,
    paragraph,
    subheading,
)

IN_SIGHT = ("First", "Do this")
"""Sections that are never folded away."""


@cached_template
def guidance_card(
    content: Content,
    nonce: str,
    guide: Guide,
    title: str,
    lead: str,
    choices: tuple[CardChoice, ...],
    is_urgent: bool,
) -> Card:
    """Steps first, and at urgent the way to Security before them; the rest is collapsed."""
    texts, sections = content.texts, guide.sections
    more = [
        part
        for name, items in sections.items()
        if name not in IN_SIGHT
        for part in (subheading(name), bullets(items))
        if items and part
    ]
    if read_more := bullets(content.read_more):
        more += [subheading(texts("guidance.read_more")), read_more]
    buttons = button_row(*choice_buttons(choices, nonce))
    return card(
        heading(title),
        danger_line(texts("danger.line")),
        paragraph(lead),
        buttons if is_urgent else None,
        paragraph(guide.lead),
        *[
            part
            for name in IN_SIGHT
            if sections.get(name)
            for part in (subheading(name), bullets(sections[name], numbered=name != "First"))
        ],
        paragraph(texts("guidance.never")),
        None if is_urgent else buttons,
        *collapsible("more", texts("guidance.more"), more),
        subheading(texts("status.support")),
        help_lines(content),
        actions=navigation_buttons(content, nonce, ["back", "stop"]),
    )
