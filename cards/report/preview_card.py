"""The preview: the mail as it will leave, its readers, and Send."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.escalation import Escalation, OwnLeader
from bot.domain.report import Report
from bot.ports import Letter
from bot.services.wording import in_new_zealand, in_words
from cards.actions import INPUT, AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    bullets,
    button,
    button_rows,
    card,
    escaped,
    heading,
    navigation_buttons,
    paragraph,
    quiet_box,
    subheading,
    verbatim,
)
from cards.plain_text import truncated_to_fit

SEND, LEAVE_OUT = "send", "leave-out"


@dataclass(frozen=True)
class Preview:
    """The mail as it will leave, and sentences about its readers and when it goes."""

    to: str
    subject: str
    body: str
    readers: tuple[str, ...]
    happens: str
    optional: tuple[CardChoice, ...]
    """Parts that can still be left out, by the id of their form field."""


def preview_of(content: Content, report: Report, escalation: Escalation, letter: Letter) -> Preview:
    """The preview of this mail."""
    return Preview(
        to=letter.to,
        subject=letter.subject,
        body=letter.text,
        readers=_readers(content, escalation),
        happens=_when_it_goes(content, escalation),
        optional=tuple(
            CardChoice(line.field, line.heading)
            for line in report.lines
            if content.form.field(line.field)
        ),
    )


def preview_choices(content: Content, preview: Preview) -> list[CardChoice]:
    """Send, and where something can be left out, to do so."""
    choices = [CardChoice(SEND, content.texts("preview.send"), primary=True)]
    if preview.optional:
        choices.append(CardChoice(LEAVE_OUT, content.texts("preview.leave_out")))
    return choices


def preview_card(content: Content, nonce: str, preview: Preview, navigation: Sequence[str]) -> Card:
    """The mail word for word, truncated only where a message cannot carry it."""
    actions = navigation_buttons(content, nonce, navigation)
    return truncated_to_fit(
        lambda body: _card(content, preview, body, nonce, actions),
        preview.body,
        content.texts("preview.cut_short"),
    )


def _readers(content: Content, escalation: Escalation) -> tuple[str, ...]:
    """Who will read the report, and who may be asked in the leader's place."""
    texts, leader = content.texts, escalation.named or escalation.leader
    if leader is None:
        return (texts("preview.security_reads"), texts("preview.no_leader_reads"))
    name, is_found = escaped(leader.name), leader.id is not None
    after = in_words(texts, content.timers.leader.deputy_after)
    deputy = (
        texts("preview.deputy_if_unseen", name=name, time=after)
        if escalation.level.goes_at_once
        else texts("preview.deputy_if_not_reached", name=name)
    )
    reads = "leader_reads" if is_found else "unfound_reads"
    return (
        texts("preview.security_reads"),
        texts(f"preview.{reads}", name=escaped(leader.described)),
        f"{deputy} {_left_out(content, escalation)}".strip(),
    )


def _left_out(content: Content, escalation: Escalation) -> str:
    """Who is left out, also where it is not known yet who that is."""
    if escalation.own_leader is OwnLeader.LEFT_OUT:
        return content.texts("preview.own_leader_left_out")
    return content.texts("preview.never_left_out") if escalation.left_out else ""


def _when_it_goes(content: Content, escalation: Escalation) -> str:
    """When the mail goes."""
    if escalation.answer_by is None:
        return content.texts("preview.goes_at_once")
    return content.texts("preview.waits", time=in_new_zealand(escalation.answer_by))


def _card(
    content: Content, preview: Preview, body: str, nonce: str, actions: Sequence[core.Action]
) -> Card:
    texts = content.texts
    mail = [
        paragraph(f"**{texts('preview.to')}** {escaped(preview.to)}"),
        paragraph(f"**{texts('preview.subject')}** {escaped(preview.subject)}"),
        *(verbatim(part) for part in body.split("\n\n") if part.strip()),
    ]
    return card(
        heading(texts("preview.title")),
        paragraph(texts("preview.nothing_sent_yet")),
        subheading(texts("preview.who_reads")),
        bullets(preview.readers),
        paragraph(preview.happens),
        subheading(texts("preview.the_mail")),
        quiet_box(*mail),
        *button_rows(
            [button(texts("preview.send"), AnswerQuestion(nonce=nonce, choice=SEND), primary=True)]
        ),
        *(_leave_out(content, preview, nonce) if preview.optional else []),
        actions=actions,
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
    leave_out = AnswerQuestion(nonce=nonce, choice=LEAVE_OUT)
    return [ticks, *button_rows([button(texts("preview.leave_out"), leave_out)])]
