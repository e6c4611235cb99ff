"""Random people: they answer anything, skip, are not sure, and tick what does not exist."""

from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, LeaderSearch, TellWhom, Ticks
from bot.domain.scenario import Question
from tests.builders import LEA, a_draft, shipped
from tests.random_choices import RandomChoices, built_by_picks

CATALOGUE, FORM = shipped().catalogue, shipped().form
KINDS = [
    TellWhom(kind="leader", leader=LEA),
    TellWhom(kind="other-leader"),
    TellWhom(kind="not-my-leader"),
    TellWhom(kind="security-only"),
    TellWhom(kind="no-one-yet"),
]
SEARCHES = [
    LeaderSearch(outcome="found", people=(LEA,)),
    LeaderSearch(outcome="nobody"),
    LeaderSearch(outcome="silent"),
]


def _named(search: LeaderSearch, *, is_sure: bool = False) -> TellWhom:
    return TellWhom(kind="other-leader", leader=LEA, search=search, is_sure=is_sure)


def journeys() -> st.SearchStrategy[list[Draft]]:
    """Every draft on the way from the first question to the preview."""
    return built_by_picks(_journey)


def until_guidance(drafts: list[Draft]) -> list[Draft]:
    """The part of a journey before the form, where triage asks."""
    return [draft for draft in drafts if not draft.guidance_read]


def _journey(picks: RandomChoices) -> list[Draft]:
    drafts = [a_draft()]
    while following := _step(picks, drafts[-1]):
        drafts.append(following)
    return drafts


def _step(picks: RandomChoices, draft: Draft) -> Draft | None:
    match journey.position(CATALOGUE, FORM, draft):
        case journey.AskQuestion(question):
            words = picks.pick(["", "Something"]) if question.kind == "text" else ""
            return draft.with_answer(question.id, _ticks(picks, question), words)
        case journey.ShowDanger(question):
            choice = picks.pick(["safe", "safe", "safe", "send-now"])
            return draft.with_danger_left(question.id, "safe" if choice == "safe" else "send-now")
        case journey.ChooseKind():
            return draft.with_scenario(picks.pick(sorted(CATALOGUE.scenarios)))
        case journey.ReadGuidance():
            return draft.with_guidance_read()
        case journey.FillPage(page, fields):
            return draft.with_page_filled(page.id, {field.id: () for field in fields}, {})
        case journey.ChooseTell():
            return draft.with_tell_whom(picks.pick(KINDS))
        case journey.NameLeader():
            return draft.with_leader_named(_named(picks.pick(SEARCHES)))
        case journey.ConfirmLeader(_, search):
            return draft.with_leader_named(_named(search, is_sure=True))
        case journey.CheckPreview():
            return None
        case _:
            return draft.with_tell_whom(TellWhom(kind="security-only"))


def _ticks(picks: RandomChoices, question: Question) -> Ticks:
    """Usually one answer; sometimes none, not sure, two, or one that does not exist."""
    known = [(choice.id,) for choice in question.choices]
    odd: list[Ticks] = [(), (NOT_SURE,), ("no-such-choice",), (NOT_SURE, "no-such-choice")]
    return picks.pick([*known, *known, *known, *odd, tuple(id_ for (id_,) in known[:2])])
