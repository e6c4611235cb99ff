"""What a person does on the way to a report, as steps that can be taken one after another."""

from collections.abc import Callable
from functools import reduce

from bot.domain import journey
from bot.domain.draft import Draft, LeaderSearch, TellWhom
from bot.domain.people import Person
from bot.domain.report import Form
from bot.domain.scenario import Catalogue
from tests.builders import (
    LEA,
    a_catalogue,
    a_choice,
    a_draft,
    a_field,
    a_form,
    a_question,
    a_scenario,
    the_pattern,
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


def fills(page: str, *fields: str, **words: str) -> Step:
    """The person leaves these fields empty, and writes words into those with words."""
    return lambda draft: draft.with_page_filled(page, dict.fromkeys((*fields, *words), ()), words)


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


def place(catalogue: Catalogue, form: Form, draft: Draft) -> str:
    """Where the person is, in short."""
    match journey.position(catalogue, form, draft):
        case journey.AskQuestion(question):
            return f"asks {question.id}"
        case journey.ShowDanger(question):
            return f"111 for {question.id}"
        case journey.FillPage(page, fields):
            return f"page {page.id}: {' '.join(field.id for field in fields)}"
        case position:
            return type(position).__name__


def places(catalogue: Catalogue, form: Form, draft: Draft, *steps: Step) -> list[str]:
    """Every place on the way, before the first step and after each."""
    drafts = [after(draft, *steps[:number]) for number in range(len(steps) + 1)]
    return [place(catalogue, form, each) for each in drafts]


CUSTOMER = a_question("customer", a_choice("yes", flags=["customer"]), a_choice("no"))
SOON = a_question("soon", a_choice("yes", danger=True), a_choice("no"), not_sure="yes")
CATALOGUE = a_catalogue(
    a_scenario("abuse", a_question("who"), CUSTOMER, the_pattern()),
    a_scenario("threat", SOON, a_question("how"), CUSTOMER, flags=["threat"]),
    a_scenario("question", a_question("why"), base="advice"),
)
FORM = a_form(
    where=(a_field("platform"), a_field("link", not_with=["no-copies"])),
    what=(
        a_field("threat_words", only_with=["threat"]),
        a_field("customer_ref", only_with=["customer"]),
    ),
)
NEW = a_draft()
NOBODY_YET = Person(name="Somebody Example")

WHOLE_WAY: tuple[tuple[Step, str], ...] = (
    (answers("danger", "not-sure"), "111 for danger"),
    (leaves_danger("danger", safe=True), "ChooseKind"),
    (chooses("abuse"), "asks who"),
    (answers("who", words="A stranger"), "asks customer"),
    (answers("customer", "yes"), "asks pattern"),
    (answers("pattern", "hate"), "ReadGuidance"),
    (wants_to_report(), "page where: platform link"),
    (fills("where", "platform", link="example.org"), "page what: customer_ref"),
    (fills("what", customer_ref="T-1"), "ChooseTell"),
    (tells("leader", LEA), "CheckPreview"),
)
STEPS = tuple(step for step, _ in WHOLE_WAY)
