"""Cards that stay true: what the reporter, the leader and the deputy see is drawn anew."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import Busy, Failure, Task, Unreachable
from bot.services.handlers.ask_leader import ROLE, actor_of
from bot.services.handlers.base import ReportTasks
from bot.services.messaging import CardRenderer, Messaging
from bot.services.worker.outages import is_deadline_due
from bot.services.worker.retry_window import HALF_A_MINUTE, failing_since

STATUS = "status"
"""The card of the reporter."""
CARD_MAY_COME = timedelta(seconds=2)
"""How long a status card that a turn is just sending may take to be known."""
_UNSHOWN = "unshown"
"""In the payload: who alone is still to be shown what is true."""


@dataclass(frozen=True)
class RefreshCardsTasks(ReportTasks):
    """The tasks that tell people what is true now, each a method."""

    chats: Messaging
    shows: CardRenderer

    async def refresh_cards(self, task: Task) -> None:
        """Makes the cards of everyone who holds one say what is true now."""
        report, escalation = await self.reports.get(task.report_id or "")
        is_first = task.attempts <= 1 and failing_since(task) is None
        if is_first and not await self.chats.holds(report.reporter_actor, STATUS, report.id):
            raise Busy(CARD_MAY_COME)
        await self._after_deadline(task, escalation)
        shown, failed = -1, dict[str, Failure]()
        while shown != escalation.version:  # another refresh may have shown something newer
            shown = escalation.version
            failed = await self._refresh(task, report, escalation)
            _, escalation = await self.reports.get(report.id)
        if failed:
            # The others have theirs, and drawing it anew takes away what they are reading.
            await self.tasks.checkpoint(task, {**task.payload, _UNSHOWN: sorted(failed)})
            raise next(iter(failed.values()))
        await self.tasks.finish(task)

    async def tell_declined(self, task: Task) -> None:
        """Tells the reporter what the leader thinks, and that the choice is theirs."""
        report, escalation = await self.reports.get(task.report_id or "")
        if escalation.is_pending and not is_deadline_due(escalation, self.clock()):
            with suppress(Unreachable):  # it stands in "my reports", and goes when the time is up
                message = self.shows.declined(report, escalation)
                await self.chats.send(report.reporter_actor, message)
        await self.tasks.finish(task)

    async def tell_undelivered(self, task: Task) -> None:
        """Tells the reporter that the mail came back, and how to reach Security without it."""
        report, escalation = await self.reports.get(task.report_id or "")
        if escalation.is_undelivered:
            with suppress(Unreachable):  # it stands in "my reports", and an alarm was raised
                message = self.shows.undelivered(report, escalation)
                await self.chats.send(report.reporter_actor, message)
        await self.tasks.finish(task)

    async def tell_caught_up(self, task: Task) -> None:
        """Tells a person once, after an outage, where to see all that happened."""
        actor = actor_of(task)
        message = self.shows.caught_up(
            has_reported=bool(await self.reports.by_reporter(actor)),
            is_waited_for=bool(await self.reports.awaiting(actor)),
        )
        with suppress(Unreachable):  # their cards say so as soon as they can be written to
            await self.chats.send(actor, message)
        await self.tasks.finish(task)

    async def write_privately(self, task: Task) -> None:
        """Opens the one-to-one chat for somebody who spoke in a group."""
        with suppress(Unreachable):  # the group message has already said how to find the bot
            message = self.shows.welcome(str(task.payload.get("name", "")))
            await self.chats.send(actor_of(task), message)
        await self.tasks.finish(task)

    async def _refresh(
        self, task: Task, report: Report, escalation: Escalation
    ) -> dict[str, Failure]:
        """By person, what kept a card from saying what is true; it keeps nobody else's back."""
        failed: dict[str, Failure] = {}
        for actor, role in await self._readers(task, report, escalation):
            try:
                await self._replace(actor, role, report, escalation, anew=self._is_stuck(task))
            except Unreachable:
                continue  # it stands in "my reports", and the mail does not depend on it
            except Failure as failure:
                failed[actor.id] = failure
        return failed

    async def _readers(
        self, task: Task, report: Report, escalation: Escalation
    ) -> Sequence[tuple[Actor, str]]:
        """Whose cards are to be drawn anew, and which: all, or what failed the last time."""
        readers = [(report.reporter_actor, STATUS)]
        for person in escalation.card_recipients if task.payload.get("leader", True) else ():
            actor = Actor(id=person.id or "", tenant_id=escalation.tenant_id)
            if await self.chats.holds(actor, ROLE, report.id):
                readers.append((actor, ROLE))
        unshown = task.payload.get(_UNSHOWN)
        return [it for it in readers if unshown is None or it[0].id in unshown]

    async def _replace(
        self, actor: Actor, role: str, report: Report, escalation: Escalation, *, anew: bool
    ) -> None:
        message = (
            self.shows.status(report, escalation)
            if role == STATUS
            else self.shows.leader(report, escalation, actor.id)
        )
        await self.chats.show(actor, role, report.id, message, anew=anew)

    def _is_stuck(self, task: Task) -> bool:
        """Whether a card in its place was tried for long enough to bring another."""
        first = failing_since(task)
        return first is not None and self.clock() - first >= HALF_A_MINUTE
