"""What every transition of an escalation is made with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from bot.domain.escalation.stages import Event, LeaderState, Stage
from bot.domain.escalation.standing import Standing

It = TypeVar("It", bound=Standing)


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
        self, kind: str, *, at: datetime, by: str | None = None, **changes: Any
    ) -> StepOf[Self]:
        after = self.model_copy(update={**changes, "version": self.version + 1})
        return StepOf(before=self, after=after, events=(Event(kind=kind, at=at, by=by),))

    def _unchanged(self) -> StepOf[Self]:
        return StepOf(before=self, after=self, events=())

    def _mailing(self, because: str) -> dict[str, Any]:
        """On to Security, unless it is on its way there already."""
        if self.is_on_its_way:
            return {}
        return {"stage": Stage.MAILING, "mailing_because": because}

    def _without_deputy(self, because: str) -> dict[str, Any]:
        """Nobody stands in; where the leader could not be reached either, it waits for nobody."""
        changes: dict[str, Any] = {"deputy_state": LeaderState.NOT_REACHED}
        if self.leader_state is LeaderState.NOT_REACHED:
            changes |= self._mailing(because)
        return changes
