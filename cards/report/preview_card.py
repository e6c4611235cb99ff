"""The preview: everything that will leave, who reads it, and Send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content import Content
from bot.domain.draft import EARLIER, Draft
from bot.domain.escalation import Escalation, LeaderState, OwnLeader
from bot.domain.people import KnownPerson, Person
from bot.domain.report import ON_RECORD, Report
from bot.domain.scenario import Fact
from bot.ports import Letter
from bot.services.emails.to_security import systems_for
from bot.services.emails.writer import entry_text
from bot.services.wording import in_new_zealand, in_words, when_security_reads
from cards.actions import LEADER_MAY_READ, LEAVE_OUT, AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    Element,
    bullets,
    button,
    button_rows,
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
    text_to_copy,
    verbatim,
)
from cards.leader.approval_cards import details_of, leader_card
from cards.plain_text import truncated_to_fit
from cards.report.form_card import fact_input

SEND, DETAILS, WHOM, KIND = "send", "details", "whom", "kind"
_READER = "leader"
"""Stands for the people leader, who may not be known yet, on the preview of their card."""


@dataclass(frozen=True)
class Preview:
    """Everything that would leave on Send, and sentences about its readers and when it goes."""

    report: Report
    escalation: Escalation
    letter: Letter
    known: KnownPerson | None
    """The directory's entry of the reporter; None if it was not looked up yet."""
    optional: tuple[CardChoice, ...]
    """Parts that can still be left out, by fact."""
    allowable: tuple[CardChoice, ...]
    """Facts that the people leader reads only if the reporter says so."""
    allowed: tuple[str, ...]
    chose: bool = False
    """Whether the reporter chose whom to tell."""
    asked: tuple[Fact, ...] = ()
    """Facts asked on the preview itself: on the short way out of danger, how to be found."""
    words: Mapping[str, str] | None = None
    """The words told for them."""
    next_in_line: Person | None = None
    """Who is asked after the leader, by the rules of the report; None if unknown."""

    @property
    def tells_a_leader(self) -> bool:
        """Whether a people leader gets a card."""
        return self.escalation.leader_state is not LeaderState.NOT_TOLD


def preview_of(
    content: Content,
    draft: Draft,
    report: Report,
    escalation: Escalation,
    letter: Letter,
    known: KnownPerson | None,
) -> Preview:
    """The preview of this draft, as it would be sent."""
    catalogue = content.catalogue
    optional = [
        CardChoice(line.field, line.heading)
        for line in report.lines
        if line.field == ON_RECORD
        or (
            (fact := catalogue.fact(line.field))
            and fact.id in catalogue.details.facts
            and (fact.is_free_text or not fact.has_effect)
        )
    ]
    optional += [
        CardChoice(line.field, line.heading) for line in report.lines if line.field == EARLIER
    ]
    allowable = [
        CardChoice(line.field, line.heading)
        for line in report.lines
        if (fact := catalogue.fact(line.field)) and fact.leader_if_allowed
    ]
    hurried = [page for page in catalogue.details.pages if page.in_a_hurry]
    asked = [catalogue.facts[name] for page in hurried for name in page.facts]
    return Preview(
        report=report,
        escalation=escalation,
        letter=letter,
        known=known,
        optional=tuple(optional),
        allowable=tuple(allowable),
        allowed=draft.leader_may_read,
        chose=draft.tell_whom is not None,
        asked=tuple(asked) if draft.is_in_a_hurry else (),
        words=draft.words,
        next_in_line=_next_in_line(escalation, known),
    )


def _next_in_line(escalation: Escalation, known: KnownPerson | None) -> Person | None:
    """Whom the directory names above the reporter's own leader, if that leader is told.

    None for a leader whom the reporter named: who is above them is looked up after Send only.
    """
    told = escalation.leader
    if known is None or known.leader is None or told is None or told.id != known.leader.id:
        return None
    found = known.next_in_line
    return found if found is not None and escalation.may_be_deputy(found) else None


def preview_choices(content: Content, preview: Preview) -> list[CardChoice]:
    """Send, and the ways to change what is sent."""
    texts = content.texts
    more = (
        CardChoice(KIND, texts("preview.kind"))
        if preview.asked
        else CardChoice(DETAILS, texts("preview.details"))
    )
    return [
        CardChoice(SEND, texts("preview.send"), primary=True),
        more,
        CardChoice(WHOM, texts("preview.whom")),
    ]


def preview_card(content: Content, nonce: str, preview: Preview, navigation: Sequence[str]) -> Card:
    """A short summary and Send; below it, word for word, what Security and the leader get."""
    return truncated_to_fit(
        lambda body: _card(content, nonce, preview, body, navigation),
        preview.letter.text,
        content.texts("preview.cut_short"),
    )


def _card(
    content: Content, nonce: str, preview: Preview, body: str, navigation: Sequence[str]
) -> Card:
    texts, report = content.texts, preview.report
    choices = preview_choices(content, preview)
    level = content.levels[report.level.word].name
    return card(
        heading(texts("preview.title")),
        paragraph(texts("preview.summary", level=level, title=report.title)),
        paragraph(_when_it_goes(content, preview.escalation)),
        *[
            fact_input(content, fact, (), (preview.words or {}).get(fact.id, ""))
            for fact in preview.asked
        ],
        *button_rows(
            [
                button(
                    choice.label,
                    AnswerQuestion(nonce=nonce, choice=choice.id),
                    primary=choice.primary,
                )
                for choice in choices
            ]
        ),
        danger_line(texts("danger.line")) if report.level.goes_at_once else None,
        paragraph(texts("preview.why", reasons="; ".join(map(escaped, report.reasons)))),
        subheading(texts("preview.who_reads")),
        bullets(_readers(content, preview)),
        *_ticks(texts("preview.allow_label"), LEADER_MAY_READ, preview.allowable, preview.allowed),
        *_ticks(texts("preview.leave_out_label"), LEAVE_OUT, preview.optional),
        *collapsible("whole", texts("preview.whole"), _whole(content, preview, body)),
        actions=navigation_buttons(content, nonce, navigation),
    )


