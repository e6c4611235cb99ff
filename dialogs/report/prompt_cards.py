"""What stands on the card at each position, and which answers it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch
from bot.domain.form import Field, Page
from bot.domain.people import KnownPerson
from bot.domain.scenario import Level, Question
from bot.domain.triage import assess
from bot.ports import Submission
from bot.services.wording import in_words
from cards.choices import CardChoice, choice_card
from cards.elements import Card, Element, bullets, escaped, paragraph
from cards.report.confirm_leader_card import (
    ANOTHER,
    YES,
    confirm_leader_card,
    confirm_leader_choices,
)
from cards.report.danger_card import danger_card, danger_choices
from cards.report.form_card import form_card
from cards.report.guidance_card import guidance_card
from cards.report.name_leader_card import LONGEST_NAME, name_leader_card
from cards.report.preview_card import Preview, happens, preview_card, readers
from cards.report.question_card import (
    kind_card,
    kind_choices,
    question_card,
    short_kind_card,
    short_kind_choices,
)
from dialogs.turn import Turn

BACK_OR_STOP = ("back", "stop")
LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class PromptCard:
    """An open question: how its card is drawn under a nonce, and what counts as an answer."""

    draw: Callable[[str], Card]
    offers: Sequence[CardChoice] = ()
    alone: frozenset[str] = frozenset()
    is_many: bool = False
    takes_words: bool = False
    or_name: bool = False
    """Where no offer is meant, words that look like somebody's name or address are taken."""
    longest: int = 1000
    moves: Sequence[str] = ()
    fields: tuple[Field, ...] = ()
    parts: Sequence[CardChoice] = ()
    """What may still be left out of the preview."""
    means: Mapping[str, str] = field(default_factory=dict)
    """The one offer that a yes or a no means, however it is said, by the list of such words."""
    unclear_is_not_sure: bool = False
    """Whatever else is typed counts as "not sure": it may be about danger."""


def ask_with_offers(
    content: Content,
    title: str,
    offers: Sequence[CardChoice],
    *parts: Element | None,
    moves: Sequence[str] = BACK_OR_STOP,
) -> PromptCard:
    """Some text, and a button for each answer."""
    words = content.texts(title)
    return PromptCard(
        lambda nonce: choice_card(content, nonce, words, offers, moves, *parts),
        offers,
        moves=moves,
    )


async def ask_whom_to_tell(turn: Turn) -> PromptCard:
    """Their people leader if one is known, somebody else, or Security alone."""
    content, texts = turn.content, turn.content.texts
    known = await turn.services.people.known(turn.actor) or KnownPerson()
    others = _offers(content, "other-leader", "not-my-leader", "security-only", "no-one-yet")
    leader = known.leader
    if leader is None:
        return ask_with_offers(content, "tell.title", others, paragraph(texts("tell.text_unknown")))
    theirs = CardChoice("leader", texts("tell.leader", name=leader.name), primary=True)
    parts = [paragraph(texts("tell.text"))]
    if known.leader_is_away:
        parts.append(paragraph(texts("tell.away", name=escaped(leader.name))))
    return ask_with_offers(content, "tell.title", [theirs, *others], *parts)


def ask_for_a_way_round(content: Content) -> PromptCard:
    """Another leader, or Security alone."""
    offers = _offers(content, "other-leader", "security-only")
    text = paragraph(content.texts("tell.round_text"))
    return ask_with_offers(content, "tell.round_title", offers, text)


def ask_the_name(content: Content) -> PromptCard:
    """Who else should be told."""
    return PromptCard(
        lambda nonce: name_leader_card(content, nonce, BACK_OR_STOP),
        takes_words=True,
        longest=LONGEST_NAME,
        moves=BACK_OR_STOP,
    )


def ask_whether_it_is_them(content: Content, name: str, search: LeaderSearch) -> PromptCard:
    """Whoever was found, or why nobody was; another name can be typed at once."""
    offers = confirm_leader_choices(content, search)
    is_one = any(offer.id == YES for offer in offers)
    return PromptCard(
        lambda nonce: confirm_leader_card(content, name, search, nonce, BACK_OR_STOP),
        offers,
        or_name=True,
        longest=LONGEST_NAME,
        moves=BACK_OR_STOP,
        means={"yes": YES, "no": ANOTHER} if is_one else {"no": ANOTHER},
    )


def ask_to_hold_off(turn: Turn) -> PromptCard:
    """Nobody is told yet: how long it is kept, and where help is meanwhile."""
    content, texts = turn.content, turn.content.texts
    offers = [
        CardChoice("tell", texts("hold.choose_again"), primary=True),
        CardChoice("delete", texts("hold.delete")),
    ]
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    return ask_with_offers(
        content,
        "hold.title",
        offers,
        paragraph(texts("hold.text", time=kept_for)),
        paragraph(texts("hold.security", address=turn.services.letters.security_mailbox)),
        bullets([content.contacts.line(key) for key in ("emergency", "eap")]),
        moves=("stop",),
    )


def _offers(content: Content, *names: str) -> list[CardChoice]:
    return [CardChoice(name, content.texts(f"tell.{name}")) for name in names]


