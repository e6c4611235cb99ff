"""What every transition of an escalation is made with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypedDict, TypeVar, Unpack

from bot.domain.escalation.enums import (
    Addition,
    Decision,
    Event,
    LeaderState,
    MailTrouble,
    Stage,
    System,
)
from bot.domain.escalation.standing import Standing
from bot.domain.people import Person

It = TypeVar("It", bound=Standing)


class EscalationChanges(TypedDict, total=False):
    """The fields a transition may replace, with their types, so that mypy refuses any other."""

    stage: Stage
    leader_state: LeaderState
    leader: Person | None
    deputy_state: LeaderState | None
    deputy: Person | None
    left_out: tuple[str, ...]
    named: Person | None
    asked_at: datetime | None
    deputy_asked_at: datetime | None
    reminded_at: datetime | None
    decision: Decision | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    mailing_because: str | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    mail_trouble: MailTrouble | None
    mail_copied_at: datetime | None
    undelivered_at: datetime | None
    arrived_at: datetime | None
    ticked: tuple[System, ...]
    added: tuple[Addition, ...]


@dataclass(frozen=True)
class StepOf(Generic[It]):
    """One transition: the value before (None at the start), after, and what happened."""

    before: It | None
    after: It
    events: tuple[Event, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything happened at all."""
        return bool(self.events)


class Changing(Standing):
    """A standing that can take a step."""

    def _step(
        self,
        kind: str,
        *,
        at: datetime,
        by: str | None = None,
        **changes: Unpack[EscalationChanges],
    ) -> StepOf[Self]:
        after = self.model_copy(update={**changes, "version": self.version + 1})
        return StepOf(before=self, after=after, events=(Event(kind=kind, at=at, by=by),))

    def _unchanged(self) -> StepOf[Self]:
        return StepOf(before=self, after=self, events=())

    def _mailing(self, because: str) -> EscalationChanges:
        """On to Security, unless it is on its way there already."""
        if self.is_on_its_way:
            return {}
        return {"stage": Stage.MAILING, "mailing_because": because}

    def _without_deputy(self, because: str) -> EscalationChanges:
        """Nobody stands in; where the leader could not be reached either, it waits for nobody."""
        changes: EscalationChanges = {"deputy_state": LeaderState.NOT_REACHED}
        if self.leader_state is LeaderState.NOT_REACHED:
            changes |= self._mailing(because)
        return changes
