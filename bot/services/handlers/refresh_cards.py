"""Handlers that update the cards of reporter, leader and deputy, and send them news."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.escalation import Escalation
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import Busy, Failure, Message, PlacedCard, Task, Unreachable
from bot.services.handlers.ask_leader import ROLE, actor_of
from bot.services.messaging import NEWS_ROLE, CardRenderer, Messaging
from bot.services.reports.follow_ups import (
    NEWS,
    ReportTasks,
    caught_up,
    is_deadline_due,
    was_held_up,
)
from bot.services.worker.retries import UnknownKind
from bot.services.worker.worker import HALF_A_MINUTE, failing_since

STATUS = "status"
"""The card of the reporter."""
CARD_MAY_COME = timedelta(seconds=2)
"""How long a turn may take to store the place of a status card that it is sending."""
_UNSHOWN = "unshown"
"""Payload key: ids of those whose cards are still to be updated."""


@dataclass(frozen=True)
class RefreshCardsTasks(ReportTasks):
    """Shows people the current state; a method for each kind of task."""

    chats: Messaging
    shows: CardRenderer

    async def refresh_cards(self, task: Task) -> None:
        """Updates every placed card of the report."""
        report, escalation = await self.reports.get(task.report_id or "")
        is_first = task.attempts <= 1 and failing_since(task) is None
        if is_first and not await self.chats.holds(report.reporter_actor, STATUS, report.id):
            raise Busy(CARD_MAY_COME)
        await self._after_deadline(task, escalation)
        shown, failed = -1, dict[str, Failure]()
        while shown != escalation.version:  # it may have changed during the update
            shown = escalation.version
            failed = await self._refresh(task, report, escalation)
            report, escalation = await self.reports.get(report.id)
        if failed:
            # Only these are retried: an update would disturb the others, who may be reading.
            await self.tasks.checkpoint(task, {**task.payload, _UNSHOWN: sorted(failed)})
            raise next(iter(failed.values()))
        await self.tasks.finish(task)

    async def tell_declined(self, task: Task) -> None:
        """Tells the reporter that the leader declined, and that the choice is theirs."""
        report, escalation = await self.reports.get(task.report_id or "")
        if escalation.is_pending and not is_deadline_due(escalation, self.clock()):
            with suppress(Unreachable):  # "my reports" shows it, and the deadline applies
                message = self.shows.declined(report, escalation)
                await self.chats.tell(report.reporter_actor, "declined", report.id, message)
        await self.tasks.finish(task)

    async def tell_undelivered(self, task: Task) -> None:
        """Tells the reporter that the mail bounced, and how to reach Security otherwise."""
        report, escalation = await self.reports.get(task.report_id or "")
        if escalation.is_undelivered and escalation.is_mail_in_doubt:
            with suppress(Unreachable):  # "my reports" shows it, and an alarm was raised
                message = self.shows.undelivered(report, escalation)
                await self.chats.tell(report.reporter_actor, "undelivered", report.id, message)
        await self.tasks.finish(task)

    async def tell_news(self, task: Task) -> None:
        """Tells the reporter what has become so, unless it is no longer so."""
        report, escalation = await self._report(task)
        name = str(task.payload["news"])
        if task.payload.get("again") and escalation.mail_trouble:
            name = str(escalation.mail_trouble)  # another trouble may have followed
        if (news := NEWS.get(name)) is None:
            raise UnknownKind  # a host of the newer release tells it
        if not news.is_so(escalation):
            await self.tasks.finish(task)
            return
        at = datetime.fromisoformat(str(task.payload["at"]))
        if was_held_up(at, self.clock()) and not news.asks:
            await self.tasks.finish(task, [caught_up(report.reporter_actor, self.clock())])
            return
        role = f"{NEWS_ROLE}{news.name}"
        with suppress(Unreachable):  # "my reports" shows it
            message = self.shows.news(news.name, report, escalation)
            await self.chats.tell(report.reporter_actor, role, report.id, message)
            await self.chats.replace_news(report.id, role)
            await self._catch_up(role, report, escalation)
        await self.tasks.finish(task)

    async def _catch_up(self, role: str, report: Report, shown: Escalation) -> None:
        """Keeps a card true that was being sent while the report changed."""
        report, escalation = await self.reports.get(report.id)
        card = await self.reports.placed_card(report.id, report.reporter_actor.id, role)
        if card is not None and escalation.version != shown.version:
            with suppress(Failure):  # the message is sent, and must not be sent again
                await self._keep_true(card, report, escalation)

    async def tell_caught_up(self, task: Task) -> None:
        """Tells a person once, after an outage, where to see what happened."""
        actor = actor_of(task)
        message = self.shows.caught_up(
            has_reported=bool(await self.reports.by_reporter(actor)),
            is_waited_for=bool(await self.reports.awaiting(actor)),
        )
        with suppress(Unreachable):  # their cards are updated once they can be reached
            await self.chats.send(actor, message)
        await self.tasks.finish(task)

    async def write_privately(self, task: Task) -> None:
        """Writes to the one-to-one chat of a person who wrote in a group."""
        with suppress(Unreachable):  # the reply in the group says how to find the bot
            message = self.shows.welcome(str(task.payload.get("name", "")))
            await self.chats.send(actor_of(task), message)
        await self.tasks.finish(task)

    async def _refresh(
        self, task: Task, report: Report, escalation: Escalation
    ) -> dict[str, Failure]:
        """Updates each card, even after a failure of another; the failures by person."""
        failed: dict[str, Failure] = {}
        placed = await self.reports.placed_cards(report.id)
        for actor, role in self._readers(task, report, escalation, placed):
            try:
                await self._replace(actor, role, report, escalation, anew=self._is_stuck(task))
            except Unreachable:
                continue  # "my reports" shows it, and the mail does not depend on it
            except Failure as failure:
                failed[actor.id] = failure
        for card in placed:
            try:
                await self._keep_true(card, report, escalation)
            except Failure as failure:
                failed[card.person_id] = failure
        for actor, is_leader in _listing(report, escalation):
            try:
                await self._redraw_list(actor, is_leader=is_leader)
            except Failure as failure:
                failed[actor.id] = failure
        return failed

    async def _redraw_list(self, actor: Actor, *, is_leader: bool) -> None:
        """Keeps the list of reports in this person's chat true."""

        async def mine() -> Message:
            return self.shows.my_reports(await self.reports.by_reporter(actor))

        async def waiting() -> Message:
            return self.shows.waiting(await self.reports.awaiting(actor))

        if is_leader:
            await self.chats.redraw_list(actor, "waiting", waiting)
        else:
            await self.chats.redraw_list(actor, "my-reports", mine)

    async def _keep_true(self, card: PlacedCard, report: Report, escalation: Escalation) -> None:
        """Shuts a reminder, a notice or a text to copy once what it says is no longer so.

        News that is still so is drawn anew: it says where the mail is, too.
        """
        if card.role in (STATUS, ROLE):
            return
        over = self.shows.over(card.role, report, escalation, card.person_id)
        if over is not None:
            await self.chats.shut(report.id, card, over)
        elif card.role.startswith(NEWS_ROLE) and (name := card.role[len(NEWS_ROLE) :]) in NEWS:
            await self.chats.redraw(card, self.shows.news(name, report, escalation))

    def _readers(
        self, task: Task, report: Report, escalation: Escalation, placed: Sequence[PlacedCard]
    ) -> Sequence[tuple[Actor, str]]:
        """Person and role of the cards to update: all, or those that failed before."""
        readers = [(report.reporter_actor, STATUS)]
        holders = {card.person_id for card in placed if card.role == ROLE}
        for person in escalation.card_holders if task.payload.get("leader", True) else ():
            if person.id in holders:
                actor = Actor(id=person.id or "", tenant_id=escalation.tenant_id)
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
        """Whether the update was retried long enough to send another card instead."""
        first = failing_since(task)
        return first is not None and self.clock() - first >= HALF_A_MINUTE


def _listing(report: Report, escalation: Escalation) -> Sequence[tuple[Actor, bool]]:
    """Who may have a list with this report in their chat, and whether as its leader."""
    leaders = [
        Actor(id=person.id or "", tenant_id=escalation.tenant_id)
        for person in escalation.card_holders
    ]
    return [(report.reporter_actor, False), *((leader, True) for leader in leaders)]
