"""The journey from "something happened" to "sent": a person's position, Back, and
reopening one answer.

The position is a function of the draft, so a restart, a new release or a lost conversation state
loses no one's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.domain import triage
from bot.domain.draft import NOT_SURE, Draft, LeaderSearch, TellWhom, Ticks
from bot.domain.people import Person
from bot.domain.report import Field, Form, Page
from bot.domain.scenario import Catalogue, Flag, Question
from bot.domain.triage import Assessment, assess


@dataclass(frozen=True)
class AskQuestion:
    """The danger gate or a triage question."""

    question: Question


@dataclass(frozen=True)
class ShowDanger:
    """The 111 screen."""

    question: Question
    """The question whose answer led there."""


@dataclass(frozen=True)
class ChooseKind:
    """The choice of a scenario."""


@dataclass(frozen=True)
class ReadGuidance:
    """The guidance, with the offer to report."""

    assessment: Assessment
    """What the answers amount to; it picks the guidance."""


@dataclass(frozen=True)
class FillPage:
    """A page of the form."""

    page: Page
    fields: tuple[Field, ...]
    """The fields still to be answered."""


@dataclass(frozen=True)
class ChooseTell:
    """The choice of whom to tell."""


@dataclass(frozen=True)
class NameLeader:
    """The name of another people leader."""


@dataclass(frozen=True)
class ConfirmLeader:
    """The result of the search for the named leader, to be confirmed."""

    name: str
    """As the reporter typed it."""
    search: LeaderSearch


@dataclass(frozen=True)
class GoRound:
    """The reporter's own leader is excluded: another leader, or Security only."""


@dataclass(frozen=True)
class HoldOff:
    """Tell no one yet: nothing is sent, and the report can still be sent later."""


@dataclass(frozen=True)
class CheckPreview:
    """The preview of what will be sent."""


AnswerT = TypeVar("AnswerT")

Position = (
    AskQuestion
    | ShowDanger
    | ChooseKind
    | ReadGuidance
    | FillPage
    | ChooseTell
    | NameLeader
    | ConfirmLeader
    | GoRound
    | HoldOff
    | CheckPreview
)


def position(catalogue: Catalogue, form: Form, draft: Draft) -> Position:
    """What to show next."""
    return (
        _before_guidance(catalogue, draft)
        or _before_telling(catalogue, form, draft)
        or _telling(draft)
    )


def open_question(position: Position) -> str:
    """The key of the question at a position, as conversation state stores it.

    The same in every release; so the classes of positions are data and keep their names.
    """
    match position:
        case AskQuestion(question):
            return f"question:{question.id}"
        case ShowDanger(question):
            return f"danger:{question.id}"
        case FillPage(page, fields):
            return f"page:{page.id}:{fields[0].id}"
        case _:
            return type(position).__name__


def _telling(draft: Draft) -> Position:
    match draft.tell_whom:
        case None:
            return ChooseTell()
        case TellWhom(kind="not-my-leader"):
            return GoRound()
        case TellWhom(kind="other-leader", leader=None):
            return NameLeader()
        case TellWhom(
            kind="other-leader",
            leader=Person(name=name),
            search=LeaderSearch() as search,
            is_sure=False,
        ):
            return ConfirmLeader(name, search)
        case TellWhom(kind="no-one-yet"):
            return HoldOff()
        case _:
            return CheckPreview()


def _before_guidance(catalogue: Catalogue, draft: Draft) -> Position | None:
    if catalogue.gate.id not in draft.answers:
        return AskQuestion(catalogue.gate)
    if danger := triage.open_danger(catalogue, draft):
        return ShowDanger(danger)
    kind = draft.scenario_id
    if kind is None or kind not in catalogue.scenarios:
        return ChooseKind()  # not said yet, or gone from content since
    if draft.is_in_a_hurry or draft.guidance_read:
        return None
    if question := triage.next_question(catalogue, kind, draft.answers):
        return AskQuestion(question)
    return ReadGuidance(assess(catalogue, draft))


def _before_telling(catalogue: Catalogue, form: Form, draft: Draft) -> Position | None:
    if draft.is_in_a_hurry:
        return _open_page(catalogue, form, draft)
    customer = catalogue.question(triage.CUSTOMER)
    if customer and triage.is_customer_open(catalogue, draft):
        return AskQuestion(customer)
    if catalogue.pattern.id not in draft.answers:
        return AskQuestion(catalogue.pattern)
    return _open_page(catalogue, form, draft)


def _open_page(catalogue: Catalogue, form: Form, draft: Draft) -> FillPage | None:
    flags = assess(catalogue, draft).flags
    for page in form.pages:
        if page.in_a_hurry is not draft.is_in_a_hurry:
            continue
        missing = tuple(f for f in page.fields if f.id not in draft.form and applies(f, flags))
        if missing:
            return FillPage(page, missing)
    return None


def with_danger(catalogue: Catalogue, draft: Draft, *, is_sure: bool = False) -> Draft:
    """The draft of a person who mentioned danger at any time; what they told before stays.

    An earlier yes stays a yes. On the 111 screen nothing changes.
    """
    if triage.open_danger(catalogue, draft):
        return draft
    gate = catalogue.gate
    yes = next(choice.id for choice in gate.choices if choice.danger)
    said = (yes,) if is_sure or yes in draft.answers.get(gate.id, ()) else (NOT_SURE,)
    return draft.with_danger(gate.id, said)


