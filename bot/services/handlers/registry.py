"""What the worker does when a task is due: one thing outside, then one transaction."""

from collections.abc import Mapping

from bot.ports.task_kinds import KINDS
from bot.services.handlers.ask_leader import Asking
from bot.services.handlers.confirm_mail import Confirming
from bot.services.handlers.find_leader import Finding
from bot.services.handlers.find_returned_mail import Returning
from bot.services.handlers.refresh_cards import Showing
from bot.services.handlers.remind_of_draft import UnsentDrafts
from bot.services.handlers.retention import Clearing
from bot.services.handlers.send_mail import Mailing
from bot.services.worker.attempt import Handler
from bot.services.worker.retry_delays import ForADay


def all_handlers(
    finding: Finding,
    asking: Asking,
    mailing: Mailing,
    confirming: Confirming,
    returning: Returning,
    showing: Showing,
    clearing: Clearing,
    unsent_drafts: UnsentDrafts,
) -> Mapping[str, Handler]:
    """Every kind of task with the method that does it."""
    handlers = {
        **finding.by_kind(),
        **asking.by_kind(),
        **mailing.by_kind(),
        **confirming.by_kind(),
        **returning.by_kind(),
        **showing.by_kind(),
        **clearing.by_kind(),
        **unsent_drafts.by_kind(),
    }
    return {kind: _as_long_as_it_lives(kind, it, showing) for kind, it in handlers.items()}


def _as_long_as_it_lives(kind: str, handler: Handler, showing: Showing) -> Handler:
    return ForADay(handler, showing.tasks, showing.clock) if KINDS[kind].for_a_day else handler
