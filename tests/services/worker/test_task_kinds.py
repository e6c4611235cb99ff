"""The table of task kinds is true, and protective kinds call no partner."""

import inspect
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, get_args

import pytest

from bot.adapters.teams.turns.late_replies import SendLateReplies
from bot.ports import NewTask
from bot.ports.tasks import KINDS, Lane, TaskKind, kinds_of, queue_of
from bot.services.handlers.after_care import AfterCareTasks
from bot.services.handlers.mail import ConfirmMailTasks, FindReturnedMailTasks, SendMailTasks
from bot.services.handlers.registry import all_handlers
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks
from bot.services.handlers.retention import RetentionTasks
from bot.services.reports.follow_ups import MOVED_AT
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import CONCURRENCY, RetryForADay, TaskHandler
from tests.builders import NOON, shipped
from tests.domain.escalation.acts import Act, asked, decline, send
from tests.services.report_and_people import Around, around

PROTECTS = kinds_of("protecting")


class Nobody:
    """A partner on which every call fails the test."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"called: {name}")


async def with_nobody_outside(*acts: Act) -> tuple[Around, Mapping[str, TaskHandler]]:
    """A report with its transitions, and every handler without a partner."""
    it, nobody, timers = await around(), Nobody(), shipped().timers
    catalogue = shipped().catalogue
    await it.happens(*acts)
    chats: Any = nobody
    alarms = Alarms(it.clock)
    handlers = all_handlers(
        type(it.finding)(it.reports, it.clock, it.tasks, it.people, chats),
        type(it.asking)(it.reports, it.clock, it.tasks, chats, chats),
        SendMailTasks(it.reports, it.clock, it.tasks, chats, chats, timers.mail, alarms),
        ConfirmMailTasks(it.reports, it.clock, it.tasks, chats, timers.mail, alarms),
        FindReturnedMailTasks(it.reports, it.clock, it.tasks, chats, chats, alarms),
        type(it.showing)(it.reports, it.clock, it.tasks, chats, chats),
        RetentionTasks(it.tasks, chats, chats, timers, it.clock, chats, chats, catalogue),
        AfterCareTasks(it.reports, it.clock, it.tasks, chats, chats, timers.working_hours),
        RemindOfDraftTasks(it.tasks, chats, chats, chats, shipped(), it.clock),
        SendLateReplies(chats, chats, chats, it.tasks, chats, chats),
        tasks=it.tasks,
        clock=it.clock,
    )
    return it, handlers


def method_of(handler: Any) -> Any:
    """The unbound method behind a handler, without its retries."""
    method: Any = handler.handler if isinstance(handler, RetryForADay) else handler
    return type(method.__self__) if method.__name__ == "__call__" else method


async def test_the_table_names_every_kind_and_who_does_it() -> None:
    _, handlers = await with_nobody_outside()

    named = {kind: method_of(handler).__qualname__ for kind, handler in handlers.items()}

    assert {kind.name: kind.handler for kind in KINDS.values()} == named


@pytest.mark.parametrize("acts", [(), (asked,), (asked, decline), (send,)])
@pytest.mark.parametrize("kind", PROTECTS)
async def test_what_protects_calls_nobody(kind: str, acts: tuple[Act, ...]) -> None:
    it, handlers = await with_nobody_outside(*acts)
    payload = {MOVED_AT: NOON.isoformat()}
    await it.tasks.put([NewTask(f"r1:{kind}:now", kind, report_id="r1", payload=payload)])

    await handlers[kind](it.tasks.task(f"r1:{kind}:now"))

    assert it.tasks.done == [f"r1:{kind}:now"]


def test_only_what_calls_nobody_has_the_places_of_what_protects() -> None:
    assert {KINDS[name].calls for name in PROTECTS} == {()}
    assert set(PROTECTS) == {"pass_deadline", "call_deputy", "watch_mail", "watch_line"}
    assert CONCURRENCY["protecting"] > 0
    assert next(iter(CONCURRENCY)) == "protecting"


def test_no_kind_takes_a_queue_from_the_rows_of_a_lane() -> None:
    named = {kind.queue for kind in KINDS.values()}

    assert named.isdisjoint(get_args(Lane))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_table_says_where_a_kind_is_made(kind: TaskKind) -> None:
    source = inspect.getsource(import_module(kind.made_in))

    assert any(word in source for word in (f'"{kind.name}"', MADE_BY.get(kind.name, kind.name)))


MADE_BY: Mapping[str, str] = MappingProxyType(
    {
        "look_up_leader": "look_up(",
        "expire_draft": "expiry(",
        "purge": "next_purge(",
        "confirm_mail": "confirmation(",
        "confirm_copy": "confirmation(",
    }
)
"""How the source refers to kinds that it does not name."""


def test_a_kind_that_is_not_known_waits_in_its_lane() -> None:
    assert queue_of("of_the_next_release", "people") == "people"
    assert queue_of("of_the_next_release", "care") == "care"


def test_rows_of_the_kinds_that_the_first_release_knows_stay_in_lanes_that_it_claims() -> None:
    known = {
        name: kind.lanes
        for name, kind in KINDS.items()
        if not {"care", "aftercare"} & set(kind.lanes)
    }

    assert set(known) >= {"pass_deadline", "call_deputy", "watch_mail", "ask_leader", "send_mail"}
    assert {lane for lanes in known.values() for lane in lanes} == {"urgent", "mail", "people"}
