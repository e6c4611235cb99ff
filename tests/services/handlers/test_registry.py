"""Every kind of task has a handler."""

from typing import Any

import pytest

from bot.adapters.teams.turns.late_replies import SendLateReplies
from bot.domain.escalation import Transition
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports.tasks import KINDS
from bot.services.handlers.after_care import AfterCareTasks
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.find_leader import FindLeaderTasks, look_up
from bot.services.handlers.mail import ConfirmMailTasks, FindReturnedMailTasks, SendMailTasks
from bot.services.handlers.refresh_cards import RefreshCardsTasks
from bot.services.handlers.registry import NoHandler, all_handlers
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks
from bot.services.handlers.retention import RetentionTasks, expiry, next_purge
from bot.services.reports.follow_ups import FollowUps
from tests.builders import NOON, an_actor, opened, shipped
from tests.domain.escalation.acts import (
    after,
    again,
    approve,
    came_back,
    decline,
    find_dee,
    mailed,
    not_reached,
)

NOTHING: Any = None
FINDING, ASKING = FindLeaderTasks(*[NOTHING] * 5), AskLeaderTasks(*[NOTHING] * 5)
MAILING, CONFIRMING = SendMailTasks(*[NOTHING] * 7), ConfirmMailTasks(*[NOTHING] * 6)
RETURNING = FindReturnedMailTasks(*[NOTHING] * 6)
SHOWING, CLEARING = RefreshCardsTasks(*[NOTHING] * 5), RetentionTasks(*[NOTHING] * 8)
UNSENT = RemindOfDraftTasks(*[NOTHING] * 6)
AGAIN = SendLateReplies(*[NOTHING] * 6)
AFTERWARDS = AfterCareTasks(*[NOTHING] * 6)
PARTS = (
    FINDING,
    ASKING,
    MAILING,
    CONFIRMING,
    RETURNING,
    SHOWING,
    CLEARING,
    UNSENT,
    AFTERWARDS,
    AGAIN,
)
HANDLERS = all_handlers(*PARTS, tasks=NOTHING, clock=NOTHING)
START = opened().after


@pytest.mark.parametrize(
    "step",
    [
        opened(),
        opened(level=Level.URGENT),
        opened(Person(name="Lea Example")),
        approve(START),
        decline(START),
        not_reached(START),
        find_dee(after(START, not_reached)),
        mailed(after(START, approve)),
        came_back(after(START, approve, mailed)),
        again(after(START, approve, mailed, came_back)),
    ],
)
def test_whatever_a_step_makes_due_can_be_done(step: Transition) -> None:
    due = {task.kind for task in FollowUps(shipped().timers)(step)}

    assert due - HANDLERS.keys() == set()


def test_whatever_else_falls_due_can_be_done() -> None:
    due = {task.kind for task in (look_up("d1", an_actor()), expiry("d1", NOON), next_purge(NOON))}

    assert due | {"confirm_mail", "write_privately"} <= HANDLERS.keys()


def test_a_handler_that_is_missing_stops_the_start() -> None:
    with pytest.raises(NoHandler, match="answer_again"):
        all_handlers(*PARTS[:-1], tasks=NOTHING, clock=NOTHING)


def test_each_public_method_of_a_handler_is_in_the_table() -> None:
    public = {
        f"{type(part).__name__}.{name}"
        for part in PARTS
        for name, method in vars(type(part)).items()
        if callable(method) and not name.startswith("_")
    }

    assert public == {kind.handler for kind in KINDS.values()} - {"SendLateReplies"}
