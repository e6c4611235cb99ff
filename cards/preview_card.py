"""Exactly what will be sent and who reads it, before anything leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import core

from bot.content import Content
from cards.actions import INPUT, AnswerQuestion
from cards.kit import (
    Card,
    bullets,
    button,
    card,
    escaped,
    heading,
    moves,
    paragraph,
    quiet_box,
    stacked,
    subheading,
    verbatim,
)
from cards.question_cards import Offer
from cards.weight import HEAVIEST, weight

_LONGEST_LINES = (600, 300, 150, 75, 25)
_MOST_LINES = 100


@dataclass(frozen=True)
class Preview:
    """The mail as it will leave, and the words about its readers."""

    to: str
    subject: str
    body: str
    readers: tuple[str, ...]
    happens: str
    optional: tuple[Offer, ...]
    """Parts the person may still leave out."""


def preview_card(content: Content, preview: Preview, nonce: str, move_to: Sequence[str]) -> Card:
    """The mail word for word, who reads it, and Send. What no message can carry is cut short."""
    ways = moves(nonce, {to: content.texts(f"move.{to}") for to in move_to})
    shown = _card(content, preview, preview.body, nonce, ways)
    for longest in _LONGEST_LINES:
        if weight(shown) <= HEAVIEST:
            break
        body = f"{_cut(preview.body, longest)}\n{content.texts('preview.cut_short')}"
        shown = _card(content, preview, body, nonce, ways)
    return shown


def _card(
    content: Content, preview: Preview, body: str, nonce: str, ways: Sequence[core.Action]
) -> Card:
    texts = content.texts
    mail = [
        paragraph(f"**{texts('preview.to')}** {escaped(preview.to)}"),
        paragraph(f"**{texts('preview.subject')}** {escaped(preview.subject)}"),
        verbatim(body),
    ]
    return card(
        heading(texts("preview.title")),
        paragraph(texts("preview.nothing_sent_yet")),
        subheading(texts("preview.who_reads")),
        bullets(preview.readers),
        paragraph(preview.happens),
        subheading(texts("preview.the_mail")),
        quiet_box(*mail),
        *stacked([button(texts("preview.send"), _choose(nonce, "send"), primary=True)]),
        *(_leave_out(content, preview, nonce) if preview.optional else []),
        actions=ways,
    )


def _cut(body: str, longest: int) -> str:
    lines = body.splitlines()[:_MOST_LINES]
    return "\n".join(line if len(line) <= longest else f"{line[:longest]}…" for line in lines)


def _leave_out(content: Content, preview: Preview, nonce: str) -> list[core.CardElement]:
    texts = content.texts
    ticks = core.ChoiceSetInput(
        id=f"{INPUT}leave_out",
        label=texts("preview.leave_out_label"),
        choices=[core.Choice(title=part.label, value=part.id) for part in preview.optional],
        style="expanded",
        is_multi_select=True,
        wrap=True,
    )
    return [ticks, *stacked([button(texts("preview.leave_out"), _choose(nonce, "leave-out"))])]


def _choose(nonce: str, choice: str) -> AnswerQuestion:
    return AnswerQuestion(nonce=nonce, choice=choice)
