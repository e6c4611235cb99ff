"""The questions about who hears of a report besides Security."""

from bot.content import Content
from bot.domain.draft import Search
from bot.domain.people import Known
from bot.services.wording import in_words
from cards.choices import Offer
from cards.elements import bullets, escaped, paragraph
from cards.report.confirm_leader_card import ANOTHER, YES, confirm_leader_card, named_offers
from cards.report.name_leader_card import LONGEST_NAME, name_leader_card
from dialogs.ask import BACK_OR_STOP, Ask, ask_with_offers
from dialogs.talk import Talk


async def ask_whom_to_tell(talk: Talk) -> Ask:
    """Their people leader if one is known, somebody else, or Security alone."""
    content, texts = talk.content, talk.content.texts
    known = await talk.services.people.known(talk.actor) or Known()
    others = _offers(content, "other-leader", "not-my-leader", "security-only", "no-one-yet")
    leader = known.leader
    if leader is None:
        return ask_with_offers(content, "tell.title", others, paragraph(texts("tell.text_unknown")))
    theirs = Offer("leader", texts("tell.leader", name=leader.name), primary=True)
    parts = [paragraph(texts("tell.text"))]
    if known.leader_is_away:
        parts.append(paragraph(texts("tell.away", name=escaped(leader.name))))
    return ask_with_offers(content, "tell.title", [theirs, *others], *parts)


def ask_for_a_way_round(content: Content) -> Ask:
    """Another leader, or Security alone."""
    offers = _offers(content, "other-leader", "security-only")
    text = paragraph(content.texts("tell.round_text"))
    return ask_with_offers(content, "tell.round_title", offers, text)


def ask_the_name(content: Content) -> Ask:
    """Who else should be told."""
    return Ask(
        lambda nonce: name_leader_card(content, nonce, BACK_OR_STOP),
        takes_words=True,
        longest=LONGEST_NAME,
        moves=BACK_OR_STOP,
    )


def ask_whether_it_is_them(content: Content, name: str, search: Search) -> Ask:
    """Whoever was found, or why nobody was; another name can be typed at once."""
    offers = named_offers(content, search)
    is_one = any(offer.id == YES for offer in offers)
    return Ask(
        lambda nonce: confirm_leader_card(content, name, search, nonce, BACK_OR_STOP),
        offers,
        or_name=True,
        longest=LONGEST_NAME,
        moves=BACK_OR_STOP,
        means={"yes": YES, "no": ANOTHER} if is_one else {"no": ANOTHER},
    )


def ask_to_hold_off(talk: Talk) -> Ask:
    """Nobody is told yet: how long it is kept, and where help is meanwhile."""
    content, texts = talk.content, talk.content.texts
    offers = [
        Offer("tell", texts("hold.choose_again"), primary=True),
        Offer("delete", texts("hold.delete")),
    ]
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    return ask_with_offers(
        content,
        "hold.title",
        offers,
        paragraph(texts("hold.text", time=kept_for)),
        paragraph(texts("hold.security", address=talk.services.letters.security_mailbox)),
        bullets([content.contacts.line(key) for key in ("emergency", "eap")]),
        moves=("stop",),
    )


def _offers(content: Content, *names: str) -> list[Offer]:
    return [Offer(name, content.texts(f"tell.{name}")) for name in names]
