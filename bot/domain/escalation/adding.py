"""What the reporter tells Security after Send: each goes as one more mail, and is never lost."""

from datetime import datetime
from typing import Self

from bot.domain.errors import AlreadyWithdrawn, EnoughAdded, NotOnItsWay
from bot.domain.escalation.enums import Addition, Stage
from bot.domain.escalation.steps import Changing, StepOf
from bot.domain.people import Actor

MOST_ADDED = 20
"""To one report; each is a mail that somebody has to read."""


class Adding(Changing):
    """What was added to a report that is on its way, and which of it has left."""

    def add(self, addition: Addition, *, by: Actor) -> StepOf[Self]:
        """Idempotent by its id and words: other words under the same id are another addition.

        Raises NotYours, AlreadyWithdrawn, NotOnItsWay, EnoughAdded.
        """
        self.check_reporter(by)
        same = [it for it in self.added if it.id.partition(".")[0] == addition.id]
        if any(it.words == addition.words for it in same):
            return self._unchanged()
        if same:
            addition = addition.model_copy(update={"id": f"{addition.id}.{len(same) + 1}"})
        if self.stage is Stage.WITHDRAWN:
            raise AlreadyWithdrawn
        if not self.is_on_its_way:
            raise NotOnItsWay
        if len(self.added) >= MOST_ADDED:
            raise EnoughAdded
        return self._step(
            f"added-{addition.kind}", at=addition.at, by=by.id, added=(*self.added, addition)
        )

    def addition_mailed(self, addition_id: str, *, at: datetime) -> StepOf[Self]:
        """The mail service has accepted the mail about it."""
        found = self.addition(addition_id)
        if found is None or found.sent_at is not None:
            return self._unchanged()
        sent = found.model_copy(update={"sent_at": at})
        added = tuple(sent if it.id == addition_id else it for it in self.added)
        return self._step("addition-mailed", at=at, added=added)
