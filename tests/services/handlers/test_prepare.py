"""What Send would store: who is told, and the leader's deadline."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.draft import Draft, TellWhom
from bot.domain.escalation import EscalationStatus, LeaderState, OwnLeader
from bot.domain.people import KnownPerson, Person
from bot.domain.scenario import Level
from bot.ports import Submission
from bot.services.reports.use_cases import SubmitReport
from tests.builders import DEE, LEA, NOON, a_draft, a_person, shipped
from tests.services.chats_and_people import KnownPeople
from tests.services.fakes import KeptReports, KeptTasks

FRIDAY_EVENING = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
"""6.30 pm in New Zealand."""


def prepared(draft: Draft, known: KnownPerson | None = None, now: datetime = NOON) -> Submission:
    nowhere: Any = None  # preparing stores nothing
    return SubmitReport(nowhere, nowhere, shipped(), lambda: now).prepare(draft, known)


def told(kind: str, leader: Person | None = None) -> TellWhom:
    return TellWhom.model_validate({"kind": kind, "leader": leader})


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
    assert submission.escalation.stage is EscalationStatus.AWAITING_LEADER
    assert submission.escalation.leader == leader
    assert submission.escalation.answer_by == NOON + timedelta(hours=2)


def test_for_security_only_means_at_once_and_without_a_trace_of_the_leader() -> None:
    whom = TellWhom(kind="security-only", leader=LEA)

    escalation = prepared(a_draft("impersonation", tell_whom=whom)).escalation

    assert escalation.stage is EscalationStatus.MAILING
    assert "Lea" not in escalation.model_dump_json()


def test_a_threat_waits_for_nobody() -> None:
    submission = prepared(a_draft("threat", tell_whom=TellWhom(kind="leader", leader=LEA)))

    assert submission.escalation.stage is EscalationStatus.MAILING
    assert submission.escalation.leader == LEA
    assert submission.transition.after == submission.escalation


# How long it waits


@pytest.mark.parametrize(
    ("scenario_id", "answers", "due"),
    [
        ("impersonation", {}, FRIDAY_EVENING + timedelta(hours=2)),
        (
            "offensive-content",
            {"offensive-what": ("abusive",)},
            datetime(2026, 11, 30, 4, 0, tzinfo=UTC),
        ),
    ],
)
def test_high_counts_clock_hours_and_standard_a_working_day(
    scenario_id: str, answers: dict[str, tuple[str, ...]], due: datetime
) -> None:
    draft = a_draft(scenario_id, answers=answers, tell_whom=told("leader", LEA))

    escalation = prepared(draft, now=FRIDAY_EVENING).escalation

    assert escalation.answer_by == due


def test_a_leader_is_reminded_at_half_time() -> None:
    draft = a_draft("impersonation", tell_whom=told("leader", LEA))

    escalation = prepared(draft).escalation

    assert escalation.remind_at == NOON + timedelta(hours=1)
    assert escalation.deputy_at is None


def test_an_urgent_report_that_is_not_seen_goes_to_a_deputy_too() -> None:
    escalation = prepared(a_draft("threat", tell_whom=told("leader", LEA))).escalation

    assert escalation.deputy_at == NOON + timedelta(minutes=15)
    assert (escalation.answer_by, escalation.remind_at) == (None, None)


def test_what_no_leader_is_told_has_no_timers() -> None:
    escalation = prepared(a_draft("threat", tell_whom=told("security-only"))).escalation

    assert (escalation.answer_by, escalation.remind_at, escalation.deputy_at) == (None, None, None)


# Who is left out


@pytest.mark.parametrize(
    ("tell", "left_out"),
    [
        (told("leader", LEA), ()),
        (told("other-leader", DEE), ("lea",)),
        (told("other-leader", LEA), ()),
        (told("other-leader", Person(name="Ari Example")), ("lea",)),
        (told("other-leader", Person(name=LEA.name.upper())), ()),
        (told("other-leader", Person(name="She", email=LEA.email)), ()),
        (told("security-only"), ("lea",)),
        (None, ()),
    ],
)
def test_the_leader_on_record_is_left_out_where_somebody_else_is_chosen(
    tell: TellWhom | None, left_out: tuple[str, ...]
) -> None:
    known = KnownPerson(person=a_person(), leader=LEA)

    escalation = prepared(a_draft("impersonation", tell_whom=tell), known).escalation

    assert escalation.left_out == left_out


@pytest.mark.parametrize("named", [LEA, DEE, Person(name=LEA.name), Person(name="Ari Example")])
def test_who_goes_round_their_leader_has_not_told_them_by_naming_them(named: Person) -> None:
    known = KnownPerson(person=a_person(), leader=LEA)
    round_lea = TellWhom(kind="other-leader", leader=named, goes_round=True)

    escalation = prepared(a_draft("impersonation", tell_whom=round_lea), known).escalation

    assert escalation.left_out == ("lea",)
    assert escalation.own_leader is OwnLeader.LEFT_OUT
    assert (escalation.leader, escalation.named) == (Person(name=named.name), named)
    assert escalation.leader_state is LeaderState.LOOKUP_PENDING


@pytest.mark.parametrize(
    ("tell", "rule"),
    [
        (told("leader", LEA), OwnLeader.MAY_HEAR),
        (told("other-leader", DEE), OwnLeader.ONLY_IF_NAMED),
        (told("security-only"), OwnLeader.LEFT_OUT),
        (None, OwnLeader.MAY_HEAR),
    ],
)
def test_what_holds_for_the_own_leader_is_kept_though_nobody_knows_who_it_is(
    tell: TellWhom | None, rule: OwnLeader
) -> None:
    assert prepared(a_draft("impersonation", tell_whom=tell)).escalation.own_leader is rule


def test_nobody_is_left_out_whom_the_directory_does_not_know() -> None:
    draft = a_draft("impersonation", tell_whom=told("other-leader", DEE))

    assert prepared(draft, KnownPerson(person=a_person())).escalation.left_out == ()


# Without a choice


def test_without_a_choice_the_reporters_own_leader_is_told() -> None:
    known = KnownPerson(person=a_person(), leader=LEA)
    chosen = a_draft("impersonation", tell_whom=told("leader", LEA))

    submission = prepared(a_draft("impersonation"), known)

    assert submission == prepared(chosen, known)
    assert submission.escalation.leader == LEA
    assert submission.escalation.leader_state is LeaderState.TO_BE_ASKED
    assert submission.escalation.stage is EscalationStatus.AWAITING_LEADER


@pytest.mark.parametrize("scenario", ["impersonation", "threat"])
def test_a_leader_who_was_not_looked_up_yet_is_looked_for_after_send(scenario: str) -> None:
    escalation = prepared(a_draft(scenario), None).escalation

    assert (escalation.leader, escalation.named) == (None, None)
    assert escalation.leader_state is LeaderState.LOOKUP_PENDING
    is_urgent = escalation.level.goes_at_once
    assert escalation.stage is (
        EscalationStatus.MAILING if is_urgent else EscalationStatus.AWAITING_LEADER
    )


def test_where_the_directory_names_no_leader_it_goes_to_security_only() -> None:
    escalation = prepared(a_draft("impersonation"), KnownPerson(person=a_person())).escalation

    assert escalation.leader_state is LeaderState.NOT_TOLD
    assert escalation.stage is EscalationStatus.MAILING


@pytest.mark.parametrize(
    ("known", "looks"),
    [(None, True), (KnownPerson(leader=LEA), False), (KnownPerson(), False)],
)
async def test_only_a_leader_nobody_looked_up_yet_is_a_task_of_send(
    known: KnownPerson | None, looks: bool
) -> None:
    tasks = KeptTasks()
    people = KnownPeople(said={"rea": known} if known else {})
    submit = SubmitReport(KeptReports(tasks), people, shipped(), lambda: NOON)

    await submit(a_draft("impersonation"))

    assert ("find_own_leader" in tasks.kinds()) is looks


# Sending it


async def test_sending_twice_is_one_report() -> None:
    tasks = KeptTasks()
    reports, people = KeptReports(tasks), KnownPeople()
    people.said["rea"] = KnownPerson(person=a_person(), leader=LEA)
    submit = SubmitReport(reports, people, shipped(), lambda: NOON)
    draft = a_draft("threat", tell_whom=told("other-leader", DEE))

    first = await submit(draft)
    second = await submit(draft)

    assert first == second
    assert first[1].left_out == ("lea",)
    assert tasks.kinds().count("send_mail") == 1
