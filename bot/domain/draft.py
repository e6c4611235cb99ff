"""The draft: a person's unfinished report, before anything is sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, Self, TypedDict, Unpack

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.people import Actor, Person
from bot.domain.report import Report, ToldFacts

Ticks = tuple[str, ...]
"""Ids of choices; empty means skipped."""

NOT_SURE = "not-sure"
"""Stored as the tick of a person who is not sure."""
DETAILS_MENU = "menu"
"""As the open page: the list of the pages of details."""
KIND_PAGE = "kind"
"""As the open page, on the short way out of danger: what it is about."""


class LeaderSearch(Value):
    """The result of a directory search for the person the reporter named."""

    outcome: Literal["found", "nobody", "silent", "own-leader", "self"]
    """Silent: the directory did not answer. Own leader: the one whom the reporter excludes."""
    people: tuple[Person, ...] = ()
    """The first few matches."""
    has_more: bool = False
    """Whether there are more matches."""

    def person(self, person_id: str) -> Person | None:
        """The match with this id, or None."""
        return next((person for person in self.people if person.id == person_id), None)


class TellWhom(Value):
    """Whom the reporter wants told besides Security."""

    kind: Literal["leader", "other-leader", "not-my-leader", "security-only", "no-one-yet"]
    leader: Person | None = None
    goes_round: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether the reporter's own people leader must hear nothing, even if named."""
    search: LeaderSearch | None = Field(None, json_schema_extra=SINCE_1_1)
    """None: no search was made."""
    is_sure: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether the reporter has seen the result of the search and confirmed this leader."""

    @property
    def is_settled(self) -> bool:
        """Whether it says who is told, with nothing left to ask."""
        if self.kind == "other-leader":
            return self.leader is not None and (self.search is None or self.is_sure)
        return self.kind in ("leader", "security-only")


EARLIER = "earlier"
"""The line of a report that lists earlier ones, and its name among the parts to leave out."""


class EarlierReport(Value):
    """An earlier report of the same person, as Security reads of it."""

    report_id: str
    reference: str
    said: str
    """Day and situation, in words."""


class DraftChanges(TypedDict, total=False):
    """The fields of a draft that may be replaced, typed for mypy."""

    reporter: Person
    scenario_id: str | None
    answers: Mapping[str, Ticks]
    words: Mapping[str, str]
    after_danger: Mapping[str, Literal["safe", "send-now"]]
    guidance_read: bool
    tell_whom: TellWhom | None
    trail: tuple[str, ...]
    paused_at: datetime | None
    page: str | None
    page_at: int
    asks_whom: bool
    told_before: tuple[TellWhom | None, ...]
    leader_may_read: tuple[str, ...]
    earlier: tuple[EarlierReport, ...]


class Draft(Value):
    """A person's unfinished report. Each change returns a new draft.

    A change that is a step of the journey adds to the trail, which Back takes away from.
    """

    id: str
    reference: str
    tenant_id: str
    reporter: Person
    started_at: datetime
    scenario_id: str | None = None
    answers: Mapping[str, Ticks] = Field(default_factory=dict)
    """Ticks by fact, in the order told. A fact that was asked has an entry, even if skipped."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """Free text by fact."""
    form: Mapping[str, Ticks] = Field(default_factory=dict)
    """Of release 1.1.0, which held the facts of its form apart; empty since."""
    after_danger: Mapping[str, Literal["safe", "send-now"]] = Field(default_factory=dict)
    """The choice on the 111 screen, by the question that led there."""
    guidance_read: bool = False
    tell_whom: TellWhom | None = None
    trail: tuple[str, ...] = ()
    """The steps taken, newest last."""
    paused_at: datetime | None = Field(None, json_schema_extra=SINCE_1_1)
    """When the person stopped. Nothing is asked until they go on."""
    page: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """The page of details that is open; DETAILS_MENU for their list."""
    page_at: int = Field(0, json_schema_extra=SINCE_1_1)
    """The place on that page of the fact that a typed answer is for."""
    asks_whom: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether the reporter is choosing whom to tell; their own people leader is the default."""
    told_before: tuple[TellWhom | None, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Whom they had chosen to tell, each time they wanted to change it; Back restores it."""
    leader_may_read: tuple[str, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Facts that a people leader reads only because the reporter said so."""
    earlier: tuple[EarlierReport, ...] = Field((), json_schema_extra=SINCE_1_1)
    """Earlier reports that the reporter joined, for Security only."""
    adds_to: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """Id of the report that this adds to; None for a report in the making."""
    known_before: ToldFacts | None = Field(None, json_schema_extra=SINCE_1_1)
    """What that report said when this was begun."""

    @classmethod
    def adding_to(cls, report: Report, known: ToldFacts, *, draft_id: str, at: datetime) -> Self:
        """The draft of an addition to a report, with what is known filled in."""
        return cls(
            id=draft_id,
            # A release that does not know of additions refuses to send a reference twice.
            reference=report.reference,
            tenant_id=report.tenant_id,
            reporter=report.reporter,
            started_at=at,
            scenario_id=known.scenario_id,
            answers=known.answers,
            words=known.words,
            after_danger=known.after_danger,
            guidance_read=True,
            leader_may_read=known.leader_may_read,
            adds_to=report.id,
            known_before=known,
        )

    @property
    def told(self) -> ToldFacts:
        """What was told so far."""
        return ToldFacts(
            scenario_id=self.scenario_id,
            answers=self.answers,
            words=self.words,
            after_danger=self.after_danger,
            leader_may_read=self.leader_may_read,
        )

    @property
    def is_worth_keeping(self) -> bool:
        """Whether something was told that a person would miss."""
        if self.adds_to is not None:
            return not self.says_nothing_new
        return bool(self.trail)

    @property
    def says_nothing_new(self) -> bool:
        """Whether an addition has nothing in it yet."""
        return self.told == self.known_before

    def before_addition(self) -> Self:
        """An addition without anything new."""
        known = self.known_before or ToldFacts()
        return self.replace(
            scenario_id=known.scenario_id,
            answers=known.answers,
            words=known.words,
            after_danger=known.after_danger,
        )

    @property
    def reporter_actor(self) -> Actor:
        """The reporter as the sender of activities."""
        return Actor(id=self.reporter.id or "", tenant_id=self.tenant_id)

    def replace(self, **changes: Unpack[DraftChanges]) -> Self:
        """A copy with these fields replaced; the trail stays as it is."""
        return self.model_copy(update=changes)

    def paused(self, at: datetime) -> Self:
        """Stopped for now."""
        return self.replace(paused_at=at)

    def resumed(self) -> Self:
        """Open again at the same position."""
        return self.replace(paused_at=None)

    def with_scenario(self, scenario_id: str) -> Self:
        """With the scenario chosen."""
        return self._with_step("kind", scenario_id=scenario_id)

    def with_answer(self, question_id: str, ticks: Ticks, words: str = "") -> Self:
        """With a fact asked for and told; a second answer replaces the first, at the end."""
        answers = {key: value for key, value in self.answers.items() if key != question_id}
        said = {key: value for key, value in self.words.items() if key != question_id}
        said |= {question_id: words} if words else {}
        return self._with_step(
            f"question:{question_id}", answers={**answers, question_id: ticks}, words=said
        )

    def with_danger(self, question_id: str, ticks: Ticks) -> Self:
        """With this answer to a question about danger, which opens the 111 screen again."""
        left = {key: value for key, value in self.after_danger.items() if key != question_id}
        return self.replace(
            answers={**self.answers, question_id: ticks},
            after_danger=left,
            trail=(*self.trail, f"question:{question_id}"),
        )

    def with_danger_left(self, question_id: str, choice: Literal["safe", "send-now"]) -> Self:
        """With the choice on the 111 screen.

        Who sends now is asked nothing else: a page of details closes, and where they were changing
        who is told, Security alone is until they say otherwise.
        """
        left = {**self.after_danger, question_id: choice}
        step = f"danger:{question_id}"
        if choice == "safe":
            page = None if self.page == KIND_PAGE else self.page  # of the short way, left with this
            return self._with_step(step, after_danger=left, page=page)
        is_open = self.asks_whom or not (self.tell_whom is None or self.tell_whom.is_settled)
        whom = TellWhom(kind="security-only") if is_open else self.tell_whom
        return self._with_step(step, after_danger=left, page=None, tell_whom=whom, asks_whom=False)

    def with_guidance_read(self) -> Self:
        """With the guidance read and a report wanted."""
        return self._with_step("guidance", guidance_read=True)

    def with_ticks(self, shown: Iterable[str], ticked: Iterable[str]) -> Self:
        """With the card of ticks answered: these facts were shown, and those are so."""
        names, yes = list(shown), set(ticked)
        answers = {name: ("yes",) if name in yes else () for name in names}
        return self._with_step(f"ticks:{','.join(names)}", answers={**self.answers, **answers})

    def with_facts(
        self, ticks: Mapping[str, Ticks], words: Mapping[str, str] | None = None
    ) -> Self:
        """With these facts told as details; their former words are dropped."""
        others = {name: said for name, said in self.words.items() if name not in ticks}
        return self.replace(answers={**self.answers, **ticks}, words={**others, **(words or {})})

    def with_page(self, page: str | None, at: int = 0) -> Self:
        """With this page of details open; None closes it."""
        return self.replace(page=page, page_at=at, paused_at=None)

    def with_reporter(self, person: Person | None) -> Self:
        """With the reporter's name and mail address from the directory, if known."""
        if person is None:
            return self
        named = person.model_copy(update={"id": self.reporter.id})
        return self.replace(reporter=named)

    def with_whom_asked(self) -> Self:
        """With the question whom to tell open."""
        if self.asks_whom:
            return self.resumed()
        told = (*self.told_before, self.tell_whom)
        return self._with_step("whom", tell_whom=None, asks_whom=True, told_before=told)

    def with_tell_whom(self, tell_whom: TellWhom) -> Self:
        """With whom to tell."""
        return self._with_step("tell", tell_whom=tell_whom, asks_whom=False)

    def with_leader_allowed(self, fact_ids: Iterable[str]) -> Self:
        """With the facts that the people leader may read too."""
        return self.replace(leader_may_read=tuple(fact_ids))

    def with_leader_named(self, tell_whom: TellWhom) -> Self:
        """With a leader named and searched for; again once the reporter confirms them."""
        return self._with_step("named", tell_whom=tell_whom)

    @property
    def is_in_a_hurry(self) -> bool:
        """Whether the person chose to send now from the 111 screen; details can follow."""
        return "send-now" in self.after_danger.values()

    def without(self, fact_id: str) -> Self:
        """With a fact left out, or the list of earlier reports."""
        if fact_id == EARLIER:
            return self.replace(earlier=())
        return self.with_facts({fact_id: ()})

    def _with_step(self, step: str, **changes: Unpack[DraftChanges]) -> Self:
        trail = self.trail if self.trail[-1:] == (step,) else (*self.trail, step)
        changes |= {"trail": trail, "paused_at": None}
        return self.replace(**changes)
