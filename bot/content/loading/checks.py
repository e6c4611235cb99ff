"""Checks that several kinds of content share: choices, facts, wording, and questions that wait."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol

from bot.content.loading.errors import Location
from bot.domain.scenario import Question


class Choosable(Protocol):
    """A choice of a question or an option of a field."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def alone(self) -> bool: ...


def check_ticks(ticks: Sequence[Choosable], kind: str, place: Location) -> None:
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


def refuse_doubles(named: Iterable[tuple[Location, str]]) -> None:
    """Refuses every name that stands further up already."""
    seen: set[str] = set()
    for place, name in named:
        if name.casefold() in seen:
            place.refuse(f'"{name}" is there already')
        seen.add(name.casefold())


def check_facts(questions: Iterable[tuple[Location, Question]]) -> None:
    """Refuses facts on answers without weight, and two spellings of what looks like one fact."""
    named: dict[str, list[Location]] = {}
    for place, question in questions:
        for number, choice in enumerate(question.choices, 1):
            if choice.fact is None:
                continue
            spot = place.at("choices", number, "fact")
            named.setdefault(choice.fact, []).append(spot)
            if choice.floor is None and not choice.push:
                spot.refuse("has no effect here, because there is neither floor nor push")
    _refuse_lookalikes(named)


def _refuse_lookalikes(named: dict[str, list[Location]]) -> None:
    rarest_first = sorted(named, key=lambda fact: (len(named[fact]), fact))
    for number, fact in enumerate(rarest_first):
        others = {other.replace("-", "_"): other for other in rarest_first[number + 1 :]}
        for close in get_close_matches(fact.replace("-", "_"), others, n=1, cutoff=0.85):
            for place in named[fact]:
                place.refuse(f'"{fact}" looks like "{others[close]}"; use one name for one fact')


_MACRONS = {
    "kainga": "kāinga",
    "maori": "māori",
    "whanau": "whānau",
    "korero": "kōrero",
    "awhina": "āwhina",
    "tena": "tēnā",
    "pakeha": "pākehā",
}
_AVOID = ("just ignore it", "low threat", "this is illegal")
_SLIP = re.compile(rf"\b(?:{'|'.join((*_MACRONS, *_AVOID))})\b", re.IGNORECASE)

_NAMES = {"id", "use", "fact", "jump", "not_sure"}
# Lists of words that people type, in whatever spelling.
_TYPED_BY_PEOPLE = {"triggers", "words"}


def is_suspicious(text: str) -> bool:
    """Whether a closer look is needed: one search over a whole file, because it is cheap."""
    return _SLIP.search(text) is not None


def check_wording(text: str, place: Location) -> None:
    """Refuses lost macrons and phrases that belittle or judge."""
    if _NAMES.intersection(place.steps[-1:]) or _TYPED_BY_PEOPLE.intersection(place.steps[-2:-1]):
        return
    for found in _SLIP.findall(text):
        right = _MACRONS.get(found.lower())
        if right is None:
            place.refuse(f'"{found}" is a phrase to avoid')
        else:
            right = right.capitalize() if found[0].isupper() else right
            place.refuse(f'"{found}" is written "{right}"')


class Journey:
    """Goes through the questions of one scenario in the order in which they are asked."""

    def __init__(
        self, questions: Sequence[tuple[Location, Question]], faulty: set[str], elsewhere: set[str]
    ) -> None:
        self._questions = sorted(questions, key=lambda entry: entry[1].last)
        self._ids = {question.id for _, question in questions}
        self._faulty = set(faulty)
        """Questions with a complaint of their own; what waits for them is not judged."""
        self._elsewhere = elsewhere
        self._before: dict[str, Question] = {}

    def check(self) -> None:
        """Refuses every question that waits for something that cannot happen."""
        for place, question in self._questions:
            waits = [
                self._can_wait(awaited, choices, place.at("when", awaited))
                for awaited, choices in question.when.items()
            ]
            if not all(waits):
                self._faulty.add(question.id)
                continue
            if self._contradicts(question):
                place.at("when").refuse("this is never true, so nobody is ever asked")
            self._before[question.id] = question

    def _can_wait(self, awaited: str, choices: Sequence[str], place: Location) -> bool:
        target = self._before.get(awaited)
        if target is None:
            self._refuse_awaited(awaited, place)
            return False
        known = [choice.id for choice in target.choices]
        unknown = [choice for choice in choices if choice not in known]
        for choice in unknown:
            place.refuse_unknown("choice", choice, known)
        return not unknown

    def _refuse_awaited(self, awaited: str, place: Location) -> None:
        if awaited in self._faulty:
            return
        if awaited in self._ids:
            place.refuse("that question is not asked before this one")
        elif awaited in self._elsewhere:
            place.refuse("this scenario never asks that question")
        else:
            place.refuse_unknown("question", awaited, self._ids | self._elsewhere)

    def _contradicts(self, question: Question) -> bool:
        """Whether the answers it waits for, directly or through others, exclude each other."""
        demands: dict[str, list[set[str]]] = {}
        self._demand(question.when, demands)
        return any(not _can_be_met(self._before[key], sets) for key, sets in demands.items())

    def _demand(
        self, when: Mapping[str, Sequence[str]], demands: dict[str, list[set[str]]]
    ) -> None:
        for awaited, choices in when.items():
            demands.setdefault(awaited, []).append(set(choices))
            self._demand(self._before[awaited].when, demands)


def _can_be_met(question: Question, demands: Sequence[set[str]]) -> bool:
    if set.intersection(*demands):
        return True
    alone = {choice.id for choice in question.choices if choice.alone}
    return question.kind == "many" and all(demand - alone for demand in demands)
