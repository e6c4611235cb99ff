"""What stands on the card at each position, and which answers it takes."""

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import Draft
from bot.domain.form import Field, Page
from bot.domain.scenario import Level, Question
from bot.domain.triage import assess
from cards.choices import Offer
from cards.report.danger_card import danger_card, danger_offers
from cards.report.form_card import form_card
from cards.report.guidance_card import guidance_card
from cards.report.question_card import (
    kind_card,
    kind_offers,
    question_card,
    short_kind_card,
    short_kind_offers,
)
from dialogs.ask import BACK_OR_STOP, Ask
from dialogs.preview_ask import ask_to_send
from dialogs.spoken import spoken
from dialogs.talk import Talk
from dialogs.tell_asks import (
    ask_for_a_way_round,
    ask_the_name,
    ask_to_hold_off,
    ask_whether_it_is_them,
    ask_whom_to_tell,
)


async def ask_for(talk: Talk) -> Ask:
    """The question that is open at this person's position."""
    draft, content = talk.draft, talk.content
    assert draft is not None
    match talk.position:
        case journey.AskQuestion(question):
            return _question(content, draft, question)
        case journey.ShowDanger():
            offers = danger_offers(content)
            return Ask(
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
            return ask_to_hold_off(talk)
        case journey.CheckPreview():
            return await ask_to_send(talk, draft)
        case _:
            return await ask_whom_to_tell(talk)


def _question(content: Content, draft: Draft, question: Question) -> Ask:
    # Nothing lies before the gate, even where Back led to it from a 111 screen further on.
    moves = ["back"] if draft.trail and question.id != content.catalogue.gate.id else []
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
        means=_yes_and_no(content, question),
        unclear_is_not_sure=content.catalogue.asks_for_a_clear_no(question),
    )


def _yes_and_no(content: Content, question: Question) -> dict[str, str]:
    """The one choice that reads as a yes, and the one that reads as a no."""
    said = spoken(content)
    found = {
        "yes": [choice.id for choice in question.choices if said.is_yes(choice.text)],
        "no": [choice.id for choice in question.choices if said.is_no(choice.text)],
    }
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _kind(content: Content, draft: Draft) -> Ask:
    if draft.is_in_a_hurry:
        ways = ("skip", "stop")
        offers = short_kind_offers(content)
        taken = (*ways, "not-sure", "back")  # typed, where the card has no room for more buttons
        return Ask(lambda nonce: short_kind_card(content, nonce, ways), offers, moves=taken)
    moves = ["back", "not-sure", "stop"] if draft.trail else ["not-sure", "stop"]
    return Ask(lambda nonce: kind_card(content, nonce, moves), kind_offers(content), moves=moves)


def _guidance(content: Content, draft: Draft) -> Ask:
    texts, found = content.texts, assess(content.catalogue, draft)
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
