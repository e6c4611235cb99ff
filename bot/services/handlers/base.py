"""Base class of the handlers of a report's tasks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.escalation import Escalation, Transition
from bot.domain.report import Report
from bot.ports import Clock, NewTask, Reports, Task, Tasks
from bot.services.reports.follow_ups import DEADLINE_FIRST, is_deadline_due
from bot.services.worker.worker import Reschedule

_AFTER_DEADLINE = "after_deadline"
"""Payload key: whether the task has waited for the deadline to be applied."""


@dataclass(frozen=True)
class ReportTasks:
    """A handler reads the report, calls one service, and ends with one change of the report."""

    reports: Reports
    clock: Clock
    tasks: Tasks

    async def _report(self, task: Task) -> tuple[Report, Escalation]:
        return await self.reports.get(task.report_id or "")

    async def _after_deadline(self, task: Task, escalation: Escalation) -> None:
        """Raises Reschedule, once, if the deadline is due: no message may precede it."""
        if is_deadline_due(escalation, self.clock()) and not task.payload.get(_AFTER_DEADLINE):
            await self.tasks.checkpoint(task, {**task.payload, _AFTER_DEADLINE: True})
            raise Reschedule(DEADLINE_FIRST)

    async def _change(
        self,
        task: Task,
        transition: Callable[[Escalation, datetime], Transition],
        then: Sequence[NewTask] = (),
    ) -> None:
        """Applies the transition, enqueues tasks and finishes this one, in one transaction."""
        now, report_id = self.clock(), task.report_id or ""
        await self.reports.change(
            report_id, lambda it: transition(it, now), finishes=task, then=then
        )
