"""Decorators of ports and of the turn handler: each call is counted, timed and traced."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from bot.adapters.teams.receiving.activity import SENT_BY_PEOPLE, Inbound
from bot.adapters.teams.receiving.routes import HandleActivity, InvokeResponse
from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor, Person
from bot.domain.report import Report
from bot.observability import correlated, correlation_of, span
from bot.ports import (
    Address,
    Directory,
    Installer,
    Letter,
    Mail,
    MailboxEntry,
    MailState,
    Message,
    Messenger,
    Metrics,
    NewTask,
    NonDeliveryReport,
    PlacedCard,
    Reports,
    SentDraft,
    Submission,
    Task,
)

STATES: Mapping[str, MailState] = {
    "mailed": "accepted",
    "mail-confirmed": "confirmed",
    "mail-arrived": "confirmed",
    "mail-late": "late",
    "mail-refused": "refused",
    "mail-unconfirmed": "unconfirmed",
    "mail-undelivered": "undelivered",
}
"""What each event of an escalation says of its mail to Security."""


@contextmanager
def timed(metrics: Metrics, service: str, call: str) -> Iterator[None]:
    """Counts the block as done, or by the class of its exception, whose words may be a person's."""
    started = perf_counter()
    outcome = "done"
    with span("call", service=service, call=call) as end_span:
        try:
            yield
        except BaseException as failure:
            outcome = type(failure).__name__
            raise
        finally:
            end_span(outcome)
            metrics.call_ended(service, outcome, timedelta(seconds=perf_counter() - started))


@dataclass(frozen=True)
class CountedTurns:
    """Handles activities, each under a correlation id of its own in the log."""

    handle: HandleActivity
    metrics: Metrics

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        # Teams adds activity types; each would be another label value for good.
        kind = inbound.type if inbound.type in SENT_BY_PEOPLE else "other"
        started = perf_counter()
        outcome = "failed"
        correlation = correlation_of("turn", inbound.activity_id)
        with correlated(correlation), span("turn", kind=kind) as end_span:
            try:
                response = await self.handle(inbound)
                outcome = _outcome(response)
            finally:
                end_span(outcome)
                self.metrics.turn_ended(kind, outcome, timedelta(seconds=perf_counter() - started))
        return response


def _outcome(response: InvokeResponse | None) -> str:
    if response is None:
        return "not_ours"
    return response.trouble.removeprefix("trouble.") or "done"


@dataclass(frozen=True)
class CountedMail:
    """Mail, counted."""

    mail: Mail
    metrics: Metrics

    async def look_up(self, key: str) -> MailboxEntry:
        with timed(self.metrics, "mail", "look_up"):
            return await self.mail.look_up(key)

    async def create_draft(self, letter: Letter) -> str:
        with timed(self.metrics, "mail", "create_draft"):
            return await self.mail.create_draft(letter)

    async def send_draft(self, draft_id: str) -> None:
        with timed(self.metrics, "mail", "send_draft"):
            await self.mail.send_draft(draft_id)

    async def delete_draft(self, draft_id: str) -> None:
        with timed(self.metrics, "mail", "delete_draft"):
            await self.mail.delete_draft(draft_id)

    async def has_left(self, key: str) -> bool:
        with timed(self.metrics, "mail", "has_left"):
            return await self.mail.has_left(key)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        with timed(self.metrics, "mail", "returned"):
            return await self.mail.non_delivery_reports(reference)


@dataclass(frozen=True)
class CountedDirectory:
    """The directory, counted."""

    directory: Directory
    metrics: Metrics

    async def leader_of(self, person_id: str) -> Person | None:
        with timed(self.metrics, "directory", "leader_of"):
            return await self.directory.leader_of(person_id)

    async def find(self, words: str) -> Sequence[Person]:
        with timed(self.metrics, "directory", "find"):
            return await self.directory.find(words)

    async def person(self, person_id: str) -> Person | None:
        with timed(self.metrics, "directory", "person"):
            return await self.directory.person(person_id)

    async def is_away(self, person_id: str) -> bool:
        with timed(self.metrics, "directory", "is_away"):
            return await self.directory.is_away(person_id)


@dataclass(frozen=True)
class CountedMessenger:
    """The messenger to one-to-one chats, counted."""

    messenger: Messenger
    metrics: Metrics

    async def send(self, to: Address, message: Message) -> str:
        with timed(self.metrics, "teams", "send"):
            return await self.messenger.send(to, message)

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        with timed(self.metrics, "teams", "update"):
            await self.messenger.update(to, activity_id, message)

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        with timed(self.metrics, "teams", "open"):
            return await self.messenger.open(person_id, tenant_id, service_url)


@dataclass(frozen=True)
class CountedInstaller:
    """The installer of the app, counted."""

    installer: Installer
    metrics: Metrics

    async def install(self, person_id: str) -> bool:
        with timed(self.metrics, "installer", "install"):
            return await self.installer.install(person_id)


@dataclass(frozen=True)
class CountedReports:
    """Reports; counts a mail's new state once the change is committed."""

    reports: Reports
    metrics: Metrics

    async def submit(self, submission: Submission) -> Escalation:
        return await self.reports.submit(submission)

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
        sends: SentDraft | None = None,
    ) -> Escalation:
        """Applies a pure transition and keeps what follows."""
        taken: list[Transition] = []

        def noted(before: Escalation) -> Transition:
            taken.append(transition(before))
            return taken[-1]

        after = await self.reports.change(
            report_id, noted, finishes=finishes, then=then, sends=sends
        )
        for event in taken[-1].events:
            if event.kind in STATES:
                self.metrics.mail(STATES[event.kind])
        return after

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        return await self.reports.get(report_id)

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        return await self.reports.by_reporter(actor)

    async def led_by(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        return await self.reports.led_by(leader)

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        return await self.reports.awaiting(leader)

    async def mark_card_stale(self, report_id: str, person_id: str, role: str) -> None:
        await self.reports.mark_card_stale(report_id, person_id, role)

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        return await self.reports.place_card(report_id, card)

    async def placed_cards(self, report_id: str) -> Sequence[PlacedCard]:
        return await self.reports.placed_cards(report_id)

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        return await self.reports.placed_card(report_id, person_id, role)
