"""The journey from "something happened" to "sent": a person's position, Back, reopening one
answer, and what is counted of its end.

The position is a function of the draft, so a restart, a new release or a lost conversation state
loses no one's place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain import triage
from bot.domain.draft import (
    DETAILS_MENU,
    KIND_PAGE,
    NOT_SURE,
    Draft,
    LeaderSearch,
    TellWhom,
    Ticks,
)
from bot.domain.insight import NOT_SAID, Count, begun
from bot.domain.people import Person
from bot.domain.report import ToldFacts
from bot.domain.scenario import DANGER, THREAT, Catalogue, Fact, Flag, Level, Page
from bot.domain.triage import Assessment, assess


@dataclass(frozen=True)
class AskQuestion:
    """The danger gate, or the question for another fact."""

    fact: Fact


@dataclass(frozen=True)
class ShowDanger:
    """The 111 screen."""

    fact: Fact
    """The fact whose value led there."""


@dataclass(frozen=True)
class AskTicks:
    """The card of ticks: which of these are so."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ChooseKind:
    """The choice of a scenario."""


@dataclass(frozen=True)
class ReadGuidance:
    """The guidance, with the offer to report."""

    assessment: Assessment
    """What the answers amount to; it picks the guidance."""


@dataclass(frozen=True)
class ChooseDetails:
    """The list of the pages of details."""

    pages: tuple[Page, ...]


@dataclass(frozen=True)
class FillPage:
    """A page of details, with what is known filled in."""

    page: Page
    facts: tuple[Fact, ...]
    at: int = 0
    """The place of the fact that a typed answer is for."""


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


@dataclass(frozen=True)
class CheckAddition:
    """The preview of what an addition to a report will say."""


AnswerT = TypeVar("AnswerT")

Position = (
    AskQuestion
    | AskTicks
    | ShowDanger
    | ChooseKind
    | ReadGuidance
    | ChooseDetails
    | FillPage
    | ChooseTell
    | NameLeader
    | ConfirmLeader
    | GoRound
    | HoldOff
    | CheckPreview
    | CheckAddition
)


def position(catalogue: Catalogue, draft: Draft) -> Position:
    """What to show next."""
    if draft.adds_to is not None:
        return _adding(catalogue, draft)
    return _before_guidance(catalogue, draft) or _details(catalogue, draft) or _telling(draft)


def open_question(position: Position) -> str:
    """The key of the question at a position, as conversation state stores it.

    The same in every release; so the classes of positions are data and keep their names.
    """
    match position:
        case AskQuestion(fact):
            return f"question:{fact.id}"
        case AskTicks(facts):
            return f"ticks:{','.join(fact.id for fact in facts)}"
        case ShowDanger(fact):
            return f"danger:{fact.id}"
        case FillPage(page, facts, at):
            return f"page:{page.id}:{facts[at].id}"
        case _:
            return type(position).__name__


def _adding(catalogue: Catalogue, draft: Draft) -> Position:
    """In an addition: the 111 screen, a page or their list, and once something is new its preview.

    The questions that decide what is reported were asked before.
    """
    if danger := triage.open_danger(catalogue, draft):
        return ShowDanger(danger)
    if draft.page is None and draft.says_nothing_new:
        draft = draft.with_page(DETAILS_MENU)
    return _details(catalogue, draft) or CheckAddition()


def _telling(draft: Draft) -> Position:
    match draft.tell_whom:
        case None:
            return ChooseTell() if draft.asks_whom else CheckPreview()
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
    if danger := triage.open_danger(catalogue, draft):
        return ShowDanger(danger)
    if catalogue.gate.id not in draft.answers:
        return AskQuestion(catalogue.gate)
    if draft.is_in_a_hurry:
        return ChooseKind() if draft.page == KIND_PAGE else None
    kind = draft.scenario_id
    if kind is None or kind not in catalogue.scenarios:
        return ChooseKind()  # not said yet, or gone from content since
    if draft.guidance_read:
        return None
    if fact := triage.next_ask(catalogue, draft):
        return AskQuestion(fact)
    if ticks := triage.open_ticks(catalogue, draft):
        return AskTicks(ticks)
    return ReadGuidance(assess(catalogue, draft))


