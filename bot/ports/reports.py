"""Port of reports, their escalations and events, and the cards that show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.escalation import Escalation, Transition
from bot.domain.insight import Count
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports.messaging import Address
from bot.ports.tasks import NewTask, Task


@dataclass(frozen=True)
class PlacedCard:
    """A card in a chat that can be updated."""

    person_id: str
    role: str
    address: Address
    activity_id: str


@dataclass(frozen=True)
class Submission:
    """What Send stores in one transaction."""

    report: Report
    escalation: Escalation
    transition: Transition
    draft_version: int | None = None
    """The version of the draft that was read; None accepts any."""
    counts: Sequence[Count] = ()


@dataclass(frozen=True)
class SentDraft:
    """The draft of an addition, which is deleted as it is sent."""

    id: str
    version: int | None
    """The version that was read; None accepts any."""


class Reports(Protocol):
    """Reports, their escalations and events, and the cards that show them."""

    async def submit(self, submission: Submission) -> Escalation:
        """Inserts a report and deletes its draft. Idempotent by the report's id.

        Raises Conflict if another report has the reference, DraftChanged if the draft was stopped,
        deleted or changed on another host.
        """
        ...

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
        sends: SentDraft | None = None,
    ) -> Escalation:
        """Applies a pure transition under the row's lock and stores its events and tasks.

        One transaction, with the task that it finishes, further tasks, and the draft that it sends.
        Raises UnknownReport, LeaseLost, DraftChanged, and any Refusal of the transition; then
        nothing is changed.
        """
        ...

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """A report, with what was added to it, and its escalation. Raises UnknownReport."""
        ...

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        """The reports of this reporter, newest first."""
        ...

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """The reports that this leader or deputy has not answered, oldest first."""
        ...

    async def led_by(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """The reports of which this leader or deputy may see the card, newest first."""
        ...

    async def mark_card_stale(self, report_id: str, person_id: str, role: str) -> None:
        """Marks the placed card as stale before a newer one is sent; place_card returns it."""
        ...

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        """Stores where a card is, one per person and role, so that it can be updated.

        Returns the card that it replaces, stale or not; each card is returned only once, even if
        several hosts place one at the same time.
        """
        ...

    async def placed_cards(self, report_id: str) -> Sequence[PlacedCard]:
        """Every card about the report that is not stale."""
        ...

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """The card that is not stale, or None."""
        ...
