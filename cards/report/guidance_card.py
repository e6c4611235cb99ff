"""The guidance that fits the answers, with the choice to report."""

from bot.content import Content, Guide
from cards.elements import (
    Card,
    CardChoice,
    bullets,
    button_rows,
    cached_template,
    card,
    choice_buttons,
    collapsible,
    danger_line,
    heading,
    help_lines,
    navigation_buttons,
    paragraph,
    quiet_box,
    subheading,
)


@cached_template
def guidance_card(
    content: Content,
    nonce: str,
    guide: Guide,
    title: str,
    advice: tuple[str, ...],
    lead: str,
    choices: tuple[CardChoice, ...],
) -> Card:
    """Steps first; the other sections of the guide are collapsed."""
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
        *button_rows(choice_buttons(choices, nonce)),
        *collapsible("more", texts("guidance.more"), more),
        subheading(texts("status.support")),
        help_lines(content),
        actions=navigation_buttons(content, nonce, ["back", "stop"]),
    )