def with_gate_answered(catalogue: Catalogue, draft: Draft, ticks: Ticks) -> Draft:
    """The draft with the gate answered, for the second time after Back or an edit.

    A no becomes the first step of the trail, so that the next Back undoes the step before.
    """
    gate = catalogue.gate
    answers = {gate.id: ticks, **draft.answers, gate.id: ticks}
    after = draft.with_answer(gate.id, ticks).replace(answers=answers)
    if triage.open_danger(catalogue, after):
        return after
    step = after.trail[-1]
    return after.replace(trail=(step, *(other for other in draft.trail if other != step)))


def applies(field: Field, flags: tuple[Flag, ...]) -> bool:
    """Whether a report with these flags has this field."""
    wanted = not field.only_with or bool(set(field.only_with) & set(flags))
    return wanted and not set(field.not_with) & set(flags)


def back(form: Form, draft: Draft) -> Draft:
    """The draft before its last step; the same draft at the very start."""
    if not draft.trail:
        return draft
    kind, _, name = draft.trail[-1].partition(":")
    before = draft.replace(trail=draft.trail[:-1])
    match kind:
        case "question":
            return before.replace(
                answers=without(draft.answers, name), words=without(draft.words, name)
            )
        case "danger":
            return before.replace(after_danger=without(draft.after_danger, name))
        case "kind":
            return before.replace(scenario_id=None)
        case "guidance":
            return before.replace(guidance_read=False)
        case "page":
            # Content may have lost the page since; its answers are then read by nothing.
            names = [field.id for page in form.pages if page.id == name for field in page.fields]
            return before.replace(
                form=without(draft.form, *names), words=without(draft.words, *names)
            )
        case "named":
            goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
            asked = TellWhom(kind="other-leader", goes_round=goes_round)
            return before.replace(tell_whom=asked)
        case _:
            return before.replace(tell_whom=None)  # "tell"


def without(answers: Mapping[str, AnswerT], *names: str) -> dict[str, AnswerT]:
    """A copy without these keys."""
    return {key: value for key, value in answers.items() if key not in names}


def step_at(position: Position | None) -> str:
    """The key of the answer given at this position; empty where no answer is stored."""
    match position:
        case AskQuestion(question):
            return f"question:{question.id}"
        case ShowDanger(question):
            return f"danger:{question.id}"
        case ChooseKind():
            return "kind"
        case FillPage(fields=fields):
            return f"field:{fields[0].id}"
        case NameLeader():
            return "name"
        case ConfirmLeader():
            return "confirm"
        case ChooseTell() | GoRound():
            return "tell"
        case _:
            return ""


def is_answered(draft: Draft, step: str) -> bool:
    """Whether the draft has an answer for this step."""
    kind, _, name = step.partition(":")
    match kind:
        case "question":
            return name in draft.answers
        case "danger":
            return name in draft.after_danger
        case "kind":
            return draft.scenario_id is not None
        case "field":
            return name in draft.form
        case "name":
            return draft.tell_whom is not None and draft.tell_whom.leader is not None
        case "confirm":
            return draft.tell_whom is not None and draft.tell_whom.is_sure
        case "tell":
            return draft.tell_whom is not None
        case _:
            return False


def reopen(catalogue: Catalogue, form: Form, draft: Draft, step: str) -> Draft | None:
    """The draft without this step's answer, so that it is asked again; None if it cannot be."""
    if not is_answered(draft, step):
        return None
    without = _without(form, draft, step)
    # Questions before the guidance are asked before it again, and may lead to other guidance.
    unread = without.replace(guidance_read=False, trail=_others(without.trail, "guidance"))
    for candidate in (without, unread):
        if step_at(position(catalogue, form, candidate)) == step:
            return candidate
    return None


def _without(form: Form, draft: Draft, step: str) -> Draft:
    kind, _, name = step.partition(":")
    match kind:
        case "question":
            return draft.replace(
                answers=without(draft.answers, name),
                words=without(draft.words, name),
                after_danger=without(draft.after_danger, name),
                trail=_others(draft.trail, step, f"danger:{name}"),
            )
        case "danger":
            after_danger = without(draft.after_danger, name)
            return draft.replace(after_danger=after_danger, trail=_others(draft.trail, step))
        case "kind":
            return draft.replace(scenario_id=None, trail=_others(draft.trail, step))
        case "field":
            filled, words = without(draft.form, name), without(draft.words, name)
            empty = [page for page in form.pages if not any(f.id in filled for f in page.fields)]
            trail = _others(draft.trail, *(f"page:{page.id}" for page in empty))
            return draft.replace(form=filled, words=words, trail=trail)
        case "name":
            goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
            asked = TellWhom(kind="other-leader", goes_round=goes_round)
            return draft.replace(tell_whom=asked, trail=_others(draft.trail, "named"))
        case "confirm" if draft.tell_whom:
            seen = draft.tell_whom.model_copy(update={"is_sure": False})
            return draft.replace(tell_whom=seen)
        case _:
            return draft.replace(tell_whom=None, trail=_others(draft.trail, "tell", "named"))


def _others(trail: tuple[str, ...], *steps: str) -> tuple[str, ...]:
    return tuple(step for step in trail if step not in steps)
