"""What Send would keep: who is told, and how long a leader has."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.draft import Draft, TellWhom
from bot.domain.escalation import Stage
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import Submission
from bot.services.escalations import SubmitReport, answer_by
from tests.builders import LEA, NOON, a_draft, shipped

FRIDAY_EVENING = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
"""6.30 pm in New Zealand."""


def prepared(draft: Draft) -> Submission:
    nowhere: Any = None  # nothing is kept by asking
    return SubmitReport(nowhere, shipped(), lambda: NOON).prepare(draft)


@pytest.mark.parametrize(
    ("kind", "leader"),
    [
        ("leader", LEA),
        ("other-leader", LEA),
        ("other-leader", Person(name="Ari Example")),
    ],
)
def test_the_leader_the_reporter_chose_is_waited_for(kind: str, leader: Person) -> None:
    whom = TellWhom.model_validate({"kind": kind, "leader": leader})

    submission = prepared(a_draft("impersonation", tell_whom=whom))

    assert submission.report.level is Level.HIGH
    assert submission.escalation.stage is Stage.AWAITING_LEADER
    assert submission.escalation.leader == leader
    assert submission.escalation.answer_by == NOON + timedelta(hours=2)


def test_for_security_only_means_at_once_and_without_a_trace_of_the_leader() -> None:
    whom = TellWhom(kind="security-only", leader=LEA)

    escalation = prepared(a_draft("impersonation", tell_whom=whom)).escalation

    assert escalation.stage is Stage.MAILING
    assert "Lea" not in escalation.model_dump_json()


def test_a_threat_waits_for_nobody() -> None:
    submission = prepared(a_draft("threat", tell_whom=TellWhom(kind="leader", leader=LEA)))

    assert submission.escalation.stage is Stage.MAILING
    assert submission.escalation.leader == LEA
    assert submission.step.after == submission.escalation


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (Level.HIGH, FRIDAY_EVENING + timedelta(hours=2)),
        (Level.STANDARD, datetime(2026, 11, 30, 4, 0, tzinfo=UTC)),
    ],
)
def test_high_counts_clock_hours_and_standard_a_working_day(level: Level, due: datetime) -> None:
    assert answer_by(level, FRIDAY_EVENING) == due
