"""Port of counters and durations, for those who run the bot."""

from datetime import timedelta
from typing import Literal, Protocol

from bot.observability.tracing import NoMetrics

MailState = Literal["accepted", "confirmed", "late", "refused", "unconfirmed", "undelivered"]


class Metrics(Protocol):
    """Labels are constants or class names: no ids, and nothing that a person wrote."""

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """An activity was handled."""
        ...

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """An attempt at a task ended."""
        ...

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        """A call of a service outside ended."""
        ...

    def mail(self, state: MailState) -> None:
        """A mail to Security reached this state."""
        ...

    def skipped(self, call: str, number: int) -> None:
        """This many elements of the call's list were incomplete and were skipped."""
        ...


NO_METRICS: Metrics = NoMetrics()
