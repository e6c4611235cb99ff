"""What the answers say, read with the catalogue they answer: where they led, what was chosen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeVar

from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import Catalogue, Choice, Flag, Question

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
