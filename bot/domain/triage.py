"""From answers to the next question, and to how urgent they make it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from bot.domain.base import Value
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import (
    Catalogue,
    Choice,
    Flag,
    Level,
    LevelWord,
    Question,
)

UNKNOWN = "support-or-not-sure"
"""The scenario of a person who has not said what it is about."""

Answers = Mapping[str, Ticks]
Item = TypeVar("Item")


def start_of(catalogue: Catalogue, draft: Draft) -> str:
    """The scenario the person began with."""
    said = draft.scenario_id
    return said if said and said in catalogue.scenarios else UNKNOWN


def visited(catalogue: Catalogue, start: str, answers: Answers) -> tuple[str, ...]:
    """The scenarios entered, each once, sorted as they are asked: jump order, newest first."""
    entered = [start]
    for scenario_id in entered:
        for question in catalogue.scenario(scenario_id).questions:
            for choice in chosen(question, answers):
                if choice.jump and choice.jump not in entered:
                    entered.append(choice.jump)
    places = {scenario_id: place for place, scenario_id in enumerate(entered)}
    return tuple(sorted(entered, key=lambda name: (catalogue.rank(name), -places[name])))


def chosen(question: Question, answers: Answers) -> Iterator[Choice]:
    """The choices an answer stands for; "not sure" stands for what the question says."""
    for tick in answers.get(question.id, ()):
        wanted = question.not_sure if tick == NOT_SURE else tick
        if wanted and (choice := question.choice(wanted)):
            yield choice


def choices_made(
    catalogue: Catalogue, order: tuple[str, ...], answers: Answers
) -> Iterator[tuple[Question, Choice]]:
    """Every choice that was made, with its question: the gate first, then as they are asked."""
    questions = {catalogue.gate.id: catalogue.gate}
    for name in order:
        questions |= {q.id: q for q in catalogue.scenario(name).questions if q.id not in questions}
    questions.setdefault(catalogue.pattern.id, catalogue.pattern)
    for question in questions.values():
        for choice in chosen(question, answers):
            yield question, choice


def flags_of(catalogue: Catalogue, order: tuple[str, ...], answers: Answers) -> tuple[Flag, ...]:
    """What stays true of the report after these answers."""
    scenarios = [catalogue.scenario(name).flags for name in order]
    return once([*scenarios, *(c.flags for _, c in choices_made(catalogue, order, answers))])


def danger_answers(
    catalogue: Catalogue, draft: Draft
) -> Iterator[tuple[Question, Literal["yes", "not-sure"]]]:
    """The questions whose answer calls for the 111 screen, and what was said to them."""
    for question_id, ticks in draft.answers.items():
        question = catalogue.question(question_id)
        if question and any(choice.danger for choice in chosen(question, {question_id: ticks})):
            yield question, "not-sure" if NOT_SURE in ticks else "yes"


def once(parts: Iterable[Iterable[Item]]) -> tuple[Item, ...]:
    """All of them in order, each once."""
    return tuple(dict.fromkeys(item for part in parts for item in part))


MOST_QUESTIONS = 8
"""Questions in one journey, the danger gate not counted."""
CUSTOMER = "customer"
"""The id of the question that decides whether Kotahi gets an entry."""


def next_question(catalogue: Catalogue, start: str, answers: Answers) -> Question | None:
    """The question to ask now, or None when enough is known.

    At most eight are asked. When more are open than may still be asked, those that only record
    something give way first, questions about danger go first, and the last place is kept for
    the question that waits for all.
    """
    left = MOST_QUESTIONS - len([key for key in answers if key != catalogue.gate.id])
    if left <= 0:
        return None
    waiting = _most_telling(_open_questions(catalogue, start, answers), left)
    if len(waiting) <= left:
        return waiting[0] if waiting else None
    order = visited(catalogue, start, answers)
    first = [question for question in waiting if question.asks_of_danger]
    first += [question for question in waiting if _may_lead_to_danger(catalogue, question, order)]
    if first:
        return first[0]
    return waiting[-1] if left == 1 else waiting[0]


def open_danger(catalogue: Catalogue, draft: Draft) -> Question | None:
    """The question whose answer calls for the 111 screen that has not been left yet."""
    for question, _ in danger_answers(catalogue, draft):
        if question.id not in draft.after_danger:
            return question
    return None


def is_customer_open(catalogue: Catalogue, draft: Draft) -> bool:
    """Whether nobody has said yet if a customer is involved; a full eight may have left it out."""
    start = start_of(catalogue, draft)
    order = visited(catalogue, start, draft.answers)
    is_said = Flag.CUSTOMER in flags_of(catalogue, order, draft.answers)
    return not is_said and CUSTOMER not in draft.answers


def _open_questions(catalogue: Catalogue, start: str, answers: Answers) -> list[Question]:
    order = visited(catalogue, start, answers)
    flags = frozenset(flags_of(catalogue, order, answers))
    found: dict[str, Question] = {}
    for scenario_id in order:
        for question in catalogue.scenario(scenario_id).questions:
            if question.id not in answers and _applies(question, answers, flags):
                found.setdefault(question.id, question)
    return sorted(found.values(), key=lambda question: question.last)


def _applies(question: Question, answers: Answers, flags: frozenset[Flag]) -> bool:
    """Not what waits for another answer, and not what the answers so far have already said."""
    is_settled = all(choice.is_settled_by(flags) for choice in question.choices)
    if question.has_effect and is_settled:
        return False
    return all(set(answers.get(key, ())) & set(wanted) for key, wanted in question.when.items())


def _most_telling(waiting: Sequence[Question], left: int) -> Sequence[Question]:
    """Without questions that only record something, as far as there are too many."""
    surplus = max(len(waiting) - left, 0)
    dropped = [question.id for question in waiting if not question.has_effect][:surplus]
    return [question for question in waiting if question.id not in dropped]


def _may_lead_to_danger(catalogue: Catalogue, question: Question, order: tuple[str, ...]) -> bool:
    new = [c.jump for c in question.choices if c.jump and c.jump not in order]
    return any(q.asks_of_danger for name in new for q in catalogue.scenario(name).questions)


class LevelReason(Value):
    """One answer that made the report as urgent as it is."""

    question: str
    answer: str
    is_not_sure: bool = False
    """The person said "not sure", and that counts as this answer."""


class Assessment(Value):
    """What the answers amount to."""

    level: LevelWord
    leading: str
    """The scenario whose guidance is given: the first of those visited, in jump order."""
    visited: tuple[str, ...]
    flags: tuple[Flag, ...]
    tell: tuple[str, ...]
    advice: tuple[str, ...]
    reasons: tuple[LevelReason, ...]
    offers_report: bool
    """At advice: something was said that makes a report worth offering."""

    @property
    def report_level(self) -> Level:
        """The level of a report made from this: on request, advice becomes standard."""
        return max(self.level, Level.STANDARD)


def assess(catalogue: Catalogue, draft: Draft) -> Assessment:
    """The level, the route and the guidance that the answers so far lead to."""
    order = visited(catalogue, start_of(catalogue, draft), draft.answers)
    made = tuple(choices_made(catalogue, order, draft.answers))
    choices = [choice for _, choice in made]
    scenarios = [catalogue.scenario(name) for name in order]
    base = max(scenario.base for scenario in scenarios)
    return Assessment(
        level=max(_level(base, choices), _danger_level(catalogue, draft)),
        leading=order[0],
        visited=order,
        flags=flags_of(catalogue, order, draft.answers),
        tell=once([*(s.tell for s in scenarios), *(c.tell for c in choices)]),
        advice=once([(choice.advice,) for choice in choices if choice.advice]),
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
    """Highest of base and floors, then one push-up; a fact counts as floor or as push, not both."""
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
    """Emergency once danger was said; "not sure" is urgent once the person says they are safe."""
    highest = Level.ADVICE
    for question, said in danger_answers(catalogue, draft):
        is_safe_now = draft.after_danger.get(question.id) == "safe"
        calmed = said == "not-sure" and is_safe_now
        highest = max(highest, Level.URGENT if calmed else Level.EMERGENCY)
    return highest