def _whole(content: Content, preview: Preview, body: str) -> list[Element]:
    """Word for word: the mail to Security, and the card of the people leader with its details."""
    texts, letter = content.texts, preview.letter
    mail = quiet_box(
        paragraph(f"**{texts('preview.to')}** {escaped(letter.to)}"),
        paragraph(f"**{texts('preview.subject')}** {escaped(letter.subject)}"),
        *(verbatim(part) for part in body.split("\n\n") if part.strip()),
    )
    return [subheading(texts("preview.the_mail")), mail, *_leader_part(content, preview)]


def _leader_part(content: Content, preview: Preview) -> list[Element]:
    """The leader's card as the leader will see it, made by the same function."""
    if not preview.tells_a_leader:
        return []
    texts, report, escalation = content.texts, preview.report, preview.escalation
    asked = escalation.replace(
        leader=Person(id=_READER, name=""), leader_state=LeaderState.TO_BE_ASKED
    )
    shown = leader_card(content, report, asked, _READER, report.submitted_at)
    details = facts([(line.heading, line.value) for line in details_of(report)])
    parts = [*_without_actions(shown["body"]), details, *_entries_of_leader(content, report)]
    return [
        subheading(texts("preview.the_leaders_card")),
        quiet_box(*(part for part in parts if part)),
    ]


def _entries_of_leader(content: Content, report: Report) -> list[Element]:
    """The texts that the leader is given for the registers."""
    return [
        part
        for system in systems_for(report)
        for part in (
            subheading(content.texts("entry.title", system=content.contacts[system.value].name)),
            text_to_copy(entry_text(content, system, report, for_leader=True)),
        )
    ]


def _without_actions(body: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The elements of a card without its buttons and inputs, everything folded out."""
    parts: list[Any] = []
    for element in body:
        kind = element["type"]
        if kind == "ActionSet" or kind.startswith("Input."):
            continue
        inner = {
            key: _without_actions(element[key]) for key in ("items", "columns") if key in element
        }
        shown = {k: v for k, v in element.items() if k not in ("id", "isVisible", "selectAction")}
        parts.append({**shown, **inner})
    return parts


def _ticks(
    label: str, name: str, choices: Sequence[CardChoice], ticked: Sequence[str] = ()
) -> list[Element]:
    """A list to tick, where there is something to tick."""
    chosen = ",".join(ticked) or None
    return [choice_list(name, label, choices, is_many=True, chosen=chosen)] if choices else []


def _readers(content: Content, preview: Preview) -> tuple[str, ...]:
    """Who will read the report, and who may be asked in the leader's place."""
    texts, escalation = content.texts, preview.escalation
    leader = escalation.named or escalation.leader
    if not preview.tells_a_leader:
        is_unknown = preview.known is not None and preview.known.leader is None
        key = "no_leader_found" if is_unknown and not preview.chose else "no_leader_reads"
        return (_security_reads(content, preview), texts(f"preview.{key}"))
    if leader is None:
        return (_security_reads(content, preview), texts("preview.leader_not_known_yet"))
    name, is_found = escaped(leader.name), leader.id is not None
    after = in_words(texts, content.timers.leader.deputy_after)
    above = preview.next_in_line
    next_one = escaped(above.described) if above else texts("preview.next_in_line")
    deputy = (
        texts("preview.deputy_if_unseen", name=name, time=after, next=next_one)
        if escalation.level.goes_at_once
        else texts("preview.deputy_if_not_reached", name=name, next=next_one)
    )
    reads = "leader_reads" if is_found else "unfound_reads"
    away = texts("tell.away", name=name) if preview.known and preview.known.leader_is_away else ""
    return (
        _security_reads(content, preview),
        f"{texts(f'preview.{reads}', name=escaped(leader.described))} {away}".strip(),
        f"{deputy} {_left_out(content, escalation)}".strip(),
    )


def _left_out(content: Content, escalation: Escalation) -> str:
    """Who is left out, also where it is not known yet who that is."""
    if escalation.own_leader is OwnLeader.LEFT_OUT:
        return content.texts("preview.own_leader_left_out")
    return content.texts("preview.never_left_out") if escalation.left_out else ""


def _security_reads(content: Content, preview: Preview) -> str:
    """That Security reads it, and when, if it goes at once; and what to do until then."""
    at, goes_at_once = preview.report.submitted_at, preview.escalation.answer_by is None
    hours = when_security_reads(content, at, at, is_sent=False) if goes_at_once else ""
    return f"{content.texts('preview.security_reads')} {hours}".strip()


def _when_it_goes(content: Content, escalation: Escalation) -> str:
    """When the mail goes."""
    if escalation.answer_by is None:
        return content.texts("preview.goes_at_once")
    return content.texts("preview.waits", time=in_new_zealand(escalation.answer_by))
