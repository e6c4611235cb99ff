"""Triage: the answers so far decide the next question, the 111 screen and the level of urgency."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from bot.domain.base import Value
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import Catalogue, Choice, Flag, Level, LevelWord, Question

UNKNOWN = "support-or-not-sure"
"""The scenario of a person who has not said what it is about."""
CUSTOMER = "customer"
"""The id of the question that decides whether Kotahi gets an entry."""
MOST_QUESTIONS = 8
"""The limit of questions in a journey, the danger gate not counted."""

Answers = Mapping[str, Ticks]
Item = TypeVar("Item")


# What to ask next


def open_danger(catalogue: Catalogue, draft: Draft) -> Question | None:
    """The first question whose answer calls for the 111 screen that the person has not left yet."""
    for question, _ in _danger_answers(catalogue, draft):
        if question.id not in draft.after_danger:
            return question
    return None


def is_customer_open(catalogue: Catalogue, draft: Draft) -> bool:
    """Whether it is unknown if a customer is involved: the limit may drop that question."""
    start = _start_of(catalogue, draft)
    order = visited(catalogue, start, draft.answers)
    is_said = Flag.CUSTOMER in _flags_of(catalogue, order, draft.answers)
    return not is_said and CUSTOMER not in draft.answers


def next_question(catalogue: Catalogue, start: str, answers: Answers) -> Question | None:
    """The question to ask next, or None when enough is known.

    At most eight are asked. When more are open than the limit allows, those without an effect are
    dropped, questions about danger go first, and the last place is for the question that waits for
    all others.
    """
    left = MOST_QUESTIONS - len([key for key in answers if key != catalogue.gate.id])
    if left <= 0:
        return None
    waiting = _without_surplus(_open_questions(catalogue, start, answers), left)
    if len(waiting) <= left:
        return waiting[0] if waiting else None
    order = visited(catalogue, start, answers)
    first = [question for question in waiting if question.asks_of_danger]
    first += [question for question in waiting if _may_lead_to_danger(catalogue, question, order)]
    if first:
        return first[0]
    return waiting[-1] if left == 1 else waiting[0]


def _open_questions(catalogue: Catalogue, start: str, answers: Answers) -> list[Question]:
    order = visited(catalogue, start, answers)
    flags = frozenset(_flags_of(catalogue, order, answers))
    found: dict[str, Question] = {}
    for scenario_id in order:
        for question in catalogue.scenario(scenario_id).questions:
            if question.id not in answers and _applies(question, answers, flags):
                found.setdefault(question.id, question)
    return sorted(found.values(), key=lambda question: question.last)


def _applies(question: Question, answers: Answers, flags: frozenset[Flag]) -> bool:
    """Not a question that waits for another answer, nor one that the answers settle already."""
    is_settled = all(choice.is_settled_by(flags) for choice in question.choices)
    if question.has_effect and is_settled:
        return False
    return all(set(answers.get(key, ())) & set(wanted) for key, wanted in question.when.items())


def _without_surplus(waiting: Sequence[Question], left: int) -> Sequence[Question]:
    """Drops questions without an effect while there are too many."""
    surplus = max(len(waiting) - left, 0)
    dropped = [question.id for question in waiting if not question.has_effect][:surplus]
    return [question for question in waiting if question.id not in dropped]


def _may_lead_to_danger(catalogue: Catalogue, question: Question, order: tuple[str, ...]) -> bool:
    new = [c.jump for c in question.choices if c.jump and c.jump not in order]
    return any(q.asks_of_danger for name in new for q in catalogue.scenario(name).questions)


# How urgent it is


class LevelReason(Value):
    """An answer that made the report as urgent as it is."""

    question: str
    answer: str
    is_not_sure: bool = False
    """Whether the person said "not sure", which counts as this answer."""


class Assessment(Value):
    """The result of triage."""

    level: LevelWord
    leading: str
    """The scenario whose guidance is shown: the first of those visited."""
    visited: tuple[str, ...]
    flags: tuple[Flag, ...]
    tell: tuple[str, ...]
    advice: tuple[str, ...]
    reasons: tuple[LevelReason, ...]
    offers_report: bool
    """At advice: whether an answer makes a report worth offering."""

    @property
    def report_level(self) -> Level:
        """The level of a report made from this: standard at least."""
        return max(self.level, Level.STANDARD)


def assess(catalogue: Catalogue, draft: Draft) -> Assessment:
    """The level, the route and the guidance that the answers lead to."""
    order = visited(catalogue, _start_of(catalogue, draft), draft.answers)
    made = tuple(_choices_made(catalogue, order, draft.answers))
    choices = [choice for _, choice in made]
    scenarios = [catalogue.scenario(name) for name in order]
    base = max(scenario.base for scenario in scenarios)
    return Assessment(
        level=max(_level(base, choices), _danger_level(catalogue, draft)),
        leading=order[0],
        visited=order,
        flags=_flags_of(catalogue, order, draft.answers),
        tell=_once([*(s.tell for s in scenarios), *(c.tell for c in choices)]),
        advice=_once([(choice.advice,) for choice in choices if choice.advice]),
        reasons=tuple(
            _reason(question, choice, draft)
            for question, choice in made
            if choice.floor or choice.push or choice.danger or choice.jump
        ),
        offers_report=any(choice.push for choice in choices),
    )


def _reason(question: Question, choice: Choice, draft: Draft) -> LevelReason:
    is_not_sure = NOT_SURE in draft.answers.get(question.id, ())
    return LevelReason(question=question.text, answer=choice.text, is_not_sure=is_not_sure)


def _level(base: Level, choices: list[Choice]) -> Level:
    """The highest of base and floors, then one push. A fact counts as floor or as push."""
    floors = [(choice.floor, choice.fact) for choice in choices if choice.floor is not None]
    highest = max([base, *(floor for floor, _ in floors)])
    if highest is Level.ADVICE:
        return highest
    for fact in {choice.fact for choice in choices if choice.push}:
        others = [floor for floor, named in floors if fact is None or named != fact]
        highest = max(highest, _pushed(max([base, *others])))
    return highest


def _pushed(level: Level) -> Level:
    return Level(min(level + 1, Level.URGENT)) if level < Level.URGENT else level


def _danger_level(catalogue: Catalogue, draft: Draft) -> Level:
    """Emergency once danger was said; urgent if it was "not sure" and the person is safe now."""
    highest = Level.ADVICE
    for question, said in _danger_answers(catalogue, draft):
        is_safe_now = draft.after_danger.get(question.id) == "safe"
        calmed = said == "not-sure" and is_safe_now
        highest = max(highest, Level.URGENT if calmed else Level.EMERGENCY)
    return highest


# What the answers say


def visited(catalogue: Catalogue, start: str, answers: Answers) -> tuple[str, ...]:
    """The scenarios entered, each once, in the order asked: by jump order, then newest first."""
    entered = [start]
    for scenario_id in entered:
        for question in catalogue.scenario(scenario_id).questions:
            for choice in _chosen(question, answers):
                if choice.jump and choice.jump not in entered:
                    entered.append(choice.jump)
    places = {scenario_id: place for place, scenario_id in enumerate(entered)}
    return tuple(sorted(entered, key=lambda name: (catalogue.rank(name), -places[name])))


def _start_of(catalogue: Catalogue, draft: Draft) -> str:
    """The scenario the person chose, or the unknown one."""
    said = draft.scenario_id
    return said if said and said in catalogue.scenarios else UNKNOWN


def _chosen(question: Question, answers: Answers) -> Iterator[Choice]:
    """The choices an answer counts as; "not sure" counts as what the question says."""
    for tick in answers.get(question.id, ()):
        wanted = question.not_sure if tick == NOT_SURE else tick
        if wanted and (choice := question.choice(wanted)):
            yield choice


def _choices_made(
    catalogue: Catalogue, order: tuple[str, ...], answers: Answers
) -> Iterator[tuple[Question, Choice]]:
    """Every choice made, with its question: the gate, then the order asked, then the pattern."""
    questions = {catalogue.gate.id: catalogue.gate}
    for name in order:
        questions |= {q.id: q for q in catalogue.scenario(name).questions if q.id not in questions}
    questions.setdefault(catalogue.pattern.id, catalogue.pattern)
    for question in questions.values():
        for choice in _chosen(question, answers):
            yield question, choice


def _flags_of(catalogue: Catalogue, order: tuple[str, ...], answers: Answers) -> tuple[Flag, ...]:
    """The flags that the scenarios and the choices set."""
    scenarios = [catalogue.scenario(name).flags for name in order]
    return _once([*scenarios, *(c.flags for _, c in _choices_made(catalogue, order, answers))])


def _danger_answers(
    catalogue: Catalogue, draft: Draft
) -> Iterator[tuple[Question, Literal["yes", "not-sure"]]]:
    """The questions whose answer calls for the 111 screen, and whether it was "not sure"."""
    for question_id, ticks in draft.answers.items():
        question = catalogue.question(question_id)
        if question and any(choice.danger for choice in _chosen(question, {question_id: ticks})):
            yield question, "not-sure" if NOT_SURE in ticks else "yes"


def _once(parts: Iterable[Iterable[Item]]) -> tuple[Item, ...]:
    """The items of all parts, in order, without repeats."""
    return tuple(dict.fromkeys(item for part in parts for item in part))