def _details(catalogue: Catalogue, draft: Draft) -> Position | None:
    """The open page of details, or their list."""
    if draft.page is None:
        return None
    pages = details_for(catalogue, draft)
    page = next((page for page in pages if page.id == draft.page), None)
    if page is None and draft.adds_to is not None:
        page = _page_of_any_kind(catalogue, draft)
    if page is None:
        return ChooseDetails(pages) if draft.page == DETAILS_MENU and pages else None
    facts = page_facts(catalogue, draft, page)
    return FillPage(page, facts, min(draft.page_at, len(facts) - 1))


def _page_of_any_kind(catalogue: Catalogue, draft: Draft) -> Page | None:
    """The open page, also one that is not listed: Security may ask for any fact after Send."""
    page = catalogue.details.page(draft.page or "")
    return page if page and page_facts(catalogue, draft, page) else None


def details_for(catalogue: Catalogue, draft: Draft) -> tuple[Page, ...]:
    """The pages of details for this draft; a person in danger gets those for a hurry alone."""
    flags = assess(catalogue, draft).flags
    return tuple(
        page
        for page in catalogue.details.pages
        if page.in_a_hurry is draft.is_in_a_hurry
        and (draft.adds_to is not None or not page.after_send)
        and _that_apply(catalogue, page, flags)
    )


def at_fact(catalogue: Catalogue, draft: Draft, fact_ids: Iterable[str]) -> Draft:
    """An addition with the page open where the first of these facts that applies is asked.

    A page that is listed for this draft comes first: in danger, the one that asks least.
    """
    listed, names = details_for(catalogue, draft), tuple(fact_ids)
    for pages in (listed, catalogue.details.pages):
        for name in names:
            for page in pages:
                ids = [fact.id for fact in page_facts(catalogue, draft, page)]
                if name in ids:
                    return draft.with_page(page.id, ids.index(name))
    return draft


def page_facts(catalogue: Catalogue, draft: Draft, page: Page) -> tuple[Fact, ...]:
    """The facts on a page that apply to this draft."""
    return _that_apply(catalogue, page, assess(catalogue, draft).flags)


def _that_apply(catalogue: Catalogue, page: Page, flags: tuple[Flag, ...]) -> tuple[Fact, ...]:
    facts = (catalogue.facts[name] for name in page.facts)
    return tuple(fact for fact in facts if applies(fact, flags))


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


def with_threat(draft: Draft) -> Draft:
    """The draft of a person who mentioned a threat where something else was asked.

    Unclear is not no: it counts as "not sure", and the questions about a threat come next.
    """
    trail = _others(draft.trail, "guidance")
    before = draft.replace(guidance_read=False, page=None, trail=trail)
    return before.with_answer(THREAT, (NOT_SURE,))


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


def applies(fact: Fact, flags: tuple[Flag, ...]) -> bool:
    """Whether this fact is part of the details of a report with these flags."""
    wanted = not fact.only_with or bool(set(fact.only_with) & set(flags))
    return wanted and not set(fact.not_with) & set(flags)


def back(draft: Draft) -> Draft:
    """The draft before its last step; the same draft where danger is asked for."""
    if draft.adds_to is not None:
        return _back_in_addition(draft)
    if DANGER not in draft.answers:
        return draft  # the gate may be asked again at any time; what was told before it stays
    if draft.page is not None and draft.page_at and not _has_told_danger(draft):
        return draft.with_page(draft.page, draft.page_at - 1)
    if draft.page is not None and not _has_told_danger(draft):
        at_menu = draft.page in (DETAILS_MENU, KIND_PAGE) or draft.is_in_a_hurry
        return draft.with_page(None if at_menu else DETAILS_MENU)
    if not draft.trail:
        return draft
    kind, _, name = draft.trail[-1].partition(":")
    before = draft.replace(trail=draft.trail[:-1])
    match kind:
        case "question":
            return before.replace(
                answers=without(draft.answers, name), words=without(draft.words, name)
            )
        case "ticks":
            return before.replace(answers=without(draft.answers, *name.split(",")))
        case "danger":
            return before.replace(after_danger=without(draft.after_danger, name))
        case "kind":
            return before.replace(scenario_id=None)
        case "guidance":
            return before.replace(guidance_read=False)
        case "whom":
            # Never from "Security only" to the default, which tells their own people leader.
            *earlier, told = draft.told_before or (None,)
            return before.replace(tell_whom=told, asks_whom=False, told_before=tuple(earlier))
        case "named":
            goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
            asked = TellWhom(kind="other-leader", goes_round=goes_round)
            return before.replace(tell_whom=asked)
        case "tell":
            return before.replace(tell_whom=None, asks_whom=True)
        case _:
            return back(before)  # a page of the form of release 1.1.0


