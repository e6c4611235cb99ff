"""Checks shared by several kinds of content: unique names, choices, facts, wording, conditions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol

from bot.content.loading.errors import Location
from bot.domain.scenario import Question


class Choosable(Protocol):
    """A choice of a question or an option of a form field."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def alone(self) -> bool: ...


def check_choices(choices: Sequence[Choosable], kind: str, location: Location) -> None:
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


def check_facts(questions: Iterable[tuple[Location, Question]]) -> None:
    """Checks that each fact belongs to a choice with floor or push, and has one spelling."""
    named: dict[str, list[Location]] = {}
    for location, question in questions:
        for number, choice in enumerate(question.choices, 1):
            if choice.fact is None:
                continue
            spot = location.at("choices", number, "fact")
            named.setdefault(choice.fact, []).append(spot)
            if choice.floor is None and not choice.push:
                spot.error("has no effect here, because there is neither floor nor push")
    _check_similar_names(named)


def _check_similar_names(named: dict[str, list[Location]]) -> None:
    rarest_first = sorted(named, key=lambda fact: (len(named[fact]), fact))
    for number, fact in enumerate(rarest_first):
        others = {other.replace("-", "_"): other for other in rarest_first[number + 1 :]}
        for close in get_close_matches(fact.replace("-", "_"), others, n=1, cutoff=0.85):
            for location in named[fact]:
                location.error(f'"{fact}" looks like "{others[close]}"; use one name for one fact')


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

_KEYS_OF_IDS = {"id", "use", "fact", "jump", "not_sure"}
_KEYS_OF_TYPED_WORDS = {"triggers", "words"}
"""Lists of what people type, in any spelling."""


def is_suspicious(text: str) -> bool:
    """Whether the text needs `check_wording`: one cheap search over a whole file."""
    return _SLIP.search(text) is not None


def check_wording(text: str, location: Location) -> None:
    """Checks that words have their macrons and no phrase belittles or judges."""
    if _KEYS_OF_IDS.intersection(location.steps[-1:]) or _KEYS_OF_TYPED_WORDS.intersection(
        location.steps[-2:-1]
    ):
        return
    for found in _SLIP.findall(text):
        right = _MACRONS.get(found.lower())
        if right is None:
            location.error(f'"{found}" is a phrase to avoid')
        else:
            right = right.capitalize() if found[0].isupper() else right
            location.error(f'"{found}" is written "{right}"')


class QuestionOrder:
    """Checks the `when` conditions of one scenario's questions, in the order of asking."""

    def __init__(
        self, questions: Sequence[tuple[Location, Question]], faulty: set[str], elsewhere: set[str]
    ) -> None:
        self._questions = sorted(questions, key=lambda entry: entry[1].last)
        self._ids = {question.id for _, question in questions}
        self._faulty = set(faulty)
        """Questions with an error of their own; conditions on them are not checked."""
        self._elsewhere = elsewhere
        self._before: dict[str, Question] = {}

    def check(self) -> None:
        """Checks that every condition can come true by what is asked before it."""
        for location, question in self._questions:
            met = [
                self._is_known(awaited, choices, location.at("when", awaited))
                for awaited, choices in question.when.items()
            ]
            if not all(met):
                self._faulty.add(question.id)
                continue
            if self._contradicts(question):
                location.at("when").error("this is never true, so nobody is ever asked")
            self._before[question.id] = question

    def _is_known(self, awaited: str, choices: Sequence[str], location: Location) -> bool:
        target = self._before.get(awaited)
        if target is None:
            self._report_unknown(awaited, location)
            return False
        known = [choice.id for choice in target.choices]
        unknown = [choice for choice in choices if choice not in known]
        for choice in unknown:
            location.unknown("choice", choice, known)
        return not unknown

    def _report_unknown(self, awaited: str, location: Location) -> None:
        if awaited in self._faulty:
            return
        if awaited in self._ids:
            location.error("that question is not asked before this one")
        elif awaited in self._elsewhere:
            location.error("this scenario never asks that question")
        else:
            location.unknown("question", awaited, self._ids | self._elsewhere)

    def _contradicts(self, question: Question) -> bool:
        """Whether the required answers, direct and indirect, exclude each other."""
        demands: dict[str, list[set[str]]] = {}
        self._collect(question.when, demands)
        return any(not _can_be_met(self._before[key], sets) for key, sets in demands.items())

    def _collect(
        self, when: Mapping[str, Sequence[str]], demands: dict[str, list[set[str]]]
    ) -> None:
        for awaited, choices in when.items():
            demands.setdefault(awaited, []).append(set(choices))
            self._collect(self._before[awaited].when, demands)


def _can_be_met(question: Question, demands: Sequence[set[str]]) -> bool:
    if set.intersection(*demands):
        return True
    alone = {choice.id for choice in question.choices if choice.alone}
    return question.kind == "many" and all(demand - alone for demand in demands)
