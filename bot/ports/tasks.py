"""Port of the task table; every kind of task with its lane and handler, in one table; the clock.

The lane is stored in the row and read by every release; the queue is what a worker of this release
makes of it. Tasks that protect people (deadlines, deputies, late mails) call no service outside and
have a queue to themselves, so that no service that hangs delays them. The other queues are parted
by the service they call: a Teams that hangs delays no mail, a full mailbox no question to a leader.
"""
# A row of the table is a line.
# ruff: noqa: E501

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, get_args

Lane = Literal["urgent", "mail", "people", "care", "aftercare"]
"""Stored in the row. A release claims whatever is due in the lanes it knows, and raises an alarm at
a kind it does not know. So a kind has a lane that no release before it knows: "care" since 1.1.0,
"aftercare" since 1.2.0.
"""
Queue = Literal[
    "protecting",
    "urgent",
    "additions",
    "asking",
    "directory",
    "mail",
    "letters",
    "care",
    "aftercare",
    "people",
]
"""Tasks of one queue never wait for those of another. The most pressing queue comes first."""
Partner = Literal["Teams", "directory", "mailbox"]

QUEUES: tuple[Queue, ...] = get_args(Queue)


@dataclass(frozen=True)
class TaskKind:
    """A row of the table. Its name is data in the database: never rename one."""

    name: str
    made_in: str
    """The module that enqueues it."""
    lanes: tuple[Lane, ...]
    queue: Queue | None
    """None: the queue named like the row's lane. Any other queue must not be named like a lane, or
    rows of that lane are claimed by no worker."""
    handler: str
    """Class and method that run it; the registry of handlers is built from this."""
    calls: tuple[Partner, ...] = ()
    for_a_day: bool = False
    """Whether it is dropped without an alarm after a day of failures: nobody could be shown it."""


_FOLLOW_UPS = "bot.services.reports.follow_ups"
_NEW_DRAFT = "dialogs.report.new_draft"
_SENT = "bot.services.handlers.mail"
_REMINDED = "bot.services.handlers.remind_of_draft"
_OUTAGES = "bot.services.reports.follow_ups"
_TURNS = "bot.adapters.teams.turns.turns"
_LATE = "bot.adapters.teams.turns.late_replies"
_START = "bot.bootstrap.application"

_BY_LEVEL: tuple[Lane, ...] = ("urgent", "mail")
_MAIL: tuple[Lane, ...] = ("mail",)
_PEOPLE: tuple[Lane, ...] = ("people",)
_CARE: tuple[Lane, ...] = ("care",)
_AFTER: tuple[Lane, ...] = ("aftercare",)

_TEAMS: tuple[Partner, ...] = ("Teams",)
_DIRECTORY: tuple[Partner, ...] = ("directory",)
_MAILBOX: tuple[Partner, ...] = ("mailbox",)

