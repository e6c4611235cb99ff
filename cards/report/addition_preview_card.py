"""What is added to a report after Send: the list of pages, and the preview of what will leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Addition, Escalation, EscalationStatus
from bot.domain.report import Line, Report
from bot.domain.scenario import Fact, Page
from bot.ports import Letter
from bot.services.emails.writer import WriteLetters
from bot.services.reports.additions import ReadyAddition
from bot.services.wording import in_new_zealand, when_security_reads
from cards.actions import AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    Element,
    bullets,
    button,
    button_row,
    card,
    choice_list,
    collapsible,
    danger_line,
    escaped,
    facts,
    heading,
    navigation_buttons,
    paragraph,
    quiet_box,
    subheading,
    verbatim,
)
from cards.plain_text import truncated_to_fit
from cards.report.form_card import details_menu_choices, fact_input

SEND, MORE, RING = "send", "more", "ring"
"""Choices: on the preview of an addition, and beside its pages."""


@dataclass(frozen=True)
class AdditionPreview:
    """What an addition would do to a report if it were sent now."""

    report: Report
    """As known with it."""
    addition: Addition
    before: Escalation
    after: Escalation
    letter: Letter
    """The mail that tells Security of it."""
    asked: tuple[Fact, ...] = ()
    """Facts asked on the preview itself: in danger, how to be found."""
    words: Mapping[str, str] | None = None
    """The words told for them."""

    @property
    def goes_with_report(self) -> bool:
        """Whether it waits for the leader, as the report does."""
        return self.after.is_pending

    @property
    def read_by_leader(self) -> tuple[Line, ...]:
        """What a people leader reads of it."""
        if not self.after.is_for_leader:
            return ()
        lines = self.addition.lines
        return tuple(it for it in lines if it.may_reach_leader and not it.free_text)


def addition_preview_of(
    content: Content, draft: Draft, ready: ReadyAddition, letters: WriteLetters, now: datetime
) -> AdditionPreview:
    """The preview of this addition, as it would be sent."""
    before, after, known = ready.before, ready.transition.after, ready.added.known
    addition = after.added[-1]
    hurried = content.catalogue.details.pages if draft.is_in_a_hurry else ()
    names = [name for page in hurried if page.in_a_hurry for name in page.facts]
    return AdditionPreview(
        report=known,
        addition=addition,
        before=before,
        after=after,
        letter=letters.to_security(known, after, now)
        if before.is_pending
        else letters.addition(known, after, addition),
        asked=tuple(content.catalogue.facts[name] for name in names),
        words=draft.words,
    )


def addition_menu_choices(
    content: Content, pages: Sequence[Page], *, is_begun: bool
) -> list[CardChoice]:
    """The pages; and to be rung instead, as long as nothing would be lost."""
    ring = CardChoice(RING, content.texts("ring.button"))
    return [*details_menu_choices(pages), *([] if is_begun else [ring])]


def addition_menu_card(
    content: Content,
    nonce: str,
    pages: Sequence[Page],
    navigation: Sequence[str],
    *,
    is_begun: bool,
) -> Card:
    """What to add: words of their own, or a page of facts; or to be rung instead."""
    texts, choices = content.texts, details_menu_choices(pages)
    ring = button(texts("ring.button"), AnswerQuestion(nonce=nonce, choice=RING))
    return card(
        heading(texts("more.title")),
        paragraph(texts("more.text")),
        choice_list("choice", texts("more.label"), choices, chosen=choices[0].id),
        button_row(
            button(texts("question.next"), AnswerQuestion(nonce=nonce), primary=True),
            *([] if is_begun else [ring]),
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
        actions=navigation_buttons(content, nonce, navigation),
    )


def addition_choices(content: Content) -> list[CardChoice]:
    """Send, or add more before."""
    texts = content.texts
    return [
        CardChoice(SEND, texts("preview.send"), primary=True),
        CardChoice(MORE, texts("more.more")),
    ]


def addition_preview_card(
    content: Content, nonce: str, preview: AdditionPreview, navigation: Sequence[str]
) -> Card:
    """What is new, when it goes and who reads it; below it the email word for word."""
    return truncated_to_fit(
        lambda body: _preview(content, nonce, preview, body, navigation),
        preview.letter.text,
        content.texts("preview.cut_short"),
    )


def _preview(
    content: Content, nonce: str, preview: AdditionPreview, body: str, navigation: Sequence[str]
) -> Card:
    texts, added, letter = content.texts, preview.addition, preview.letter
    mail = quiet_box(
        paragraph(f"**{texts('preview.to')}** {escaped(letter.to)}"),
        paragraph(f"**{texts('preview.subject')}** {escaped(letter.subject)}"),
        *(verbatim(part) for part in body.split("\n\n") if part.strip()),
    )
    is_urgent = preview.after.level.goes_at_once
    # What stands in a field of this card is not said twice.
    in_fields = {fact.id for fact in preview.asked}
    told = [line for line in added.lines if line.field not in in_fields]
    return card(
        heading(texts("more.ready")),
        *_raised(content, preview),
        paragraph(_when_it_goes(content, preview)),
        facts([(line.heading, escaped(line.value)) for line in told]),
        quiet_box(verbatim(added.words)) if added.words else None,
        *[
            fact_input(content, fact, (), (preview.words or {}).get(fact.id, ""))
            for fact in preview.asked
        ],
        button_row(
            *(
                button(it.label, AnswerQuestion(nonce=nonce, choice=it.id), primary=it.primary)
                for it in addition_choices(content)
            )
        ),
        danger_line(texts("danger.line")) if is_urgent else None,
        subheading(texts("preview.who_reads")),
        bullets(_readers(content, preview)),
        *collapsible(
            "whole", texts("preview.whole"), [subheading(texts("preview.the_mail")), mail]
        ),
        actions=navigation_buttons(content, nonce, navigation),
    )


def _raised(content: Content, preview: AdditionPreview) -> list[Element]:
    """That the report becomes more urgent, and what makes it so."""
    if preview.after.level <= preview.before.level:
        return []
    texts, level = content.texts, content.levels[preview.after.level.word].name
    reasons = "; ".join(map(escaped, preview.report.reasons))
    return [
        paragraph(texts("more.raised", level=level)),
        paragraph(texts("preview.why", reasons=reasons), subtle=True),
    ]


def _when_it_goes(content: Content, preview: AdditionPreview) -> str:
    texts, before, after = content.texts, preview.before, preview.after
    if preview.goes_with_report:
        time = in_new_zealand(after.answer_by) if after.answer_by else ""
        is_declined = after.stage is EscalationStatus.DECLINED
        return texts(f"more.goes_with_{'declined' if is_declined else 'report'}", time=time)
    if before.is_pending:
        return texts("more.report_goes_at_once")
    is_sending = after.stage is EscalationStatus.MAILING
    return texts("more.goes_after_report" if is_sending else "more.goes_at_once")


def _readers(content: Content, preview: AdditionPreview) -> tuple[str, ...]:
    texts, lines = content.texts, preview.read_by_leader
    at, waits = preview.addition.at, preview.goes_with_report
    hours = "" if waits else when_security_reads(content, at, at, is_sent=False)
    security = f"{texts('preview.security_reads')} {hours}".strip()
    if not preview.after.is_for_leader:
        return (security, texts("preview.no_leader_reads"))
    names = ", ".join(line.heading for line in lines)
    leader = texts("more.leader_reads", names=names) if names else texts("more.leader")
    if preview.after.level > preview.before.level:
        level = content.levels[preview.after.level.word].name
        leader = f"{leader} {texts('more.leader_level', level=level)}"
    return security, leader
