"""What stands on the card at each position, and which answers it takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.content import Content
from bot.domain import journey, triage
from bot.domain.draft import Draft
from bot.domain.form import Field, Page
from bot.domain.people import Known
from bot.domain.scenario import Level, Question
from bot.services.durations import in_words
from cards.kit import Card, Element, bullets, escaped, paragraph
from cards.preview_card import Preview, happens, preview_card, readers
from cards.question_cards import (
    Offer,
    danger_card,
    danger_offers,
    form_card,
    guidance_card,
    kind_card,
    kind_offers,
    name_leader_card,
    offer_card,
    question_card,
)
from dialogs.talk import Talk

BACK_OR_STOP = ("back", "stop")
LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class Ask:
    """An open question: how its card is drawn under a nonce, and what counts as an answer."""

    draw: Callable[[str], Card]
    offers: Sequence[Offer] = ()
    alone: frozenset[str] = frozenset()
    is_many: bool = False
    takes_words: bool = False
    longest: int = 1000
    moves: Sequence[str] = ()
    fields: tuple[Field, ...] = ()
    parts: Sequence[Offer] = ()
    """What may still be left out of the preview."""


async def ask_for(talk: Talk) -> Ask:
    """The question that is open at this person's position."""
    draft, content = talk.draft, talk.content
    assert draft is not None
    match talk.position:
        case journey.AskQuestion(question):
            return _question(content, draft, question)
        case journey.ShowDanger():
            offers = danger_offers(content)
            return Ask(lambda nonce: danger_card(content, nonce), offers, moves=BACK_OR_STOP)
        case journey.ChooseKind():
            return _kind(content, draft)
        case journey.ReadGuidance():
            return _guidance(content, draft)
        case journey.FillPage(page, fields):
            return _page(content, page, fields)
        case journey.NameLeader():
            return Ask(
                lambda nonce: name_leader_card(content, nonce, BACK_OR_STOP),
                takes_words=True,
                longest=120,
                moves=BACK_OR_STOP,
            )
        case journey.GoRound():
            offers = [_offer(content, "other-leader"), _offer(content, "security-only")]
            return _offers(content, "tell.round_title", offers, "tell.round_text")
        case journey.HoldOff():
            return _hold_off(talk)
        case journey.CheckPreview():
            return await _preview(talk, draft)
        case _:
            return await _tell(talk)


def _question(content: Content, draft: Draft, question: Question) -> Ask:
    moves = ["back"] if draft.trail else []
    moves += [] if question.required else ["skip"]
    moves += ["not-sure", "stop"]
    lead = "" if draft.trail else content.texts("question.before_first")
    return Ask(
        lambda nonce: question_card(content, question, nonce, moves, lead),
        offers=[Offer(choice.id, choice.text) for choice in question.choices],
        alone=frozenset(choice.id for choice in question.choices if choice.alone),
        is_many=question.kind == "many",
        takes_words=question.kind == "text",
        moves=moves,
    )


def _kind(content: Content, draft: Draft) -> Ask:
    moves = ["back", "not-sure", "stop"] if draft.trail else ["not-sure", "stop"]
    return Ask(lambda nonce: kind_card(content, nonce, moves), kind_offers(content), moves=moves)


def _guidance(content: Content, draft: Draft) -> Ask:
    texts, found = content.texts, triage.assess(content.catalogue, draft)
    is_advice = found.level is Level.ADVICE
    offers = [
        Offer("report", texts("guidance.report"), primary=not is_advice or found.offers_report),
        Offer("finish", texts("guidance.finish")),
    ]
    lead = texts(
        "guidance.offer"
        if is_advice and found.offers_report
        else f"guidance.level_{found.level.word}"
    )
    guide, title = content.staff[found.leading], content.catalogue.scenario(found.leading).title
    return Ask(
        lambda nonce: guidance_card(content, guide, title, found.advice, lead, nonce, offers),
        offers,
        moves=BACK_OR_STOP,
    )


def _page(content: Content, page: Page, fields: tuple[Field, ...]) -> Ask:
    moves = ("back", "skip", "stop")
    return Ask(
        lambda nonce: form_card(content, page, fields, nonce, moves), fields=fields, moves=moves
    )


async def _tell(talk: Talk) -> Ask:
    content = talk.content
    known = await talk.services.people.known(talk.actor) or Known()
    names = ("other-leader", "not-my-leader", "security-only", "no-one-yet")
    others = [_offer(content, name) for name in names]
    leader = known.leader
    if leader is None:
        return _offers(content, "tell.title", others, "tell.text_unknown")
    label = content.texts("tell.leader", name=leader.name)
    away = content.texts("tell.away", name=escaped(leader.name))
    hints = [paragraph(away)] if known.leader_is_away else []
    offers = [Offer("leader", label, primary=True), *others]
    return _offers(content, "tell.title", offers, "tell.text", *hints)


def _offer(content: Content, name: str) -> Offer:
    return Offer(name, content.texts(f"tell.{name}"))


def _offers(
    content: Content, title: str, offers: Sequence[Offer], text: str, *hints: Element
) -> Ask:
    part, words = paragraph(content.texts(text)), content.texts(title)
    return Ask(
        lambda nonce: offer_card(content, nonce, words, offers, BACK_OR_STOP, part, *hints),
        offers,
        moves=BACK_OR_STOP,
    )


def _hold_off(talk: Talk) -> Ask:
    content, texts = talk.content, talk.content.texts
    offers = [
        Offer("tell", texts("hold.choose_again"), primary=True),
        Offer("delete", texts("hold.delete")),
    ]
    contacts = bullets([content.contacts.line(key) for key in ("emergency", "eap")])
    address = texts("hold.security", address=talk.services.letters.security_mailbox)
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    parts = (paragraph(texts("hold.text", time=kept_for)), paragraph(address), contacts)
    return Ask(
        lambda nonce: offer_card(content, nonce, texts("hold.title"), offers, ("stop",), *parts),
        offers,
        moves=("stop",),
    )


async def _preview(talk: Talk, draft: Draft) -> Ask:
    content, texts = talk.content, talk.content.texts
    known = await talk.services.people.known(draft.reporter_actor)
    submission = talk.services.submit.prepare(draft, known)
    letter = talk.services.letters.to_security(
        submission.report, submission.escalation, submission.report.submitted_at
    )
    optional = [
        Offer(line.field, line.heading)
        for line in submission.report.lines
        if content.form.field(line.field)
    ]
    offers = [Offer("send", texts("preview.send"), primary=True)]
    offers += [Offer(LEAVE_OUT, texts("preview.leave_out"))] if optional else []
    preview = Preview(
        to=letter.to,
        subject=letter.subject,
        body=letter.text,
        readers=readers(content, submission.escalation),
        happens=happens(content, submission.escalation),
        optional=tuple(optional),
    )
    return Ask(
        lambda nonce: preview_card(content, preview, nonce, BACK_OR_STOP),
        offers,
        moves=BACK_OR_STOP,
        parts=optional,
    )
