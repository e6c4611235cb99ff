"""Builders of stored values, and a set clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation, EscalationStatus, Event, LeaderState, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Line, Report
from bot.domain.scenario import Level, Reader
from bot.domain.timers import Limits
from bot.ports import Address, NewTask, Submission

TENANT = "tenant-1"
REPORTER = Actor(id="aroha-1", tenant_id=TENANT)
LEADER = Actor(id="lea-1", tenant_id=TENANT)
LEASE = timedelta(seconds=60)
START = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)
A_CHAT = {"key": "chat", "document": "{}", "version": 1, "updated_at": START}
"""A row of the conversations."""


class SetClock:
    """A set clock."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        """Moves on."""
        self.now += time


def an_address(person_id: str = REPORTER.id, service: str = "https://teams.example.org") -> Address:
    """Where a person's chat is."""
    return Address(
        person_id=person_id,
        tenant_id=TENANT,
        service_url=service,
        conversation_id=f"chat-of-{person_id}",
        bot_id="28:bot",
        member_id=f"29:{person_id}",
    )


def a_draft(draft_id: str = "report-1", words: str = "") -> Draft:
    """An unfinished report of Aroha's."""
    return Draft(
        id=draft_id,
        reference="DH-0001",
        tenant_id=TENANT,
        reporter=Person(id=REPORTER.id, name="Aroha Example", email="aroha@example.org"),
        started_at=START,
        words={"link": words} if words else {},
    )


def a_report(
    report_id: str = "report-1",
    reference: str = "DH-0001",
    level: Level = Level.HIGH,
    submitted_at: datetime = START,
) -> Report:
    """What Aroha told us."""
    return Report(
        id=report_id,
        reference=reference,
        tenant_id=TENANT,
        reporter=Person(id=REPORTER.id, name="Aroha Example", email="aroha@example.org"),
        submitted_at=submitted_at,
        level=level,
        reasons=("A person is named.",),
        scenario_id="offensive-content",
        title="Offensive or harmful content",
        flags=(),
        lines=(
            Line(field="link", heading="Link", value="it said kūmara", readers=(Reader.EMAIL,)),
        ),
        tell=("security",),
        content_version="1",
    )


def a_submission(report: Report | None = None, leader: Actor = LEADER) -> Submission:
    """Aroha presses Send: her leader is asked, or an urgent report goes at once."""
    report = report or a_report()
    at_once = report.level.goes_at_once
    escalation = Escalation(
        report_id=report.id,
        reference=report.reference,
        tenant_id=report.tenant_id,
        level=report.level,
        reporter_id=REPORTER.id,
        stage=EscalationStatus.MAILING if at_once else EscalationStatus.AWAITING_LEADER,
        leader_state=LeaderState.TO_BE_ASKED,
        leader=Person(id=leader.id, name="Lea Example"),
        version=1,
    )
    event = Event(kind="reported", at=report.submitted_at, by=REPORTER.id)
    step = Transition(before=None, after=escalation, events=(event,))
    return Submission(report=report, escalation=escalation, transition=step)


def limits(**moments: datetime | None) -> Limits:
    """Retention limits: rows untouched since these moments are deleted."""
    long_ago = dict.fromkeys(
        ("tasks", "chats", "looked_up", "counters"), START - timedelta(days=10_000)
    )
    return Limits.model_validate({**long_ago, "reports": None, **moments})


def follow_ups(step: Transition) -> Sequence[NewTask]:
    """A mail when the stage says so; else a card for the leader."""
    kind = "send_mail" if step.after.stage is EscalationStatus.MAILING else "ask_leader"
    return [NewTask(f"{step.after.report_id}:{kind}", kind, report_id=step.after.report_id)]
