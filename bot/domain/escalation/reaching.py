"""How the people who should know of an escalation are found, asked and reminded."""

from datetime import datetime
from typing import Self

from bot.domain.escalation.enums import LeaderState, Stage
from bot.domain.escalation.standing import WAITS_FOR_THEM
from bot.domain.escalation.steps import Changing, EscalationChanges, StepOf
from bot.domain.people import Person


class Reaching(Changing):
    """What became of the way to the leader, and to the deputy who stands in for them."""

    def leader_found(
        self, leader: Person, *, at: datetime, own: Person | None = None
    ) -> StepOf[Self]:
        """The person named as leader is known now: never the reporter, nor one left out.

        And who leads the reporter, where the reporter goes round them.
        """
        if self.leader_state is not LeaderState.TO_BE_FOUND or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        left_out = self.left_out_with(own, leader)
        if leader.id in left_out and self.passes_over_own_leader:
            return self._named_who_is_left_out(leader, left_out, at)
        if leader.id in (self.reporter_id, *left_out):
            return self.leader_not_reached(at=at)
        return self._step(
            "leader-found",
            at=at,
            leader=leader,
            leader_state=LeaderState.TO_BE_ASKED,
            left_out=left_out,
            named=None,
        )

    def leader_asked(self, *, at: datetime) -> StepOf[Self]:
        """The card is in the leader's chat, perhaps after others were asked too."""
        if self.leader_state is not LeaderState.TO_BE_ASKED and not self.may_still_be_reached:
            return self._unchanged()
        return self._step("leader-asked", at=at, asked_at=at, leader_state=LeaderState.ASKED)

    def leader_not_reached(self, *, at: datetime) -> StepOf[Self]:
        """No card can come to the leader: their deputy is asked, and without one it goes on."""
        if self.leader_state not in (LeaderState.TO_BE_FOUND, *WAITS_FOR_THEM):
            return self._unchanged()
        if self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        changes: EscalationChanges = {"leader_state": LeaderState.NOT_REACHED}
        if self.deputy_state is None and self.leader and self.leader.id:
            changes["deputy_state"] = LeaderState.TO_BE_FOUND
        elif self.deputy_state in (None, LeaderState.NOT_REACHED):
            changes |= self._mailing("leader-not-reached")
        return self._step("leader-not-reached", at=at, **changes)

    def deputy_called(self, *, at: datetime) -> StepOf[Self]:
        """The leader has not seen an urgent report in time."""
        is_unseen = self.leader_state in WAITS_FOR_THEM and self.decision is None
        if not is_unseen or self.deputy_state is not None or self.stage is Stage.WITHDRAWN:
            return self._unchanged()
        return self._step("deputy-called", at=at, deputy_state=LeaderState.TO_BE_FOUND)

    def deputy_found(
        self, deputy: Person, *, at: datetime, own: Person | None = None
    ) -> StepOf[Self]:
        """Somebody can stand in for the leader; and who leads the reporter, if that matters."""
        if self.deputy_state is not LeaderState.TO_BE_FOUND or not self.is_open:
            return self._unchanged()
        left_out = self.left_out_with(own, self.leader)
        if not self.may_be_deputy(deputy) or deputy.id in left_out:
            return self.deputy_not_reached(at=at)
        return self._step(
            "deputy-found",
            at=at,
            deputy=deputy,
            deputy_state=LeaderState.TO_BE_ASKED,
            left_out=left_out,
        )

    def deputy_asked(self, *, at: datetime) -> StepOf[Self]:
        """The card is in the deputy's chat."""
        if self.deputy_state is not LeaderState.TO_BE_ASKED:
            return self._unchanged()
        return self._step("deputy-asked", at=at, deputy_asked_at=at, deputy_state=LeaderState.ASKED)

    def deputy_not_reached(self, *, at: datetime, own: Person | None = None) -> StepOf[Self]:
        """Nobody can stand in: what waits for nobody goes to Security."""
        if self.deputy_state not in (LeaderState.TO_BE_FOUND, *WAITS_FOR_THEM):
            return self._unchanged()
        if not self.is_open:
            return self._unchanged()
        changes = self._without_deputy("leader-not-reached")
        changes["left_out"] = self.left_out_with(own, self.leader)
        return self._step("deputy-not-reached", at=at, **changes)

    def _named_who_is_left_out(
        self, named: Person, left_out: tuple[str, ...], at: datetime
    ) -> StepOf[Self]:
        """Named was the very leader whom the reporter goes round: it is for Security only."""
        changes = self._mailing("security-only")
        changes |= {"leader": None, "leader_state": LeaderState.NOT_TOLD}
        changes |= {"named": named, "left_out": left_out}
        return self._step("leader-left-out", at=at, **changes)

    def reminded(self, *, at: datetime) -> StepOf[Self]:
        """Whoever was asked has been reminded; it happens once."""
        if not self.needs_reminder:
            return self._unchanged()
        return self._step("leader-reminded", at=at, reminded_at=at)
