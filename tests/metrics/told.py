"""What was counted, as a list, and the numbers as what collects them reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bot.ports import MailState

Samples = Mapping[tuple[str, ...], float]


@dataclass
class Told:
    """Remembers what it was told to count; every time must be one that can pass."""

    turns: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    mails: list[MailState] = field(default_factory=list)
    skips: list[tuple[str, int]] = field(default_factory=list)

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Keeps kind and outcome."""
        assert took > timedelta(0)
        self.turns.append((kind, outcome))

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        """Keeps kind and outcome."""
        assert took > timedelta(0)
        self.tasks.append((kind, outcome))

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        """Keeps service and outcome."""
        assert took > timedelta(0)
        self.calls.append((service, outcome))

    def mail(self, state: MailState) -> None:
        """Keeps it."""
        self.mails.append(state)

    def skipped(self, call: str, number: int) -> None:
        """Keeps call and number."""
        self.skips.append((call, number))


def read(text: str) -> Samples:
    """Each number by its name and the values of its labels, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
