"""How many presses it takes from the welcome to Send, worked out from the content.

Each card answered counts one, and so does each tick on a card that takes several.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.people import Person
from bot.domain.scenario import Catalogue

SUPPORT = 1
"""Support is a button of the welcome."""


@dataclass(frozen=True)
class WayToSend:
    """A way through the journey, and its presses."""

    name: str
    presses: int


def ways(catalogue: Catalogue) -> Iterator[WayToSend]:
    """The ways out of danger, every situation with everything skipped, and support."""
    for said in (*(c.id for c in catalogue.gate.choices if c.danger), NOT_SURE):
        yield WayToSend(f"danger: {said}", presses(catalogue, None, {catalogue.gate.id: (said,)}))
    for scenario_id in catalogue.scenarios:
        yield WayToSend(f"{scenario_id}, everything skipped", presses(catalogue, scenario_id, {}))
    yield WayToSend("support", SUPPORT)


def presses(catalogue: Catalogue, scenario_id: str | None, told: Mapping[str, Ticks]) -> int:
    """From "Report harmful content" to Send, with these facts told and all others skipped."""
    draft = _begun()
    count = 1
    while not isinstance(position := journey.position(catalogue, draft), journey.CheckPreview):
        draft = _after(catalogue, draft, position, scenario_id, told)
        count += 1 + _ticks(position, told)
    return count + 1


def _ticks(position: journey.Position, told: Mapping[str, Ticks]) -> int:
    """The ticks made on a card that takes several."""
    match position:
        case journey.AskQuestion(fact) if fact.kind == "many":
            return len(told.get(fact.id, ()))
        case journey.AskTicks(facts):
            return len([fact for fact in facts if told.get(fact.id)])
        case _:
            return 0


def _after(
    catalogue: Catalogue,
    draft: Draft,
    position: journey.Position,
    scenario_id: str | None,
    told: Mapping[str, Ticks],
) -> Draft:
    match position:
        case journey.AskQuestion(fact) if fact == catalogue.gate:
            return draft.with_answer(fact.id, told.get(fact.id, _safe(catalogue)))
        case journey.AskQuestion(fact):
            return draft.with_answer(fact.id, told.get(fact.id, ()))
        case journey.AskTicks(facts):
            ticked = [fact.id for fact in facts if told.get(fact.id)]
            return draft.with_ticks([fact.id for fact in facts], ticked)
        case journey.ShowDanger(fact):
            return draft.with_danger_left(fact.id, "send-now")
        case journey.ChooseKind() if scenario_id is not None:
            return draft.with_scenario(scenario_id)
        case journey.ReadGuidance():
            return draft.with_guidance_read()
    raise AssertionError(f"{type(position).__name__} is not on the way to Send")


def _safe(catalogue: Catalogue) -> Ticks:
    return tuple(choice.id for choice in catalogue.gate.choices if not choice.danger)


def _begun() -> Draft:
    return Draft(
        id="presses",
        reference="",
        tenant_id="",
        reporter=Person(name=""),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
