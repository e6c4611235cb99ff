"""What a person does on the way to a report, as steps that can be taken one after another."""

from collections.abc import Callable
from functools import reduce

from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch, TellWhom
from bot.domain.people import Person
from bot.domain.scenario import Catalogue
from tests.builders import (
    LEA,
    a_catalogue,
    a_choice,
    a_draft,
    a_fact,
    a_page,
    a_scenario,
    a_tick,
)

Step = Callable[[Draft], Draft]


def answers(question: str, *ticks: str, words: str = "") -> Step:
    return lambda draft: draft.with_answer(question, ticks, words)


def leaves_danger(question: str, *, safe: bool) -> Step:
    return lambda draft: draft.with_danger_left(question, "safe" if safe else "send-now")


def chooses(scenario: str) -> Step:
    return lambda draft: draft.with_scenario(scenario)


def wants_to_report() -> Step:
    return lambda draft: draft.with_guidance_read()


def ticks(*shown: str, so: tuple[str, ...] = ()) -> Step:
    """The person answers the card of ticks: these were shown, and those are so."""
    return lambda draft: draft.with_ticks(shown, so)


def opens(page: str | None, at: int = 0) -> Step:
    """The person opens this page of details; None closes it."""
    return lambda draft: draft.with_page(page, at)


def tells_details(*facts: str, **words: str) -> Step:
    """The person leaves these facts of a page empty, and writes words into those with words."""
    return lambda draft: draft.with_facts(dict.fromkeys((*facts, *words), ()), words)


def asks_whom() -> Step:
    """The person wants to change who is told."""
    return lambda draft: draft.with_whom_asked()


def tells(kind: str, leader: Person | None = None) -> Step:
    whom = TellWhom.model_validate({"kind": kind, "leader": leader})
    return lambda draft: draft.with_tell_whom(whom)


def goes_round() -> Step:
    """The person will name somebody else than their own leader."""
    return lambda draft: draft.with_tell_whom(TellWhom(kind="other-leader", goes_round=True))


def names(leader: Person, *, is_sure: bool = False) -> Step:
    """The person names somebody who is found, and may have said that it is them."""

    def names_them(draft: Draft) -> Draft:
        asked = draft.tell_whom or TellWhom(kind="other-leader")
        found = {"leader": leader, "search": LeaderSearch(outcome="found", people=(leader,))}
        return draft.with_leader_named(asked.model_copy(update={**found, "is_sure": is_sure}))

    return names_them


def after(draft: Draft, *steps: Step) -> Draft:
    """The draft once all of these steps are taken."""
    return reduce(lambda before, step: step(before), steps, draft)


def place(catalogue: Catalogue, draft: Draft) -> str:
    """Where the person is, in short."""
    match journey.position(catalogue, draft):
        case journey.AskQuestion(fact):
            return f"asks {fact.id}"
        case journey.AskTicks(facts):
            return f"ticks {' '.join(fact.id for fact in facts)}"
        case journey.ShowDanger(fact):
            return f"111 for {fact.id}"
        case journey.FillPage(page, facts, at):
            return f"page {page.id}: {' '.join(fact.id for fact in facts[at:])}"
        case position:
            return type(position).__name__


def places(catalogue: Catalogue, draft: Draft, *steps: Step) -> list[str]:
    """Every place on the way, before the first step and after each."""
    drafts = [after(draft, *steps[:number]) for number in range(len(steps) + 1)]
    return [place(catalogue, each) for each in drafts]


CUSTOMER = a_tick("customer", flags=["customer"])
SOON = a_fact("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")
PLATFORM, WHERE_NOW = a_fact("platform"), a_fact("where_now", kind="text")
LINK = a_fact("link", kind="link", not_with=["no-copies"])
THREAT_WORDS = a_fact("threat_words", kind="long", only_with=["threat"])
CUSTOMER_REF = a_fact("customer_ref", kind="reference", only_with=["customer"])
CATALOGUE = a_catalogue(
    a_scenario("abuse", "who", ticks=["customer"]),
    a_scenario("threat", "soon", "how", ticks=["customer"], flags=["threat"]),
    a_scenario("question", "reason", base="advice"),
    facts=(CUSTOMER, SOON, PLATFORM, LINK, THREAT_WORDS, CUSTOMER_REF, WHERE_NOW),
    pages=(
        a_page("where", "platform", "link"),
        a_page("what", "threat_words", "customer_ref"),
        a_page("now", "where_now", in_a_hurry=True),
    ),
)
NEW = a_draft()
NOBODY_YET = Person(name="Somebody Example")

WHOLE_WAY: tuple[tuple[Step, str], ...] = (
    (answers("danger", "not-sure"), "111 for danger"),
    (leaves_danger("danger", safe=True), "ChooseKind"),
    (chooses("abuse"), "asks who"),
    (answers("who", words="A stranger"), "ticks customer hate"),
    (ticks("customer", "hate", so=("customer",)), "ReadGuidance"),
    (wants_to_report(), "CheckPreview"),
    (asks_whom(), "ChooseTell"),
    (tells("leader", LEA), "CheckPreview"),
)
STEPS = tuple(step for step, _ in WHOLE_WAY)
AT_THE_PREVIEW = after(NEW, *STEPS)
