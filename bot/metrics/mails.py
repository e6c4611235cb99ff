"""How far mails to Security have come, read off what is kept of their reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.storage.reports import SqlReports
from bot.domain.escalation import Escalation, Transition
from bot.ports import NO_METRICS, MailState, Metrics, NewTask, Task

STATES: Mapping[str, MailState] = {
    "mailed": "accepted",
    "mail-confirmed": "confirmed",
    "mail-arrived": "confirmed",
    "mail-late": "late",
    "mail-refused": "refused",
    "mail-unconfirmed": "unconfirmed",
    "mail-undelivered": "undelivered",
}
"""What each event says of the mail."""


@dataclass(frozen=True)
class CountedReports(SqlReports):
    """Counts once a change is kept: what was rolled back never happened."""

    counts: Metrics = NO_METRICS

    async def change(
        self,
        report_id: str,
        transition: Callable[[Escalation], Transition],
        *,
        finishes: Task | None = None,
        then: Sequence[NewTask] = (),
    ) -> Escalation:
        """Applies a pure transition and keeps what follows."""
        taken: list[Transition] = []

        def noted(before: Escalation) -> Transition:
            taken.append(transition(before))
            return taken[-1]

        after = await super().change(report_id, noted, finishes=finishes, then=then)
        for event in taken[-1].events:
            if event.kind in STATES:
                self.counts.mail(STATES[event.kind])
        return after