def _back_in_addition(draft: Draft) -> Draft:
    """The addition before its last step: a page leads to their list, and that to the preview."""
    kind, _, name = (draft.trail or ("",))[-1].partition(":")
    if kind == "question":
        return _as_before(draft.replace(trail=draft.trail[:-1]), name)
    if draft.page is not None and draft.page_at:
        return draft.with_page(draft.page, draft.page_at - 1)
    if draft.page is not None:
        is_last = draft.page == DETAILS_MENU or draft.is_in_a_hurry
        return draft.with_page(None if is_last else DETAILS_MENU)
    if kind == "danger" and draft.is_in_a_hurry:
        left = without(draft.after_danger, name)
        return draft.replace(trail=draft.trail[:-1], after_danger=left)
    return draft.with_page(DETAILS_MENU)


def _as_before(draft: Draft, fact_id: str) -> Draft:
    """The addition with this fact as the report has it."""
    known = draft.known_before or ToldFacts()
    return draft.replace(
        answers=_restored(draft.answers, known.answers, fact_id),
        words=_restored(draft.words, known.words, fact_id),
        after_danger=_restored(draft.after_danger, known.after_danger, fact_id),
    )


def _restored(
    now: Mapping[str, AnswerT], before: Mapping[str, AnswerT], name: str
) -> dict[str, AnswerT]:
    old = {name: before[name]} if name in before else {}
    return {**without(now, name), **old}


def _has_told_danger(draft: Draft) -> bool:
    """Whether danger was said on the page that is open: every other question comes before it."""
    return draft.trail[-1:] == (f"question:{DANGER}",)


def without(answers: Mapping[str, AnswerT], *names: str) -> dict[str, AnswerT]:
    """A copy without these keys."""
    return {key: value for key, value in answers.items() if key not in names}


def step_at(position: Position | None) -> str:
    """The key of the answer given at this position; empty where no answer is stored."""
    match position:
        case AskQuestion(fact):
            return f"question:{fact.id}"
        case AskTicks(facts):
            return f"ticks:{','.join(fact.id for fact in facts)}"
        case ShowDanger(fact):
            return f"danger:{fact.id}"
        case ChooseKind():
            return "kind"
        case FillPage(_, facts, at):
            return f"field:{facts[at].id}"
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
        case "question" | "field":
            return name in draft.answers
        case "ticks":
            return all(fact in draft.answers for fact in name.split(","))
        case "danger":
            return name in draft.after_danger
        case "kind":
            return draft.scenario_id is not None
        case "name":
            return draft.tell_whom is not None and draft.tell_whom.leader is not None
        case "confirm":
            return draft.tell_whom is not None and draft.tell_whom.is_sure
        case "tell":
            return draft.tell_whom is not None
        case _:
            return False


def reopen(catalogue: Catalogue, draft: Draft, step: str) -> Draft | None:
    """The draft without this step's answer, so that it is asked again; None if it cannot be."""
    if not is_answered(draft, step):
        return None
    without = _without(catalogue, draft, step)
    # Questions before the guidance are asked before it again, and may lead to other guidance.
    unread = without.replace(guidance_read=False, trail=_others(without.trail, "guidance"))
    for candidate in (without, unread):
        if _asks_again(position(catalogue, candidate), step):
            return candidate
    return None


