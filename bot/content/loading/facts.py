"""Checks of facts: the names that keep one thing, said in several places, from counting twice."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.content.loading.complaints import Place
from bot.domain.scenario import Question


def check(questions: Iterable[tuple[Place, Question]]) -> None:
    """Refuses facts on answers without weight, and two spellings of what looks like one fact."""
    named: dict[str, list[Place]] = {}
    for place, question in questions:
        for number, choice in enumerate(question.choices, 1):
            if choice.fact is None:
                continue
            spot = place.at("choices", number, "fact")
            named.setdefault(choice.fact, []).append(spot)
            if choice.floor is None and not choice.push:
                spot.refuse("has no effect here, because there is neither floor nor push")
    _refuse_lookalikes(named)


def _refuse_lookalikes(named: dict[str, list[Place]]) -> None:
    rarest_first = sorted(named, key=lambda fact: (len(named[fact]), fact))
    for number, fact in enumerate(rarest_first):
        others = {other.replace("-", "_"): other for other in rarest_first[number + 1 :]}
        for close in get_close_matches(fact.replace("-", "_"), others, n=1, cutoff=0.85):
            for place in named[fact]:
                place.refuse(f'"{fact}" looks like "{others[close]}"; use one name for one fact')
