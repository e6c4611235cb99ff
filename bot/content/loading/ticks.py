"""Checks of what may be ticked, the same for triage and for the report form."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.content.loading.complaints import Place


class Tick(Protocol):
    """A choice of a question or an option of a field."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def alone(self) -> bool: ...


def check(ticks: Sequence[Tick], kind: str, place: Place) -> None:
    """Refuses doubles, too few, and ticks where there is nothing to tick."""
    if kind not in ("one", "many"):
        if ticks:
            place.refuse(f'nothing can be ticked where the kind is "{kind}"')
        return
    if len(ticks) < 2:
        place.refuse("at least two are needed")
    refuse_doubles([(place.at(n, "id"), tick.id) for n, tick in enumerate(ticks, 1)])
    refuse_doubles([(place.at(n, "text"), tick.text) for n, tick in enumerate(ticks, 1)])
    for number, tick in enumerate(ticks, 1):
        if tick.alone and kind != "many":
            place.at(number, "alone").refuse('is only for the kind "many"')


def refuse_doubles(named: Iterable[tuple[Place, str]]) -> None:
    """Refuses every name that stands further up already."""
    seen: set[str] = set()
    for place, name in named:
        if name.casefold() in seen:
            place.refuse(f'"{name}" is there already')
        seen.add(name.casefold())
