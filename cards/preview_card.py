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
)
from cards.question_cards import Offer


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
    """The mail word for word, who reads it, and Send."""
    texts = content.texts
    mail = [
        paragraph(f"**{texts('preview.to')}** {escaped(preview.to)}"),
        paragraph(f"**{texts('preview.subject')}** {escaped(preview.subject)}"),
        *[paragraph(escaped(part)) for part in _parts(preview.body)],
    ]
    return card(
        heading(texts("preview.title")),
        paragraph(texts("preview.nothing_sent_yet")),
        subheading(texts("preview.who_reads")),
        bullets(preview.readers),
        paragraph(preview.happens),
        subheading(texts("preview.the_mail")),
        quiet_box(*mail),
        *(_leave_out(content, preview, nonce) if preview.optional else []),
        *stacked([button(texts("preview.send"), _choose(nonce, "send"), primary=True)]),
        actions=moves(nonce, {to: texts(f"move.{to}") for to in move_to}),
    )


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


def _parts(body: str) -> list[str]:
    return [part.strip("\n") for part in body.split("\n\n") if part.strip()]