# fmt: off
_TABLE = (
    #        name                   made in       lanes      queue         handler                                calls
    TaskKind("pass_deadline",       _FOLLOW_UPS,  _PEOPLE,   "protecting", "AskLeaderTasks.pass_deadline"),
    TaskKind("call_deputy",         _FOLLOW_UPS,  _PEOPLE,   "protecting", "FindLeaderTasks.call_deputy"),
    TaskKind("watch_mail",          _FOLLOW_UPS,  _PEOPLE,   "protecting", "SendMailTasks.watch_mail"),
    TaskKind("watch_line",          _FOLLOW_UPS,  _AFTER,    "protecting", "FindLeaderTasks.watch_line"),

    TaskKind("send_mail",           _FOLLOW_UPS,  _BY_LEVEL, None,         "SendMailTasks.send_mail",             _MAILBOX),
    TaskKind("send_copy",           _FOLLOW_UPS,  _BY_LEVEL, None,         "SendMailTasks.send_copy",             _MAILBOX),
    TaskKind("send_addition",       _FOLLOW_UPS,  _CARE,     "additions",  "SendMailTasks.send_addition",         _MAILBOX),
    TaskKind("send_follow_up",      _FOLLOW_UPS,  _AFTER,    "additions",  "SendMailTasks.send_addition",         _MAILBOX),

    TaskKind("ask_leader",          _FOLLOW_UPS,  _PEOPLE,   "asking",     "AskLeaderTasks.ask_leader",           _TEAMS),
    TaskKind("ask_deputy",          _FOLLOW_UPS,  _PEOPLE,   "asking",     "AskLeaderTasks.ask_deputy",           _TEAMS),
    TaskKind("ask_next_in_line",    _FOLLOW_UPS,  _AFTER,    "asking",     "AskLeaderTasks.ask_deputy",           _TEAMS),
    TaskKind("remind_leader",       _FOLLOW_UPS,  _PEOPLE,   "asking",     "AskLeaderTasks.remind_leader",        _TEAMS, for_a_day=True),

    TaskKind("look_up_leader",      _NEW_DRAFT,   _PEOPLE,   "directory",  "FindLeaderTasks.look_up_leader",      _DIRECTORY),
    TaskKind("find_named_leader",   _FOLLOW_UPS,  _PEOPLE,   "directory",  "FindLeaderTasks.find_named_leader",   _DIRECTORY),
    TaskKind("find_leader_by_rule", _FOLLOW_UPS,  _CARE,     "directory",  "FindLeaderTasks.find_named_leader",   _DIRECTORY),
    TaskKind("find_own_leader",     _FOLLOW_UPS,  _AFTER,    "directory",  "FindLeaderTasks.find_own_leader",     _DIRECTORY),
    TaskKind("find_deputy",         _FOLLOW_UPS,  _PEOPLE,   "directory",  "FindLeaderTasks.find_deputy",         _DIRECTORY),
    TaskKind("find_deputy_by_rule", _FOLLOW_UPS,  _CARE,     "directory",  "FindLeaderTasks.find_deputy",         _DIRECTORY),
    TaskKind("find_next_in_line",   _FOLLOW_UPS,  _AFTER,    "directory",  "FindLeaderTasks.find_deputy",         _DIRECTORY),

    TaskKind("mail_leader",         _FOLLOW_UPS,  _MAIL,     "letters",    "SendMailTasks.mail_leader",           _MAILBOX),
    TaskKind("confirm_mail",        _SENT,        _MAIL,     "letters",    "ConfirmMailTasks.confirm_mail",       _MAILBOX),
    TaskKind("confirm_copy",        _SENT,        _MAIL,     "letters",    "ConfirmMailTasks.confirm_mail",       _MAILBOX),
    TaskKind("send_again",          _FOLLOW_UPS,  _CARE,     "letters",    "SendMailTasks.send_again",            _MAILBOX),
    TaskKind("watch_returns",       _FOLLOW_UPS,  _CARE,     "letters",    "FindReturnedMailTasks.watch_returns", _MAILBOX),
    TaskKind("watch_follow_up",     _FOLLOW_UPS,  _AFTER,    "letters",    "FindReturnedMailTasks.watch_follow_up", _MAILBOX),

    TaskKind("refresh_cards",       _FOLLOW_UPS,  _PEOPLE,   None,         "RefreshCardsTasks.refresh_cards",     _TEAMS, for_a_day=True),
    TaskKind("tell_declined",       _FOLLOW_UPS,  _PEOPLE,   None,         "RefreshCardsTasks.tell_declined",     _TEAMS, for_a_day=True),
    TaskKind("tell_undelivered",    _FOLLOW_UPS,  _CARE,     None,         "RefreshCardsTasks.tell_undelivered",  _TEAMS, for_a_day=True),
    TaskKind("tell_news",           _FOLLOW_UPS,  _AFTER,    None,         "RefreshCardsTasks.tell_news",         _TEAMS, for_a_day=True),
    TaskKind("tell_caught_up",      _OUTAGES,     _CARE,     None,         "RefreshCardsTasks.tell_caught_up",    _TEAMS, for_a_day=True),
    TaskKind("write_privately",     _TURNS,       _PEOPLE,   None,         "RefreshCardsTasks.write_privately",   _TEAMS, for_a_day=True),
    TaskKind("remind_draft",        _REMINDED,    _CARE,     None,         "RemindOfDraftTasks.remind_draft",     _TEAMS, for_a_day=True),
    TaskKind("remind_entries",      _FOLLOW_UPS,  _AFTER,    None,         "AfterCareTasks.remind_entries",       _TEAMS, for_a_day=True),
    TaskKind("check_in",            _FOLLOW_UPS,  _AFTER,    None,         "AfterCareTasks.check_in",             _TEAMS, for_a_day=True),
    TaskKind("prompt_leader",       _FOLLOW_UPS,  _AFTER,    None,         "AfterCareTasks.prompt_leader",        _TEAMS, for_a_day=True),
    TaskKind("answer_again",        _LATE,        _CARE,     None,         "SendLateReplies",                     _TEAMS, for_a_day=True),

    TaskKind("expire_draft",        _NEW_DRAFT,   _PEOPLE,   None,         "RetentionTasks.expire_draft",         _TEAMS),
    TaskKind("purge",               _START,       _PEOPLE,   None,         "RetentionTasks.purge"),
)
# fmt: on

