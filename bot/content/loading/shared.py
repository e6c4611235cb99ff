"""The questions that several scenarios share."""

from collections.abc import Mapping
from typing import Any

from bot.content.loading.complaints import Place
from bot.content.loading.questions import (
    GATE,
    PATTERN,
    Known,
    check_gate,
    check_pattern,
    raw_questions,
    read_question,
)
from bot.content.loading.reading import Reading
from bot.domain.scenario import Question

_FILE = "shared/questions.toml"


class SharedQuestions:
    """Reads the shared questions, lends them out, and knows which of them were used."""

    def __init__(self, reading: Reading, known: Known) -> None:
        self.place = reading.place(_FILE)
        self.readable: dict[str, tuple[Place, Question]] = {}
        self._ids: set[str] | None = None
        self._used = {GATE, PATTERN}
        if (table := reading.table(_FILE)) is not None:
            self._read(table, known)

    def question(self, question_id: str) -> Question | None:
        """The shared question of that id; None if it is not there or cannot be read."""
        return self.readable[question_id][1] if question_id in self.readable else None

    def use(self, raw: Mapping[str, Any], place: Place) -> Question | None:
        """The shared question that an entry of a scenario names, or None."""
        wanted = str(raw["use"])
        for key in raw.keys() - {"use"}:
            place.at(key).refuse("a shared question takes no other keys")
        if wanted == GATE:
            place.at("use").refuse("this is asked before every scenario; leave it out here")
            return None
        if self._ids is not None and wanted not in self._ids:
            place.at("use").refuse_unknown("shared question", wanted, self._ids)
        self._used.add(wanted)
        return self.question(wanted)

    def refuse_unused(self) -> None:
        """Complains of shared questions that no scenario asks."""
        for question_id, (place, _) in self.readable.items():
            if question_id not in self._used:
                place.refuse(f'no scenario uses the question "{question_id}"')

    def _read(self, table: Mapping[str, Any], known: Known) -> None:
        self._ids = set()
        for key in table.keys() - {"questions"}:
            self.place.refuse_unknown("key", key, ["about", "questions"])
        for raw, place in raw_questions(table, self.place):
            question = read_question(raw, place, known)
            if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                self._ids.add(raw["id"])
            if question is not None:
                self.readable.setdefault(question.id, (place, question))
        for question_id, check in ((GATE, check_gate), (PATTERN, check_pattern)):
            if question_id not in self._ids:
                self.place.refuse(f'the question "{question_id}" is missing')
            elif question_id in self.readable:
                place, question = self.readable[question_id]
                check(question, place)