async def ask_to_send(turn: Turn, draft: Draft) -> PromptCard:
    """Send it, or leave out a part that is optional."""
    content, texts = turn.content, turn.content.texts
    known = await turn.services.people.known(draft.reporter_actor)
    preview = _preview(turn, turn.services.submit.prepare(draft, known))
    offers = [CardChoice("send", texts("preview.send"), primary=True)]
    offers += [CardChoice(LEAVE_OUT, texts("preview.leave_out"))] if preview.optional else []
    return PromptCard(
        lambda nonce: preview_card(content, preview, nonce, BACK_OR_STOP),
        offers,
        moves=BACK_OR_STOP,
        parts=preview.optional,
    )


def _preview(turn: Turn, submission: Submission) -> Preview:
    content, report = turn.content, submission.report
    letter = turn.services.letters.to_security(report, submission.escalation, report.submitted_at)
    return Preview(
        to=letter.to,
        subject=letter.subject,
        body=letter.text,
        readers=readers(content, submission.escalation),
        happens=happens(content, submission.escalation),
        optional=tuple(
            CardChoice(line.field, line.heading)
            for line in report.lines
            if content.form.field(line.field)
        ),
    )


async def ask_for(turn: Turn) -> PromptCard:
    """The question that is open at this person's position."""
    draft, content = turn.draft, turn.content
    assert draft is not None
    match turn.position:
        case journey.AskQuestion(question):
            return _question(content, draft, question)
        case journey.ShowDanger():
            offers = danger_choices(content)
            return PromptCard(
                lambda nonce: danger_card(content, nonce),
                offers,
                moves=BACK_OR_STOP,
                means={"safe": "safe"},
            )
        case journey.ChooseKind():
            return _kind(content, draft)
        case journey.ReadGuidance():
            return _guidance(content, draft)
        case journey.FillPage(page, fields):
            return _page(content, page, fields)
        case journey.NameLeader():
            return ask_the_name(content)
        case journey.ConfirmLeader(name, search):
            return ask_whether_it_is_them(content, name, search)
        case journey.GoRound():
            return ask_for_a_way_round(content)
        case journey.HoldOff():
            return ask_to_hold_off(turn)
        case journey.CheckPreview():
            return await ask_to_send(turn, draft)
        case _:
            return await ask_whom_to_tell(turn)


def _question(content: Content, draft: Draft, question: Question) -> PromptCard:
    # Nothing lies before the gate, even where Back led to it from a 111 screen further on.
    has_back = draft.trail and question.id != content.catalogue.gate.id
    back = ("back",) if has_back else ()
    skip = () if question.required else ("skip",)
    moves = (*back, *skip, "not-sure", "stop")
    lead = "" if draft.trail else content.texts("question.before_first")
    return PromptCard(
        lambda nonce: question_card(content, nonce, question, moves, lead),
        offers=[CardChoice(choice.id, choice.text) for choice in question.choices],
        alone=frozenset(choice.id for choice in question.choices if choice.alone),
        is_many=question.kind == "many",
        takes_words=question.kind == "text",
        moves=moves,
        means=_yes_and_no(content, question),
        unclear_is_not_sure=content.catalogue.asks_for_a_clear_no(question),
    )


def _yes_and_no(content: Content, question: Question) -> dict[str, str]:
    """The one choice that reads as a yes, and the one that reads as a no."""
    said = content.yes_and_no
    found = {
        "yes": [choice.id for choice in question.choices if said.is_yes(choice.text)],
        "no": [choice.id for choice in question.choices if said.is_no(choice.text)],
    }
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _kind(content: Content, draft: Draft) -> PromptCard:
    if draft.is_in_a_hurry:
        ways = ("skip", "stop")
        offers = short_kind_choices(content)
        taken = (*ways, "not-sure", "back")  # typed, where the card has no room for more buttons
        return PromptCard(lambda nonce: short_kind_card(content, nonce, ways), offers, moves=taken)
    moves = ("back", "not-sure", "stop") if draft.trail else ("not-sure", "stop")
    return PromptCard(
        lambda nonce: kind_card(content, nonce, moves), kind_choices(content), moves=moves
    )


def _guidance(content: Content, draft: Draft) -> PromptCard:
    texts, found = content.texts, assess(content.catalogue, draft)
    is_advice = found.level is Level.ADVICE
    offers = (
        CardChoice(
            "report", texts("guidance.report"), primary=not is_advice or found.offers_report
        ),
        CardChoice("finish", texts("guidance.finish")),
    )
    lead = texts(
        "guidance.offer"
        if is_advice and found.offers_report
        else f"guidance.level_{found.level.word}"
    )
    guide, title = content.staff[found.leading], content.catalogue.scenario(found.leading).title
    return PromptCard(
        lambda nonce: guidance_card(content, nonce, guide, title, found.advice, lead, offers),
        offers,
        moves=BACK_OR_STOP,
    )


def _page(content: Content, page: Page, fields: tuple[Field, ...]) -> PromptCard:
    moves = ("back", "skip", "stop")
    return PromptCard(
        lambda nonce: form_card(content, nonce, page, fields, moves), fields=fields, moves=moves
    )
