"""What the worker does when a task is due: one thing outside, then one transaction."""

from collections.abc import Mapping

from bot.ports.task_kinds import KINDS
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.confirm_mail import ConfirmMailTasks
from bot.services.handlers.find_leader import FindLeaderTasks
from bot.services.handlers.find_returned_mail import FindReturnedMailTasks
from bot.services.handlers.refresh_cards import RefreshCardsTasks
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks
from bot.services.handlers.retention import RetentionTasks
from bot.services.handlers.send_mail import SendMailTasks
from bot.services.worker.attempt import TaskHandler
from bot.services.worker.retry_window import RetryForADay


def all_handlers(
    finding: FindLeaderTasks,
    asking: AskLeaderTasks,
    mailing: SendMailTasks,
    confirming: ConfirmMailTasks,
    returning: FindReturnedMailTasks,
    showing: RefreshCardsTasks,
    clearing: RetentionTasks,
    unsent_drafts: RemindOfDraftTasks,
) -> Mapping[str, TaskHandler]:
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


def _as_long_as_it_lives(
    kind: str, handler: TaskHandler, showing: RefreshCardsTasks
) -> TaskHandler:
    return RetryForADay(handler, showing.tasks, showing.clock) if KINDS[kind].for_a_day else handler
