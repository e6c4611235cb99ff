"""What is counted and timed for those who run the bot."""

from datetime import timedelta
from typing import Literal, Protocol

MailState = Literal["accepted", "confirmed", "late", "refused", "unconfirmed", "undelivered"]


class Metrics(Protocol):
    """Kinds and outcomes are words of ours or class names: no ids, nobody's words or names."""

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Something that Teams told us has been dealt with."""
        ...

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """One attempt at a task is over."""
        ...

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        """A service outside has answered, or not."""
        ...

    def mail(self, state: MailState) -> None:
        """A mail to Security has come so far."""
        ...

    def skipped(self, call: str, number: int) -> None:
        """So many elements of a list said too little to be used; the call that gave it is named."""
        ...


class NoMetrics:
    """Counts for nobody."""

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        """Nothing is kept."""

    def mail(self, state: MailState) -> None:
        """Nothing is kept."""

    def skipped(self, call: str, number: int) -> None:
        """Nothing is kept."""


NO_METRICS = NoMetrics()
