"""Reports, their escalations and events, and the cards that show them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.escalation import Escalation, Transition
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports.messaging import Address
from bot.ports.tasks import NewTask, Task


@dataclass(frozen=True)
class PlacedCard:
    """A card we sent and may replace later."""

    person_id: str
    role: str
    address: Address
    activity_id: str


@dataclass(frozen=True)
class Submission:
    """What Send keeps, all in one transaction."""

    report: Report
    escalation: Escalation
    transition: Transition
    draft_version: int | None = None
    """The version of the draft that was read; another one is not sent. None: whatever is kept."""


class Reports(Protocol):
    """Reports, their escalations and events, and the cards that show them."""

    async def submit(self, submission: Submission) -> Escalation:
        """Keeps a report once and drops the draft of that id. A second time returns what is there.

        Raises Conflict when another report already has the reference, DraftChanged when the draft
        is not the one that was read: stopped, deleted or changed on another host.
        """
        ...

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
    ) -> Escalation:
        """Applies a pure transition under the row's lock and keeps its events and tasks.

        All in one transaction, with the task it finishes and what else is then due. Raises
        UnknownReport for an unknown id, LeaseLost, and whatever Refusal the transition raises; then
        nothing is changed.
        """
        ...

    async def get(self, report_id: str) -> tuple[Report, Escalation]:
        """A report and its escalation. Raises UnknownReport."""
        ...

    async def by_reporter(self, actor: Actor) -> Sequence[tuple[Report, Escalation]]:
        """A person's own reports, newest first."""
        ...

    async def awaiting(self, leader: Actor) -> Sequence[tuple[Report, Escalation]]:
        """Escalations this leader or deputy has not answered, oldest first."""
        ...

    async def mark_card_stale(self, report_id: str, person_id: str, role: str) -> None:
        """A newer card is about to be sent: until it is placed, nobody's card is known."""
        ...

    async def place_card(self, report_id: str, card: PlacedCard) -> PlacedCard | None:
        """Remembers where a card is, one per person and role, so that it can be replaced.

        Hands back the other copy whose place it takes, lifted or not, and each copy only once,
        however many hosts place at the same time.
        """
        ...

    async def placed_card(self, report_id: str, person_id: str, role: str) -> PlacedCard | None:
        """Where that card is, or None."""
        ...
