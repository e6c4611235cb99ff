"""Every card of a report in the making: questions, danger, guidance, form, whom to tell."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from bot.content import Content
from bot.domain.draft import LeaderSearch
from bot.domain.form import Page
from bot.domain.journey import applies
from bot.domain.people import Person
from bot.domain.scenario import Flag, Level, Question, Scenario
from bot.services.reports.leader_search import MOST_SHOWN
from bot.services.wording import in_words
from cards.choices import CardChoice, choice_card
from cards.elements import Card, Element, bullets, escaped, paragraph
from cards.gallery.samples import AWKWARD, DEPUTY, LEADER, NONCE, NamedCard, repeated
from cards.report.confirm_leader_card import confirm_leader_card
from cards.report.danger_card import bare_danger_card, danger_card
from cards.report.form_card import form_card
from cards.report.guidance_card import guidance_card
from cards.report.name_leader_card import name_leader_card
from cards.report.question_card import kind_card, question_card, short_kind_card

BACK_OR_STOP = ("back", "stop")


def cards(content: Content) -> Iterator[NamedCard]:
    """All of them, as the dialogs put them together."""
    catalogue = content.catalogue
    yield from _question(content, "gate", catalogue.gate)
    yield from _question(content, "pattern", catalogue.pattern)
    yield from _kinds(content)
    yield "danger_card", danger_card(content, NONCE)
    yield "bare_danger_card", bare_danger_card(content)
    for scenario in catalogue.scenarios.values():
        for question in scenario.questions:
            yield from _question(content, scenario.id, question)
        yield from _guidance(content, scenario)
    for page in content.form.pages:
        yield from _form(content, page)
    yield from _tell(content)
    yield "name_leader_card", name_leader_card(content, NONCE, BACK_OR_STOP)
    yield from _confirm(content)
    yield "choice_card: hold off", _hold_off(content)


def _confirm(content: Content) -> Iterator[NamedCard]:
    """Everything that can come of looking for somebody who was named."""
    listed = [
        LEADER.model_copy(update={"id": f"{LEADER.id}-{number}", "title": repeated(64, AWKWARD)})
        for number in range(MOST_SHOWN)
    ]
    bare = Person(id="bare", name=DEPUTY.name)
    searches = {
        "one": LeaderSearch(outcome="found", people=(LEADER,)),
        "one without an address": LeaderSearch(outcome="found", people=(bare,)),
        "one with title and place": LeaderSearch(outcome="found", people=(listed[0],)),
        "two": LeaderSearch(outcome="found", people=(LEADER, DEPUTY)),
        "more than fit": LeaderSearch(outcome="found", people=tuple(listed), has_more=True),
        **{word: LeaderSearch(outcome=word) for word in ("nobody", "silent", "own-leader", "self")},
    }
    for state, search in searches.items():
        card = confirm_leader_card(content, LEADER.name, search, NONCE, BACK_OR_STOP)
        yield f"confirm_leader_card: {state}", card


def _question(content: Content, where: str, question: Question) -> Iterator[NamedCard]:
    for has_back, has_skip in product((False, True), repeat=2):
        ways = ("back",) * has_back + ("skip",) * has_skip + ("not-sure", "stop")
        lead = "" if has_back else content.texts("question.before_first")
        name = f"question_card: {where}, {question.id}, {', '.join(ways)}"
        yield name, question_card(content, NONCE, question, ways, lead)


def _kinds(content: Content) -> Iterator[NamedCard]:
    for ways in (("not-sure", "stop"), ("back", "not-sure", "stop")):
        yield f"kind_card: {', '.join(ways)}", kind_card(content, NONCE, ways)
    yield "short_kind_card", short_kind_card(content, NONCE, ("skip", "stop"))


def _guidance(content: Content, scenario: Scenario) -> Iterator[NamedCard]:
    texts, guide = content.texts, content.staff[scenario.id]
    offers = (
        CardChoice("report", texts("guidance.report"), primary=True),
        CardChoice("finish", texts("guidance.finish")),
    )
    choices = [choice for question in scenario.questions for choice in question.choices]
    advice = tuple(dict.fromkeys(choice.advice for choice in choices if choice.advice))
    leads = ["offer", *(f"level_{level.word}" for level in Level)]
    for lead, said in product(leads, (advice, ()) if advice else ((),)):
        name = f"guidance_card: {scenario.id}, {lead}, {len(said)} more sentences"
        text = texts(f"guidance.{lead}")
        yield name, guidance_card(content, NONCE, guide, scenario.title, said, text, offers)


def _form(content: Content, page: Page) -> Iterator[NamedCard]:
    """A page under every set of flags: whole, with its last fields left, and each field alone."""
    drawn: set[tuple[str, ...]] = set()
    for flags in _flag_sets(page):
        names = tuple(field.id for field in page.fields if applies(field, flags))
        endings = [names[start:] for start in range(len(names))]
        for waiting in [*endings, *((name,) for name in names)]:
            if waiting not in drawn:
                drawn.add(waiting)
                fields = tuple(field for field in page.fields if field.id in waiting)
                card = form_card(content, NONCE, page, fields, ("back", "skip", "stop"))
                yield f"form_card: {page.id}, {', '.join(waiting)}", card


def _flag_sets(page: Page) -> Iterator[tuple[Flag, ...]]:
    used = {flag for field in page.fields for flag in (*field.only_with, *field.not_with)}
    for size in range(len(used) + 1):
        yield from combinations(sorted(used), size)


def _tell(content: Content) -> Iterator[NamedCard]:
    leader = CardChoice("leader", content.texts("tell.leader", name=LEADER.name), primary=True)
    names = ("other-leader", "not-my-leader", "security-only", "no-one-yet")
    others = [CardChoice(name, content.texts(f"tell.{name}")) for name in names]
    yield "choice_card: tell, leader known", _offers(content, "title", "text", [leader, *others])
    away = paragraph(content.texts("tell.away", name=escaped(LEADER.name)))
    card = _offers(content, "title", "text", [leader, *others], away)
    yield "choice_card: tell, leader away", card
    yield "choice_card: tell, leader unknown", _offers(content, "title", "text_unknown", others)
    ways = [offer for offer in others if offer.id in ("other-leader", "security-only")]
    yield "choice_card: tell, round", _offers(content, "round_title", "round_text", ways)


def _offers(
    content: Content, title: str, text: str, offers: Sequence[CardChoice], *hints: Element
) -> Card:
    part = paragraph(content.texts(f"tell.{text}"))
    name = content.texts(f"tell.{title}")
    return choice_card(content, NONCE, name, offers, BACK_OR_STOP, part, *hints)


def _hold_off(content: Content) -> Card:
    texts = content.texts
    offers = [
        CardChoice("tell", texts("hold.choose_again"), primary=True),
        CardChoice("delete", texts("hold.delete")),
    ]
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    text = paragraph(texts("hold.text", time=kept_for))
    address = paragraph(texts("hold.security", address="security@example.org"))
    contacts = bullets([content.contacts.line(key) for key in ("emergency", "eap")])
    title = texts("hold.title")
    return choice_card(content, NONCE, title, offers, ("stop",), text, address, contacts)
