"""What a person has told us so far, before anything is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self, TypedDict, Unpack

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.people import Actor, Person

Ticks = tuple[str, ...]
"""Ids of choices; empty means skipped."""

NOT_SURE = "not-sure"
"""What is kept when a person says they are not sure."""


class LeaderSearch(Value):
    """What came of looking for somebody the reporter named."""

    outcome: Literal["found", "nobody", "silent", "own-leader", "self"]
    """Silent: the directory did not say. Own leader: the very one whom the reporter goes round."""
    people: tuple[Person, ...] = ()
    """Who may be meant, a few at most."""
    has_more: bool = False
    """Whether others go by that name as well."""

    def person(self, person_id: str) -> Person | None:
        """One of them."""
        return next((it for it in self.people if it.id == person_id), None)


class TellWhom(Value):
    """Who hears of the report besides Security, as the reporter decided."""

    kind: Literal["leader", "other-leader", "not-my-leader", "security-only", "no-one-yet"]
    leader: Person | None = None
    goes_round: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Their own people leader must hear nothing, whoever that is and whoever is named."""
    search: LeaderSearch | None = Field(None, json_schema_extra=SINCE_1_1)
    """None: nobody was looked for."""
    is_sure: bool = Field(False, json_schema_extra=SINCE_1_1)
    """The reporter has seen what came of the search, and goes on with this leader."""


class DraftChanges(TypedDict, total=False):
    """The fields of a draft that may be replaced, with their types, so that mypy refuses others."""

    reporter: Person
    scenario_id: str | None
    answers: Mapping[str, Ticks]
    words: Mapping[str, str]
    form: Mapping[str, Ticks]
    after_danger: Mapping[str, Literal["safe", "send-now"]]
    guidance_read: bool
    tell_whom: TellWhom | None
    trail: tuple[str, ...]
    paused_at: datetime | None


class Draft(Value):
    """One person's unfinished report. Every change returns a new draft."""

    id: str
    reference: str
    tenant_id: str
    reporter: Person
    started_at: datetime
    scenario_id: str | None = None
    answers: Mapping[str, Ticks] = Field(default_factory=dict)
    """Choices by question id, in the order they were given."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """Free text by question or field id."""
    form: Mapping[str, Ticks] = Field(default_factory=dict)
    """Ticks by field id; a field that was shown has an entry, even an empty one."""
    after_danger: Mapping[str, Literal["safe", "send-now"]] = Field(default_factory=dict)
    """What the person chose on the 111 screen, by the question that led there."""
    guidance_read: bool = False
    tell_whom: TellWhom | None = None
    trail: tuple[str, ...] = ()
    """The steps taken, newest last; Back takes the last one away."""
    paused_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When the person stopped. Nothing is asked of them until they go on."""

    @property
    def reporter_actor(self) -> Actor:
        """The reporter as the sender of activities."""
        return Actor(id=self.reporter.id or "", tenant_id=self.tenant_id)

    def replace(self, **changes: Unpack[DraftChanges]) -> Self:
        """With these fields replaced, and nothing added to the trail."""
        return self.model_copy(update=changes)

    def paused(self, at: datetime) -> Self:
        """Stopped for now, and kept as it is."""
        return self.replace(paused_at=at)

    def resumed(self) -> Self:
        """Open again, where it was left."""
        return self.replace(paused_at=None)

    def with_scenario(self, scenario_id: str) -> Self:
        """With the kind of thing it is about."""
        return self._with_step("kind", scenario_id=scenario_id)

    def with_answer(self, question_id: str, ticks: Ticks, words: str = "") -> Self:
        """With one more question answered; a new answer to an old question replaces it."""
        answers = {key: value for key, value in self.answers.items() if key != question_id}
        said = {key: value for key, value in self.words.items() if key != question_id}
        said |= {question_id: words} if words else {}
        return self._with_step(
            f"question:{question_id}", answers={**answers, question_id: ticks}, words=said
        )

    def with_danger(self, question_id: str, ticks: Ticks) -> Self:
        """With danger said at any time: that answer stands anew, and leads to the 111 screen."""
        left = {key: value for key, value in self.after_danger.items() if key != question_id}
        return self.replace(
            answers={**self.answers, question_id: ticks},
            after_danger=left,
            trail=(*self.trail, f"question:{question_id}"),
        )

    def with_danger_left(self, question_id: str, choice: Literal["safe", "send-now"]) -> Self:
        """With what the person chose on the 111 screen."""
        left = {**self.after_danger, question_id: choice}
        return self._with_step(f"danger:{question_id}", after_danger=left)

    def with_guidance_read(self) -> Self:
        """With the guidance read and a report wished for."""
        return self._with_step("guidance", guidance_read=True)

    def with_page_filled(
        self, page_id: str, ticks: Mapping[str, Ticks], words: Mapping[str, str]
    ) -> Self:
        """With some fields of a page filled in."""
        kept = {key: value for key, value in self.words.items() if key not in ticks}
        return self._with_step(
            f"page:{page_id}", form={**self.form, **ticks}, words={**kept, **words}
        )

    def with_reporter(self, person: Person | None) -> Self:
        """With the reporter's name and address as the directory has them, if it has them."""
        if person is None:
            return self
        named = person.model_copy(update={"id": self.reporter.id})
        return self.replace(reporter=named)

    def with_tell_whom(self, tell_whom: TellWhom) -> Self:
        """With who hears of it."""
        return self._with_step("tell", tell_whom=tell_whom)

    def with_leader_named(self, tell_whom: TellWhom) -> Self:
        """With somebody named, and what came of looking for them; later with a yes to that."""
        return self._with_step("named", tell_whom=tell_whom)

    @property
    def is_in_a_hurry(self) -> bool:
        """The person wants Security told now; details can follow."""
        return "send-now" in self.after_danger.values()

    def without(self, field_id: str) -> Self:
        """With one optional part taken out again."""
        return self.replace(
            form={**self.form, field_id: ()},
            words={key: value for key, value in self.words.items() if key != field_id},
        )

    def _with_step(self, step: str, **changes: Unpack[DraftChanges]) -> Self:
        trail = self.trail if self.trail[-1:] == (step,) else (*self.trail, step)
        changes |= {"trail": trail, "paused_at": None}
        return self.replace(**changes)
