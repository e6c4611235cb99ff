"""Checks of questions that wait for the answer to another, within one scenario."""

from collections.abc import Mapping, Sequence

from bot.content.loading.complaints import Place
from bot.domain.scenario import Question


class Journey:
    """Goes through the questions of one scenario in the order in which they are asked."""

    def __init__(
        self, questions: Sequence[tuple[Place, Question]], faulty: set[str], elsewhere: set[str]
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

    def _can_wait(self, awaited: str, choices: Sequence[str], place: Place) -> bool:
        target = self._before.get(awaited)
        if target is None:
            self._refuse_awaited(awaited, place)
            return False
        known = [choice.id for choice in target.choices]
        unknown = [choice for choice in choices if choice not in known]
        for choice in unknown:
            place.refuse_unknown("choice", choice, known)
        return not unknown

    def _refuse_awaited(self, awaited: str, place: Place) -> None:
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
