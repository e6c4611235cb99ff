"""Checks shared by several kinds of content: unique names, choices, wording, conditions."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.content.loading.errors import Location
from bot.domain.scenario import Ask, Choice, Fact


def check_choices(choices: Sequence[Choice], kind: str, location: Location) -> None:
    """Checks that choices are unique, at least two, and only where the kind has choices."""
    if kind not in ("one", "many"):
        if choices:
            location.error(f'nothing can be ticked where the kind is "{kind}"')
        return
    if len(choices) < 2:
        location.error("at least two are needed")
    check_unique([(location.at(n, "id"), choice.id) for n, choice in enumerate(choices, 1)])
    check_unique([(location.at(n, "text"), choice.text) for n, choice in enumerate(choices, 1)])
    for number, choice in enumerate(choices, 1):
        if choice.alone and kind != "many":
            location.at(number, "alone").error('is only for the kind "many"')


def check_unique(named: Iterable[tuple[Location, str]]) -> None:
    """Checks that no name occurs twice, whatever its capitals."""
    seen: set[str] = set()
    for location, name in named:
        if name.casefold() in seen:
            location.error(f'"{name}" is there already')
        seen.add(name.casefold())


def check_lower_case(words: Sequence[str], location: Location) -> None:
    """Checks that words are in lower case, as typed text is when it is compared with them."""
    for number, word in enumerate(words, 1):
        if word != word.lower():
            location.at(number).error(f'"{word}" must be in small letters')


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

_KEYS_OF_IDS = {"id", "fact", "jump", "not_sure"}
_TABLES_OF_IDS = {"fills", "when", "jumps"}
_PRESETS = ("scenario", "facts")
_KEYS_OF_TYPED_WORDS = {"triggers", "words"}
"""Lists of what people type, in any spelling."""


def is_suspicious(text: str) -> bool:
    """Whether the text needs `check_wording`: one cheap search over a whole file."""
    return _SLIP.search(text) is not None


def check_wording(text: str, location: Location) -> None:
    """Checks that words have their macrons and no phrase belittles or judges."""
    steps = location.steps
    if _KEYS_OF_IDS.intersection(steps[-1:]) or _TABLES_OF_IDS.intersection(steps):
        return
    if steps[:2] == _PRESETS or _KEYS_OF_TYPED_WORDS.intersection(steps[-2:-1]):
        return
    for found in _SLIP.findall(text):
        right = _MACRONS.get(found.lower())
        if right is None:
            location.error(f'"{found}" is a phrase to avoid')
        else:
            right = right.capitalize() if found[0].isupper() else right
            location.error(f'"{found}" is written "{right}"')


class AskOrder:
    """Checks the `when` conditions of one scenario's asks, in the order of asking."""

    def __init__(
        self,
        asks: Sequence[tuple[Location, Ask]],
        presets: Mapping[str, Sequence[str]],
        facts: Mapping[str, Fact],
    ) -> None:
        self._asks = asks
        self._presets = presets
        self._facts = facts
        self._asked = {ask.fact for _, ask in asks}
        self._before: dict[str, Ask] = {}

    def check(self) -> None:
        """Checks that every condition can come true by what is known before."""
        for location, ask in self._asks:
            met = [
                self._is_known(awaited, choices, location.at("when", awaited))
                for awaited, choices in ask.when.items()
            ]
            if not all(met):
                continue
            if self._contradicts(ask):
                location.at("when").error("this is never true, so nobody is ever asked")
            self._before[ask.fact] = ask

    def _is_known(self, awaited: str, choices: Sequence[str], location: Location) -> bool:
        fact = self._facts.get(awaited)
        if awaited not in self._before and awaited not in self._presets:
            self._report_unknown(awaited, location)
            return False
        if fact is None:
            return False  # it has an error of its own
        known = [choice.id for choice in fact.choices]
        unknown = [choice for choice in choices if choice not in known]
        for choice in unknown:
            location.unknown("choice", choice, known)
        return not unknown

    def _report_unknown(self, awaited: str, location: Location) -> None:
        if awaited in self._asked:
            location.error("that fact is not asked for before this one")
        elif awaited in self._facts:
            location.error("this situation never asks for that fact on a card of its own")
        else:
            location.unknown("fact", awaited, self._facts)

    def _contradicts(self, ask: Ask) -> bool:
        """Whether the required answers, direct and indirect, exclude each other."""
        demands: dict[str, list[set[str]]] = {}
        self._collect(ask.when, demands)
        return any(not self._can_be_met(key, sets) for key, sets in demands.items())

    def _collect(
        self, when: Mapping[str, Sequence[str]], demands: dict[str, list[set[str]]]
    ) -> None:
        for awaited, choices in when.items():
            demands.setdefault(awaited, []).append(set(choices))
            if awaited in self._before:
                self._collect(self._before[awaited].when, demands)

    def _can_be_met(self, fact_id: str, demands: Sequence[set[str]]) -> bool:
        if fact_id in self._presets:
            return all(demand & set(self._presets[fact_id]) for demand in demands)
        if set.intersection(*demands):
            return True
        fact = self._facts[fact_id]
        alone = {choice.id for choice in fact.choices if choice.alone}
        return fact.kind == "many" and all(demand - alone for demand in demands)