def _asks_again(found: Position, step: str) -> bool:
    """Whether this step is open. A card of ticks leaves out what is known since from others."""
    kind, _, names = step.partition(":")
    if kind == "ticks" and isinstance(found, AskTicks):
        return {fact.id for fact in found.facts} <= set(names.split(","))
    return step_at(found) == step


def _without(catalogue: Catalogue, draft: Draft, step: str) -> Draft:
    kind, _, name = step.partition(":")
    draft = draft.replace(page=None, page_at=0)  # and a draft that is paused stays paused
    match kind:
        case "question":
            return draft.replace(
                answers=without(draft.answers, name),
                words=without(draft.words, name),
                after_danger=without(draft.after_danger, name),
                trail=_others(draft.trail, step, f"danger:{name}"),
            )
        case "ticks":
            answers = without(draft.answers, *name.split(","))
            return draft.replace(answers=answers, trail=_others(draft.trail, step))
        case "danger":
            after_danger = without(draft.after_danger, name)
            return draft.replace(after_danger=after_danger, trail=_others(draft.trail, step))
        case "kind":
            # Another situation has its own questions, those about danger too, and guidance.
            trail = _others(draft.trail, step, "guidance")
            return draft.replace(scenario_id=None, guidance_read=False, trail=trail)
        case "field":
            left = draft.replace(
                answers=without(draft.answers, name), words=without(draft.words, name)
            )
            return _at_field(catalogue, left, name)
        case "name":
            goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
            asked = TellWhom(kind="other-leader", goes_round=goes_round)
            return draft.replace(tell_whom=asked, trail=_others(draft.trail, "named"))
        case "confirm" if draft.tell_whom:
            seen = draft.tell_whom.model_copy(update={"is_sure": False})
            return draft.replace(tell_whom=seen)
        case _:
            return draft.replace(
                tell_whom=None, asks_whom=True, trail=_others(draft.trail, "tell", "named")
            )


def _at_field(catalogue: Catalogue, draft: Draft, fact_id: str) -> Draft:
    """With the page of details open where this fact is asked."""
    for page in details_for(catalogue, draft):
        ids = [fact.id for fact in page_facts(catalogue, draft, page)]
        if fact_id in ids:
            return draft.replace(page=page.id, page_at=ids.index(fact_id))
    return draft


def _others(trail: tuple[str, ...], *steps: str) -> tuple[str, ...]:
    return tuple(step for step in trail if step not in steps)


def ended(catalogue: Catalogue, draft: Draft, *, is_sent: bool = False) -> Sequence[Count]:
    """A draft is gone: what it was about, and whether it was sent or where its person stopped."""
    is_said = draft.scenario_id in catalogue.scenarios
    situation = assess(catalogue, draft).leading if is_said else NOT_SAID
    end = "sent" if is_sent else _end_of(catalogue, draft)
    return Count("situation", situation), Count("ended", end)


def counts_of_turn(
    catalogue: Catalogue, before: Draft | None, after: Draft | None, at: datetime
) -> Sequence[Count]:
    """What a turn adds that left this draft in place of that one; Send is counted by itself."""
    draft = before or after
    if draft is None or draft.adds_to is not None or (before is not None and after is not None):
        return ()  # an addition is counted with nothing
    return (begun(at),) if before is None else ended(catalogue, draft)


def _end_of(catalogue: Catalogue, draft: Draft) -> str:
    """One of ENDS, but for "sent"."""
    match position(catalogue, draft):
        case AskQuestion(fact) if fact.id == catalogue.gate.id:
            return "danger"
        case ShowDanger():
            return "danger-screen"
        case AskQuestion() | AskTicks() | ChooseKind():
            return "questions"
        case ReadGuidance(assessment):
            is_done = assessment.level is Level.ADVICE and draft.paused_at is None
            return "advice" if is_done else "guidance"
        case ChooseDetails() | FillPage():
            return "details"
        case CheckPreview():
            return "preview"
        case _:
            return "whom"
