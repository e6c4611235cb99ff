"""Which question comes next.

Pure functions of the catalogue and the answers: asking twice, going back and starting again
need no bookkeeping of their own.
"""

from collections.abc import Sequence

from bot.domain.answers import Answers, danger_answers, flags_of, start_of, visited
from bot.domain.draft import Draft
from bot.domain.scenario import Catalogue, Flag, Question

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
