"""The escalation as a whole, and how it begins."""

from datetime import datetime
from typing import Self

from bot.domain.escalation.adding import Adding
from bot.domain.escalation.answering import Answering
from bot.domain.escalation.enums import Event, LeaderState, OwnLeader, Stage
from bot.domain.escalation.leaving import Leaving
from bot.domain.escalation.reaching import Reaching
from bot.domain.escalation.steps import StepOf
from bot.domain.people import Actor, Person
from bot.domain.scenario import LevelWord


class Escalation(Reaching, Answering, Leaving, Adding):
    """A report's way to Security."""

    @classmethod
    def opened(
        cls,
        *,
        report_id: str,
        reference: str,
        level: LevelWord,
        reporter: Actor,
        leader: Person | None,
        leader_is_told: bool,
        at: datetime,
        answer_by: datetime | None = None,
        remind_at: datetime | None = None,
        deputy_at: datetime | None = None,
        left_out: tuple[str, ...] = (),
        own_leader: OwnLeader = OwnLeader.MAY_HEAR,
    ) -> StepOf[Self]:
        """The escalation of a new report, with what is due first."""
        told = leader if leader_is_told else None
        is_checked_first = told is not None and own_leader is OwnLeader.LEFT_OUT
        at_once = level.goes_at_once or not leader_is_told
        escalation = cls(
            report_id=report_id,
            reference=reference,
            tenant_id=reporter.tenant_id,
            level=level,
            reporter_id=reporter.id,
            stage=Stage.MAILING if at_once else Stage.AWAITING_LEADER,
            leader_state=_first_state(
                None if is_checked_first else leader, leader_is_told, reporter
            ),
            # Without id and address nobody can be asked or written to by mistake.
            leader=Person(name=told.name) if told and is_checked_first else told,
            named=told if is_checked_first else None,
            mailing_because=_why_at_once(level) if at_once else None,
            answer_by=None if at_once else answer_by,
            remind_at=None if at_once else remind_at,
            deputy_at=deputy_at if at_once and leader_is_told else None,
            left_out=left_out,
            own_leader=own_leader,
            version=1,
        )
        event = Event(kind="reported", at=at, by=reporter.id)
        return StepOf(before=None, after=escalation, events=(event,))


Step = StepOf[Escalation]
"""One transition of an escalation."""


def _why_at_once(level: LevelWord) -> str:
    return "urgent" if level.goes_at_once else "security-only"


def _first_state(leader: Person | None, is_told: bool, reporter: Actor) -> LeaderState:
    if not is_told:
        return LeaderState.NOT_TOLD
    if leader is None or leader.id is None or leader.id == reporter.id:
        return LeaderState.TO_BE_FOUND
    return LeaderState.TO_BE_ASKED
