"""What falls due after each transition of an escalation."""

from datetime import timedelta

import pytest

from bot.domain.escalation import Escalation, Step
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import NewTask
from bot.services.follow_ups import follow_ups
from tests.builders import LEA, NOON, a_person, an_escalation, opened
from tests.domain.acts import (
    Act,
    acknowledge,
    after,
    approve,
    asked,
    deadline,
    decline,
    find_lea,
    found,
    mailed,
    not_me,
    not_reached,
    send,
    tick_noggin,
    withdraw,
)

WAITING = an_escalation()
NAMED = opened(Person(name="Lea Example")).after
URGENT = an_escalation(level=Level.URGENT)


def kinds(step: Step) -> list[str]:
    return [task.kind for task in follow_ups(step)]


@pytest.mark.parametrize(
    ("leader", "level", "told", "due"),
    [
        (LEA, Level.STANDARD, True, ["ask_leader", "pass_deadline"]),
        (LEA, Level.HIGH, True, ["ask_leader", "pass_deadline"]),
        (LEA, Level.URGENT, True, ["send_mail", "ask_leader"]),
        (LEA, Level.EMERGENCY, True, ["send_mail", "ask_leader"]),
        (LEA, Level.STANDARD, False, ["send_mail"]),
        (LEA, Level.URGENT, False, ["send_mail"]),
        (None, Level.STANDARD, True, ["find_named_leader", "pass_deadline"]),
        (Person(name="Lea Example"), Level.URGENT, True, ["send_mail", "find_named_leader"]),
        (a_person("rea"), Level.HIGH, True, ["find_named_leader", "pass_deadline"]),
    ],
)
def test_what_falls_due_when_a_report_is_sent(
    leader: Person | None, level: Level, told: bool, due: list[str]
) -> None:
    assert kinds(opened(leader, level=level, told=told)) == due


@pytest.mark.parametrize(
    ("start", "act", "due"),
    [
        (NAMED, find_lea, ["ask_leader"]),
        (NAMED, found(a_person("rea")), ["send_mail"]),
        (NAMED, not_reached, ["send_mail"]),
        (WAITING, asked, []),
        (WAITING, approve, ["send_mail"]),
        (WAITING, not_me, ["send_mail"]),
        (WAITING, decline, ["tell_declined"]),
        (WAITING, deadline, ["send_mail"]),
        (WAITING, not_reached, ["send_mail"]),
        (WAITING, send, ["send_mail"]),
        (WAITING, withdraw, []),
        (after(WAITING, decline), send, ["send_mail"]),
        (after(WAITING, decline), deadline, ["send_mail"]),
        (after(WAITING, decline), withdraw, []),
        (after(WAITING, send), mailed, []),
        (after(WAITING, send), approve, []),
        (after(WAITING, send), not_reached, []),
        (after(WAITING, send, mailed), tick_noggin, []),
        (URGENT, acknowledge, []),
        (URGENT, not_reached, []),
        (an_escalation(told=False), mailed, []),
    ],
)
def test_what_falls_due_later_and_the_cards_are_made_true_again(
    start: Escalation, act: Act, due: list[str]
) -> None:
    assert kinds(act(start)) == [*due, "refresh_cards"]


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (WAITING, find_lea),
        (after(WAITING, approve), approve),
        (after(WAITING, send), send),
        (after(WAITING, withdraw), withdraw),
        (after(WAITING, withdraw), deadline),
        (URGENT, deadline),
    ],
)
def test_nothing_falls_due_when_nothing_changed(start: Escalation, act: Act) -> None:
    assert follow_ups(act(start)) == ()


def test_the_deadline_falls_due_when_the_answer_is_due() -> None:
    (deadline_task,) = [
        task for task in follow_ups(opened(answer_by=NOON + timedelta(hours=2))) if task.due_at
    ]

    assert (deadline_task.kind, deadline_task.due_at) == (
        "pass_deadline",
        NOON + timedelta(hours=2),
    )


def test_a_task_holds_the_id_of_its_report_and_no_words() -> None:
    assert follow_ups(decline(WAITING))[0] == NewTask(
        key="r1:tell_declined", kind="tell_declined", report_id="r1"
    )


def test_each_round_of_refreshing_has_a_key_of_its_own() -> None:
    first, second = asked(WAITING), approve(after(WAITING, asked))

    keys = [task.key for step in (first, second) for task in follow_ups(step)]

    assert keys == ["r1:refresh_cards:2", "r1:send_mail", "r1:refresh_cards:3"]
