"""How urgent the answers make it, and what else they lead to."""

from bot.domain.answers import choices_made, danger_answers, flags_of, once, start_of, visited
from bot.domain.draft import NOT_SURE, Draft
from bot.domain.scenario import Catalogue, Choice, Flag, Level, LevelWord, Question, Value


class Reason(Value):
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
    reasons: tuple[Reason, ...]
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


def _reason(question: Question, choice: Choice, draft: Draft) -> Reason:
    is_not_sure = NOT_SURE in draft.answers.get(question.id, ())
    return Reason(question=question.text, answer=choice.text, is_not_sure=is_not_sure)


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
