"""Metrics of one process in the Prometheus text format."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ports import MailState
from bot.services.alarm_board import CONDITIONS

TURN_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
"""Seconds; Teams waits fifteen for a reply
(https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance)."""
TASK_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 300)
"""Seconds; a handler that takes longer than the last is cancelled."""


@dataclass(frozen=True)
class ServiceState:
    """Gauges of this host, read when the page is requested."""

    is_worker_up: bool
    is_database_up: bool
    alarms: Mapping[str, int]
    waiting: Mapping[str, int] = field(default_factory=dict)
    """Due tasks by kind; unknown while the database is down, so left out."""
    overdue: Mapping[str, int] = field(default_factory=dict)
    open_alarms: Collection[str] = ()
    """Names of the conditions that hold."""


class PrometheusMetrics:
    """Counts turns, tasks, calls and mails, and renders them together with the gauges."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = registry = CollectorRegistry()
        ProcessCollector(namespace="bot", registry=registry)
        self._turns = Counter(
            "bot_turns", "Things Teams told the bot.", ["kind", "outcome"], registry=registry
        )
        self._turn_times = Histogram(
            "bot_turn_seconds",
            "How long they took.",
            ["kind"],
            buckets=TURN_BUCKETS,
            registry=registry,
        )
        self._tasks = Counter(
            "bot_tasks", "Attempts at tasks.", ["kind", "outcome"], registry=registry
        )
        self._task_times = Histogram(
            "bot_task_seconds",
            "How long they took.",
            ["kind"],
            buckets=TASK_BUCKETS,
            registry=registry,
        )
        self._calls = Counter(
            "bot_calls", "Calls to services outside.", ["service", "outcome"], registry=registry
        )
        self._call_times = Histogram(
            "bot_call_seconds",
            "How long they took.",
            ["service"],
            buckets=TASK_BUCKETS,
            registry=registry,
        )
        self._mails = Counter("bot_mails", "Mails to Security.", ["state"], registry=registry)
        self._skipped = Counter(
            "bot_elements_skipped", "Elements of lists left out.", ["call"], registry=registry
        )
        self._gauges = _Gauges()
        registry.register(self._gauges)

    def turn_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        self._turns.labels(kind, outcome).inc()
        self._turn_times.labels(kind).observe(took.total_seconds())

    def task_ended(self, kind: str, outcome: str, took: timedelta) -> None:
        self._tasks.labels(kind, outcome).inc()
        self._task_times.labels(kind).observe(took.total_seconds())

    def call_ended(self, service: str, outcome: str, took: timedelta) -> None:
        self._calls.labels(service, outcome).inc()
        self._call_times.labels(service).observe(took.total_seconds())

    def mail(self, state: MailState) -> None:
        self._mails.labels(state).inc()

    def skipped(self, call: str, number: int) -> None:
        self._skipped.labels(call.replace(" ", "_")).inc(number)

    def render(self, state: ServiceState) -> bytes:
        """All metrics as text."""
        self._gauges.families = tuple(_families(state))
        return generate_latest(self._registry)


class _Gauges(Collector):
    """Gauges of the newest state."""

    families: tuple[Metric, ...] = ()

    def collect(self) -> Iterable[Metric]:
        return self.families


def _families(state: ServiceState) -> Iterable[Metric]:
    yield _gauge("bot_worker_up", "Whether the worker finds work.", state.is_worker_up)
    yield _gauge("bot_database_up", "Whether the database answers.", state.is_database_up)
    alarms = CounterMetricFamily("bot_alarms", "Things a person must look at.", labels=["kind"])
    waiting = GaugeMetricFamily("bot_tasks_waiting", "Tasks that are due.", labels=["kind"])
    overdue = GaugeMetricFamily("bot_tasks_overdue", "Tasks due for long.", labels=["kind"])
    for family, numbers in (
        (alarms, state.alarms),
        (waiting, state.waiting),
        (overdue, state.overdue),
    ):
        for kind, number in sorted(numbers.items()):
            family.add_metric([kind], number)
        yield family
    conditions = GaugeMetricFamily(
        "bot_alarm_open", "Whether a condition is so now.", labels=["alarm", "severity"]
    )
    for condition in CONDITIONS:
        is_open = int(condition.name in state.open_alarms)
        conditions.add_metric([condition.name, condition.severity], is_open)
    yield conditions


def _gauge(name: str, meaning: str, is_so: bool) -> Metric:
    return GaugeMetricFamily(name, meaning, value=int(is_so))
