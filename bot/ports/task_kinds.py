"""Every kind of task, in one table: where it is made, in which lane, who does it, whom it calls.

What a row keeps is its lane, which every release reads; the queue is what a worker here makes of
it. Work that protects, which are deadlines, deputies and late mails, calls nobody, and has a queue
that nothing else is in: no partner that hangs can hold it up. The others are told apart by whom
they call, so that a Teams that hangs keeps no mail waiting, nor a full mailbox a question to a
people leader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Lane = Literal["urgent", "mail", "people", "care"]
"""What a row says. "care" is for kinds that release 1.0.0 does not know, and so never claims."""
Queue = Literal[
    "protecting",
    "urgent",
    "additions",
    "asking",
    "directory",
    "mail",
    "letters",
    "care",
    "people",
]
"""Tasks of one queue never wait for those of another; the most pressing queue stands first."""
Partner = Literal["Teams", "directory", "mailbox"]

QUEUES: tuple[Queue, ...] = get_args(Queue)


@dataclass(frozen=True)
class TaskKind:
    """One kind of task. Kinds are data: never rename one."""

    name: str
    made_in: str
    """The module that puts it."""
    lanes: tuple[Lane, ...]
    queue: Queue | None
    """None: the queue of the row's lane. One that no lane is called after, or its rows get lost."""
    handler: str
    calls: tuple[Partner, ...] = ()
    for_a_day: bool = False
    """Whether it is given up quietly after a day of failures: nobody can be shown it."""


_PEOPLE: tuple[Lane, ...] = ("people",)
_MAIL: tuple[Lane, ...] = ("mail",)
_CARE: tuple[Lane, ...] = ("care",)
_BY_LEVEL: tuple[Lane, ...] = ("urgent", "mail")
_ABOUT = "bot.services.reports.follow_ups"

KINDS: Mapping[str, TaskKind] = {
    kind.name: kind
    for kind in (
        TaskKind("pass_deadline", _ABOUT, _PEOPLE, "protecting", "AskLeaderTasks.pass_deadline"),
        TaskKind("call_deputy", _ABOUT, _PEOPLE, "protecting", "FindLeaderTasks.call_deputy"),
        TaskKind("watch_mail", _ABOUT, _PEOPLE, "protecting", "SendMailTasks.watch_mail"),
        TaskKind("send_mail", _ABOUT, _BY_LEVEL, None, "SendMailTasks.send_mail", ("mailbox",)),
        TaskKind("send_copy", _ABOUT, _BY_LEVEL, None, "SendMailTasks.send_copy", ("mailbox",)),
        TaskKind(
            "send_addition", _ABOUT, _CARE, "additions", "SendMailTasks.send_addition", ("mailbox",)
        ),
        TaskKind("ask_leader", _ABOUT, _PEOPLE, "asking", "AskLeaderTasks.ask_leader", ("Teams",)),
        TaskKind("ask_deputy", _ABOUT, _PEOPLE, "asking", "AskLeaderTasks.ask_deputy", ("Teams",)),
        TaskKind(
            "remind_leader",
            _ABOUT,
            _PEOPLE,
            "asking",
            "AskLeaderTasks.remind_leader",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "look_up_leader",
            "dialogs.report.new_draft",
            _PEOPLE,
            "directory",
            "FindLeaderTasks.look_up_leader",
            ("directory",),
        ),
        TaskKind(
            "find_named_leader",
            _ABOUT,
            _PEOPLE,
            "directory",
            "FindLeaderTasks.find_named_leader",
            ("directory",),
        ),
        TaskKind(
            "find_deputy",
            _ABOUT,
            _PEOPLE,
            "directory",
            "FindLeaderTasks.find_deputy",
            ("directory",),
        ),
        TaskKind(
            "find_leader_by_rule",
            _ABOUT,
            _CARE,
            "directory",
            "FindLeaderTasks.find_named_leader",
            ("directory",),
        ),
        TaskKind(
            "find_deputy_by_rule",
            _ABOUT,
            _CARE,
            "directory",
            "FindLeaderTasks.find_deputy",
            ("directory",),
        ),
        TaskKind(
            "mail_leader", _ABOUT, _MAIL, "letters", "SendMailTasks.mail_leader", ("mailbox",)
        ),
        TaskKind(
            "confirm_mail",
            "bot.services.handlers.send_mail",
            _MAIL,
            "letters",
            "ConfirmMailTasks.confirm_mail",
            ("mailbox",),
        ),
        TaskKind(
            "confirm_copy",
            "bot.services.handlers.send_mail",
            _MAIL,
            "letters",
            "ConfirmMailTasks.confirm_mail",
            ("mailbox",),
        ),
        TaskKind("send_again", _ABOUT, _CARE, "letters", "SendMailTasks.send_again", ("mailbox",)),
        TaskKind(
            "watch_returns",
            "bot.services.handlers.find_returned_mail",
            _CARE,
            "letters",
            "FindReturnedMailTasks.watch_returns",
            ("mailbox",),
        ),
        TaskKind(
            "tell_undelivered",
            _ABOUT,
            _CARE,
            None,
            "RefreshCardsTasks.tell_undelivered",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "refresh_cards",
            _ABOUT,
            _PEOPLE,
            None,
            "RefreshCardsTasks.refresh_cards",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "tell_declined",
            _ABOUT,
            _PEOPLE,
            None,
            "RefreshCardsTasks.tell_declined",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "write_privately",
            "bot.adapters.teams.turns.turns",
            _PEOPLE,
            None,
            "RefreshCardsTasks.write_privately",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "remind_draft",
            "bot.services.handlers.remind_of_draft",
            _CARE,
            None,
            "RemindOfDraftTasks.remind_draft",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "tell_caught_up",
            "bot.services.worker.outages",
            _CARE,
            None,
            "RefreshCardsTasks.tell_caught_up",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "answer_again",
            "bot.adapters.teams.turns.late_replies",
            _CARE,
            None,
            "AnswerAgain",
            ("Teams",),
            for_a_day=True,
        ),
        TaskKind(
            "expire_draft", "dialogs.report.new_draft", _PEOPLE, None, "RetentionTasks.expire_draft"
        ),
        TaskKind("purge", "bot.bootstrap.application", _PEOPLE, None, "RetentionTasks.purge"),
    )
}


def queue_of(kind: str, lane: Lane) -> Queue:
    """Where a task waits. A kind that is not known here waits in its lane."""
    known = KINDS.get(kind)
    return known.queue if known and known.queue else lane


def kinds_of(queue: Queue) -> tuple[str, ...]:
    """The kinds that wait in this queue whatever their lane is."""
    return tuple(kind.name for kind in KINDS.values() if kind.queue == queue)
