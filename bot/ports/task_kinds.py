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
class Kind:
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

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("pass_deadline", _ABOUT, _PEOPLE, "protecting", "Asking.pass_deadline"),
        Kind("call_deputy", _ABOUT, _PEOPLE, "protecting", "Finding.call_deputy"),
        Kind("watch_mail", _ABOUT, _PEOPLE, "protecting", "Mailing.watch_mail"),
        Kind("send_mail", _ABOUT, _BY_LEVEL, None, "Mailing.send_mail", ("mailbox",)),
        Kind("send_copy", _ABOUT, _BY_LEVEL, None, "Mailing.send_copy", ("mailbox",)),
        Kind("send_addition", _ABOUT, _CARE, "additions", "Mailing.send_addition", ("mailbox",)),
        Kind("ask_leader", _ABOUT, _PEOPLE, "asking", "Asking.ask_leader", ("Teams",)),
        Kind("ask_deputy", _ABOUT, _PEOPLE, "asking", "Asking.ask_deputy", ("Teams",)),
        Kind(
            "remind_leader",
            _ABOUT,
            _PEOPLE,
            "asking",
            "Asking.remind_leader",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "look_up_leader",
            "dialogs.report.new_draft",
            _PEOPLE,
            "directory",
            "Finding.look_up_leader",
            ("directory",),
        ),
        Kind(
            "find_named_leader",
            _ABOUT,
            _PEOPLE,
            "directory",
            "Finding.find_named_leader",
            ("directory",),
        ),
        Kind("find_deputy", _ABOUT, _PEOPLE, "directory", "Finding.find_deputy", ("directory",)),
        Kind(
            "find_leader_by_rule",
            _ABOUT,
            _CARE,
            "directory",
            "Finding.find_named_leader",
            ("directory",),
        ),
        Kind(
            "find_deputy_by_rule",
            _ABOUT,
            _CARE,
            "directory",
            "Finding.find_deputy",
            ("directory",),
        ),
        Kind("mail_leader", _ABOUT, _MAIL, "letters", "Mailing.mail_leader", ("mailbox",)),
        Kind(
            "confirm_mail",
            "bot.services.handlers.send_mail",
            _MAIL,
            "letters",
            "Confirming.confirm_mail",
            ("mailbox",),
        ),
        Kind(
            "confirm_copy",
            "bot.services.handlers.send_mail",
            _MAIL,
            "letters",
            "Confirming.confirm_mail",
            ("mailbox",),
        ),
        Kind("send_again", _ABOUT, _CARE, "letters", "Mailing.send_again", ("mailbox",)),
        Kind(
            "watch_returns",
            "bot.services.handlers.find_returned_mail",
            _CARE,
            "letters",
            "Returning.watch_returns",
            ("mailbox",),
        ),
        Kind(
            "tell_undelivered",
            _ABOUT,
            _CARE,
            None,
            "Showing.tell_undelivered",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "refresh_cards",
            _ABOUT,
            _PEOPLE,
            None,
            "Showing.refresh_cards",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "tell_declined",
            _ABOUT,
            _PEOPLE,
            None,
            "Showing.tell_declined",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "write_privately",
            "bot.adapters.teams.turns.turns",
            _PEOPLE,
            None,
            "Showing.write_privately",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "remind_draft",
            "bot.services.handlers.remind_of_draft",
            _CARE,
            None,
            "UnsentDrafts.remind_draft",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "tell_caught_up",
            "bot.services.worker.outages",
            _CARE,
            None,
            "Showing.tell_caught_up",
            ("Teams",),
            for_a_day=True,
        ),
        Kind(
            "answer_again",
            "bot.adapters.teams.turns.late_replies",
            _CARE,
            None,
            "AnswerAgain",
            ("Teams",),
            for_a_day=True,
        ),
        Kind("expire_draft", "dialogs.report.new_draft", _PEOPLE, None, "Clearing.expire_draft"),
        Kind("purge", "bot.bootstrap.application", _PEOPLE, None, "Clearing.purge"),
    )
}


def queue_of(kind: str, lane: Lane) -> Queue:
    """Where a task waits. A kind that is not known here waits in its lane."""
    known = KINDS.get(kind)
    return known.queue if known and known.queue else lane


def kinds_of(queue: Queue) -> tuple[str, ...]:
    """The kinds that wait in this queue whatever their lane is."""
    return tuple(kind.name for kind in KINDS.values() if kind.queue == queue)
