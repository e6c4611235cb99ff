"""Every card of a report in the making: questions, danger, guidance, form, whom to tell."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from bot.content import Content
from bot.domain.form import Page
from bot.domain.journey import applies
from bot.domain.scenario import Flag, Level, Question, Scenario
from cards.kit import bullets, paragraph
from cards.question_cards import (
    Offer,
    danger_card,
    form_card,
    guidance_card,
    name_leader_card,
    offer_card,
    question_card,
)
from cards.samples import LEADER
from cards.shelf import NONCE, Shelf, drawn

BACK_OR_STOP = ("back", "stop")


def shelves(content: Content) -> Iterator[Shelf]:
    """All of them, not drawn yet."""
    catalogue = content.catalogue
    yield from _question(content, "gate", catalogue.gate)
    yield from _question(content, "pattern", catalogue.pattern)
    for scenario in catalogue.scenarios.values():
        for question in scenario.questions:
            yield from _question(content, scenario.id, question)
    yield from _kinds(content)
    yield drawn(danger_card, "", content, NONCE)
    for scenario in catalogue.scenarios.values():
        yield from _guidance(content, scenario)
    for page in content.form.pages:
        yield from _form(content, page)
    yield from _tell(content)
    yield drawn(name_leader_card, "", content, NONCE, BACK_OR_STOP)
    yield _hold_off(content)


def _question(content: Content, where: str, question: Question) -> Iterator[Shelf]:
    for has_back, has_skip in product((False, True), repeat=2):
        ways = ["back"] * has_back + ["skip"] * has_skip + ["not-sure", "stop"]
        lead = "" if has_back else content.texts("question.before_first")
        state = f"{where}, {question.id}, {', '.join(ways)}"
        yield drawn(question_card, state, content, question, NONCE, ways, lead)


def _kinds(content: Content) -> Iterator[Shelf]:
    scenarios = content.catalogue.scenarios.values()
    offers = [Offer(scenario.id, scenario.menu_title) for scenario in scenarios]
    for ways in (["not-sure", "stop"], ["back", "not-sure", "stop"]):
        title = content.texts("kind.title")
        yield drawn(
            offer_card, f"kind, {', '.join(ways)}", content, NONCE, title, offers, ways
        )


def _guidance(content: Content, scenario: Scenario) -> Iterator[Shelf]:
    texts = content.texts
    offers = [
        Offer("report", texts("guidance.report"), primary=True),
        Offer("finish", texts("guidance.finish")),
    ]
    given = (choice.advice for question in scenario.questions for choice in question.choices)
    every_advice = tuple(dict.fromkeys(advice for advice in given if advice))
    leads = ["offer", *(f"level_{level.word}" for level in Level)]
    for lead, advice in product(leads, {(), every_advice}):
        yield drawn(
            guidance_card,
            f"{scenario.id}, {lead}, {len(advice)} sentences of advice",
            content,
            content.staff[scenario.id],
            scenario.title,
            advice,
            texts(f"guidance.{lead}"),
            NONCE,
            offers,
        )


def _form(content: Content, page: Page) -> Iterator[Shelf]:
    """A page under every set of flags: whole, with its last fields left, and each field alone."""
    asked: dict[tuple[str, ...], str] = {}
    for flags in _flag_sets(page):
        names = tuple(field.id for field in page.fields if applies(field, flags))
        left = [names[start:] for start in range(len(names))]
        for waiting in [*left, *((name,) for name in names)]:
            asked.setdefault(waiting, ", ".join(flags) or "no flags")
    for waiting, state in asked.items():
        fields = [field for field in page.fields if field.id in waiting]
        ways = ("back", "skip", "stop")
        state = f"{page.id}, {state}, {', '.join(waiting)}"
        yield drawn(form_card, state, content, page, fields, NONCE, ways)


def _flag_sets(page: Page) -> Iterator[tuple[Flag, ...]]:
    used = {flag for field in page.fields for flag in (*field.only_with, *field.not_with)}
    for size in range(len(used) + 1):
        yield from combinations(sorted(used), size)


def _tell(content: Content) -> Iterator[Shelf]:
    leader = Offer("leader", content.texts("tell.leader", name=LEADER.name), primary=True)
    names = ("other-leader", "not-my-leader", "security-only", "no-one-yet")
    others = [_offer(content, name) for name in names]
    yield _offers(content, "title", [leader, *others], "text")
    yield _offers(content, "title", others, "text_unknown")
    round_ = [_offer(content, "other-leader"), _offer(content, "security-only")]
    yield _offers(content, "round_title", round_, "round_text")


def _offer(content: Content, name: str) -> Offer:
    return Offer(name, content.texts(f"tell.{name}"))


def _offers(content: Content, title: str, offers: Sequence[Offer], text: str) -> Shelf:
    part = paragraph(content.texts(f"tell.{text}"))
    name = content.texts(f"tell.{title}")
    return drawn(offer_card, f"tell, {text}", content, NONCE, name, offers, BACK_OR_STOP, part)


def _hold_off(content: Content) -> Shelf:
    texts = content.texts
    offers = [
        Offer("tell", texts("hold.choose_again"), primary=True),
        Offer("delete", texts("hold.delete")),
    ]
    parts = (
        paragraph(texts("hold.text")),
        paragraph(texts("hold.security", address="security@example.org")),
        bullets([content.contacts.line(key) for key in ("emergency", "eap")]),
    )
    title = texts("hold.title")
    return drawn(offer_card, "hold off", content, NONCE, title, offers, ("stop",), *parts)
