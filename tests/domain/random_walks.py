"""Random people: they answer anything, skip, are not sure, and tick what does not exist."""

from collections.abc import Sequence

from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import DETAILS_MENU, NOT_SURE, Draft, LeaderSearch, TellWhom, Ticks
from bot.domain.scenario import Fact
from tests.builders import LEA, a_draft, shipped
from tests.random_choices import RandomChoices, built_by_picks

CATALOGUE = shipped().catalogue
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
    """Every draft on the way from the first question to a preview that is left as it is."""
    return built_by_picks(_journey)


def until_guidance(drafts: list[Draft]) -> list[Draft]:
    """The part of a journey before the preview, where triage asks."""
    return [draft for draft in drafts if not draft.guidance_read]


def _journey(picks: RandomChoices) -> list[Draft]:
    drafts = [a_draft()]
    while following := _step(picks, drafts[-1]):
        drafts.append(following)
    return drafts


def _step(picks: RandomChoices, draft: Draft) -> Draft | None:
    match journey.position(CATALOGUE, draft):
        case journey.AskQuestion(fact):
            return draft.with_answer(fact.id, _ticks(picks, fact))
        case journey.AskTicks(facts):
            return _with_ticks(picks, draft, [fact.id for fact in facts])
        case journey.ShowDanger(fact):
            choice = picks.pick(["safe", "safe", "safe", "send-now"])
            return draft.with_danger_left(fact.id, "safe" if choice == "safe" else "send-now")
        case journey.ChooseKind():
            return draft.with_scenario(picks.pick(sorted(CATALOGUE.scenarios)))
        case journey.ReadGuidance():
            return draft.with_guidance_read()
        case journey.ChooseDetails(pages):
            open_page = picks.pick([None, *(page.id for page in pages)])
            return draft.with_page(open_page)
        case journey.FillPage(_, facts):
            return _with_page_filled(picks, draft, facts)
        case journey.ChooseTell():
            return draft.with_tell_whom(picks.pick(KINDS))
        case journey.NameLeader():
            return draft.with_leader_named(_named(picks.pick(SEARCHES)))
        case journey.ConfirmLeader(_, search):
            return draft.with_leader_named(_named(search, is_sure=True))
        case journey.CheckPreview():
            return _changed_at_the_preview(picks, draft)
        case _:
            return draft.with_tell_whom(TellWhom(kind="security-only"))


def _with_ticks(picks: RandomChoices, draft: Draft, shown: Sequence[str]) -> Draft:
    every = picks.pick([len(shown) + 1, 5, 3, 2])
    return draft.with_ticks(shown, shown[every - 1 :: every])


def _with_page_filled(picks: RandomChoices, draft: Draft, facts: Sequence[Fact]) -> Draft:
    """What stands on the page stays; an empty fact may be told."""
    empty = [fact for fact in facts if not draft.answers.get(fact.id)]
    ticks = {fact.id: _ticks(picks, fact) for fact in empty}
    words = {fact.id: picks.pick(["", "Something"]) for fact in empty if not fact.choices}
    filled = draft.with_facts(ticks, {name: said for name, said in words.items() if said})
    return filled.with_page(DETAILS_MENU)


def _changed_at_the_preview(picks: RandomChoices, draft: Draft) -> Draft | None:
    """The preview leads to more, and in the end it is left as it is."""
    is_new = not draft.answers.keys() & set(CATALOGUE.details.facts)
    if draft.tell_whom is None or (len(draft.told_before) < 3 and picks.pick([False, True])):
        return draft.with_whom_asked()
    if is_new and not draft.is_in_a_hurry and picks.pick([False, True]):
        return draft.with_page(DETAILS_MENU)
    return None


def _ticks(picks: RandomChoices, fact: Fact) -> Ticks:
    """Usually one answer; sometimes none, not sure, two, or one that does not exist."""
    known = [(choice.id,) for choice in fact.choices]
    odd: list[Ticks] = [(), (NOT_SURE,), ("no-such-choice",), (NOT_SURE, "no-such-choice")]
    return picks.pick([*known, *known, *known, *odd, tuple(id_ for (id_,) in known[:2])])