KINDS: Mapping[str, TaskKind] = {kind.name: kind for kind in _TABLE}


def lane_of(kind: str) -> Lane:
    """The lane of a kind that has one only."""
    (lane,) = KINDS[kind].lanes
    return lane


def queue_of(kind: str, lane: Lane) -> Queue:
    """The queue of a task. A kind that this release does not know is in the queue of its lane."""
    known = KINDS.get(kind)
    return known.queue if known and known.queue else lane


def kinds_of(queue: Queue) -> tuple[str, ...]:
    """The kinds that are in this queue whatever their lane is."""
    return tuple(kind.name for kind in KINDS.values() if kind.queue == queue)


class Clock(Protocol):
    """The current time, aware and in UTC."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True)
class NewTask:
    """A task to enqueue."""

    key: str
    """Unique; enqueuing it again is a no-op."""
    kind: str
    due_at: datetime | None = None
    """None means now."""
    report_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    lane: Lane = "people"


@dataclass(frozen=True)
class Task:
    """A claimed task; ours until its lease ends."""

    id: int
    key: str
    kind: str
    attempts: int
    lease: str
    report_id: str | None
    payload: Mapping[str, Any]
    lane: Lane = "people"

    @property
    def queue(self) -> Queue:
        """The queue it is claimed from."""
        return queue_of(self.kind, self.lane)


class Tasks(Protocol):
    """The task table."""

    async def put(self, tasks: Sequence[NewTask]) -> None:
        """Enqueues tasks, in a transaction of their own."""
        ...

    async def claim(self, queue: Queue, lease: timedelta, at_most: int) -> Sequence[Task]:
        """Claims the tasks of a queue that are due longest, for one lease."""
        ...

    async def checkpoint(self, task: Task, payload: Mapping[str, Any]) -> None:
        """Stores the payload, before the next call outside. Raises LeaseLost."""
        ...

    async def finish(self, task: Task, then: Sequence[NewTask] = ()) -> None:
        """Finishes it and enqueues what follows, in one transaction. Raises LeaseLost."""
        ...

    async def extend(self, task: Task, lease: timedelta) -> None:
        """Extends the lease, from now. Raises LeaseLost."""
        ...

    async def postpone(self, task: Task, delay: timedelta, reason: str) -> None:
        """Makes it due again after the delay, with the attempts of this value.

        The reason is a class name, never what a person wrote. Raises LeaseLost.
        """
        ...

    async def next_due_in(self, within: timedelta) -> Mapping[Queue, timedelta]:
        """Time until the next task is due, by queue; only queues with one within that time."""
        ...

    async def waiting_longer_than(self, span: timedelta) -> Mapping[str, int]:
        """Number of tasks that are overdue or failing for this long, by kind."""
        ...
