"""Every prompt of a report in the making, at positions and drafts of the gallery's choosing."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch
from bot.domain.people import KnownPerson, Person
from bot.domain.scenario import Fact, Flag, Level, Page, Scenario
from bot.domain.triage import assess
from bot.services.emails.writer import WriteLetters
from bot.services.reports.additions import ready_addition
from bot.services.reports.leader_search import MOST_SHOWN
from bot.services.reports.use_cases import compose
from cards.gallery.samples import (
    AWKWARD,
    DEPUTY,
    EVERYDAY,
    LEADER,
    MAILBOX,
    NONCE,
    NOW,
    NamedCard,
    a_draft,
    an_addition,
    full_draft,
    repeated,
)
from cards.gallery.states import submitted_escalation
from cards.report.addition_preview_card import addition_preview_of
from cards.report.preview_card import preview_of
from cards.report.prompts import LookedUp, Prompt, left_card, prompt_for

NamedPrompt = tuple[str, Prompt]
MAILBOX_ONLY = LookedUp(MAILBOX)


def cards(content: Content) -> Iterator[NamedCard]:
    """The card of each prompt, and what is left of some."""
    for name, prompt in prompts(content):
        yield name, prompt.render(NONCE)
    for kind in ("danger", "crisis"):
        if left := left_card(content, kind, content.texts("living.moved")):
            yield f"left_card: {kind}", left


def prompts(content: Content) -> Iterator[NamedPrompt]:
    """Each prompt, under the name of the function that renders its card and the state."""
    catalogue = content.catalogue
    asked = {ask.fact for scenario in catalogue.scenarios.values() for ask in scenario.asks}
    for fact in catalogue.facts.values():
        if fact == catalogue.gate or fact.id in asked:
            yield from _questions(content, fact)
    yield from _kinds(content)
    yield "danger_card", _prompt(content, journey.ShowDanger(catalogue.gate))
    for scenario in catalogue.scenarios.values():
        yield f"ticks_card: {scenario.id}", _ticks(content, scenario)
        yield from _guidance(content, scenario)
    yield "details_menu_card", _prompt(content, journey.ChooseDetails(catalogue.details.pages))
    for page in catalogue.details.pages:
        yield from _pages(content, page)
    yield from _additions(content)
    yield from _whom_to_tell(content)
    yield "name_leader_card", _prompt(content, journey.NameLeader())
    yield from _confirmations(content)
    yield "choice_card: hold off", _prompt(content, journey.HoldOff())
    for scenario_id in catalogue.scenarios:
        yield from _previews(content, scenario_id)


def preview(content: Content, draft: Draft, leader: Person | None) -> Prompt:
    """The preview of a draft that goes to this leader and Security, or to Security only."""
    report = compose(content, draft, NOW)
    escalation = submitted_escalation(
        report.level, leader, told=leader is not None, left_out=("another",)
    )
    letter = WriteLetters(content, MAILBOX).to_security(report, escalation, NOW)
    known = KnownPerson(leader=leader)
    sent = preview_of(content, draft, report, escalation, letter, known)
    return prompt_for(journey.CheckPreview(), draft, content, LookedUp(MAILBOX, preview=sent))


def _additions(content: Content) -> Iterator[NamedPrompt]:
    """What is added after Send: the list of pages, and the preview in every state of the report."""
    pages = content.catalogue.details.pages
    listed = tuple(page for page in pages if not page.in_a_hurry)
    words = an_addition(content)
    for name, draft in (("begun", words), ("empty", words.before_addition())):
        yield f"addition_menu_card: {name}", _prompt(content, journey.ChooseDetails(listed), draft)
    gate = content.catalogue.gate.id
    in_danger = words.with_danger(gate, ("yes",)).with_danger_left(gate, "send-now")
    drafts = {"words": words, "urgent": words.with_facts({"threat": ("yes",)}), "danger": in_danger}
    for (name, draft), level in product(drafts.items(), list(Level)[1:]):
        first = next(iter(content.catalogue.scenarios))
        report = compose(content, full_draft(content, first, EVERYDAY), NOW)
        known = report.model_copy(update={"level": level})
        escalations = {
            "waiting": submitted_escalation(level),
            "security only": submitted_escalation(level, None, told=False),
            "sent": submitted_escalation(level)
            .send_without_waiting(by=draft.reporter_actor, at=NOW)
            .after.mailed(at=NOW)
            .after,
        }
        for state, escalation in escalations.items():
            ready = ready_addition(
                content, known, escalation, draft, at=NOW, by=draft.reporter_actor
            )
            letters = WriteLetters(content, MAILBOX)
            preview = addition_preview_of(content, draft, ready, letters, NOW)
            yield (
                f"addition_preview_card: {name}, {level.word}, {state}",
                _prompt(
                    content,
                    journey.CheckAddition(),
                    draft,
                    LookedUp(MAILBOX, addition=preview),
                ),
            )
    refused = LookedUp(MAILBOX, refusal="refusal.enough_added")
    yield (
        "choice_card: nothing can be added",
        _prompt(content, journey.CheckAddition(), words, refused),
    )


def _prompt(
    content: Content,
    position: journey.Position,
    draft: Draft | None = None,
    looked_up: LookedUp = MAILBOX_ONLY,
) -> Prompt:
    return prompt_for(position, draft or a_draft(""), content, looked_up)


def _questions(content: Content, fact: Fact) -> Iterator[NamedPrompt]:
    """The question for a fact, as the first and as a later one, required and optional."""
    for is_later, required in product((False, True), repeat=2):
        place = "later" if is_later else "first"
        name = f"{fact.id}, {place}, {'required' if required else 'optional'}"
        position = journey.AskQuestion(fact.model_copy(update={"required": required}))
        yield f"question_card: {name}", _prompt(content, position, _begun(is_later=is_later))


def _ticks(content: Content, scenario: Scenario) -> Prompt:
    """The card of ticks with all that this scenario may put on it."""
    names = dict.fromkeys((*scenario.ticks, *content.catalogue.pattern))
    facts = tuple(content.catalogue.facts[name] for name in names)
    return _prompt(content, journey.AskTicks(facts))


def _kinds(content: Content) -> Iterator[NamedPrompt]:
    for is_later in (False, True):
        draft = _begun(is_later=is_later)
        name = f"kind_card: {'later' if is_later else 'first'}"
        yield name, _prompt(content, journey.ChooseKind(), draft)
    in_danger = a_draft("").with_danger_left(content.catalogue.gate.id, "send-now")
    yield "short_kind_card", _prompt(content, journey.ChooseKind(), in_danger)


def _begun(*, is_later: bool) -> Draft:
    """A draft with or without a step to go back to."""
    return a_draft("").replace(trail=("kind",) if is_later else ())


def _guidance(content: Content, scenario: Scenario) -> Iterator[NamedPrompt]:
    """The guidance at every level, with everything that may be ticked and with nothing."""
    assessment = assess(content.catalogue, a_draft(scenario.id))
    states = [("offer", Level.ADVICE, True)]
    states += [(f"level_{level.word}", level, False) for level in Level]
    ticked = dict.fromkeys((*scenario.ticks, *content.catalogue.pattern), ("yes",))
    for (name, level, offers_report), facts in product(states, (ticked, {})):
        found = assessment.model_copy(
            update={
                "leading": scenario.id,
                "level": level,
                "offers_report": offers_report,
                "facts": facts,
            }
        )
        state = f"{scenario.id}, {name}, {len(facts)} facts"
        yield f"guidance_card: {state}", _prompt(content, journey.ReadGuidance(found))


def _pages(content: Content, page: Page) -> Iterator[NamedPrompt]:
    """A page under every set of flags, empty and with everything filled in."""
    facts = [content.catalogue.facts[name] for name in page.facts]
    filled = full_draft(content, next(iter(content.catalogue.scenarios)), AWKWARD)
    seen: set[tuple[Fact, ...]] = set()
    for flags in _flag_sets(facts):
        shown = tuple(fact for fact in facts if journey.applies(fact, flags))
        if shown and shown not in seen:
            seen.add(shown)
            for state, draft in (("empty", a_draft("")), ("filled", filled)):
                name = f"form_card: {page.id}, {', '.join(fact.id for fact in shown)}, {state}"
                yield name, _prompt(content, journey.FillPage(page, shown), draft)


def _flag_sets(facts: Sequence[Fact]) -> Iterator[tuple[Flag, ...]]:
    used = {flag for fact in facts for flag in (*fact.only_with, *fact.not_with)}
    for size in range(len(used) + 1):
        yield from combinations(sorted(used), size)


def _whom_to_tell(content: Content) -> Iterator[NamedPrompt]:
    directory = {
        "leader known": KnownPerson(leader=LEADER),
        "leader away": KnownPerson(leader=LEADER, leader_is_away=True),
        "leader unknown": KnownPerson(),
    }
    for state, known in directory.items():
        looked_up = LookedUp(MAILBOX, known=known)
        prompt = _prompt(content, journey.ChooseTell(), looked_up=looked_up)
        yield f"choice_card: tell, {state}", prompt
    yield "choice_card: tell, round", _prompt(content, journey.GoRound())


def _confirmations(content: Content) -> Iterator[NamedPrompt]:
    """Every result of the search for a named leader."""
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
        position = journey.ConfirmLeader(LEADER.name, search)
        yield f"confirm_leader_card: {state}", _prompt(content, position)


def _previews(content: Content, scenario_id: str) -> Iterator[NamedPrompt]:
    drafts = {
        "awkward": full_draft(content, scenario_id, AWKWARD),
        "everyday": full_draft(content, scenario_id, EVERYDAY),
        "short": a_draft(scenario_id),
        "in danger": a_draft(scenario_id).with_danger_left(content.catalogue.gate.id, "send-now"),
    }
    for words, draft in drafts.items():
        for leader in (LEADER, None):
            name = f"preview_card: {scenario_id}, {words}, leader {leader is not None}"
            yield name, preview(content, draft, leader)
    unfound = Person(name=LEADER.name)
    name = f"preview_card: {scenario_id}, unfound"
    yield name, preview(content, a_draft(scenario_id), unfound)
