"""Traces reach a collector, say nothing about anybody, and disturb nothing when it is gone."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from bot.adapters.local.directory import TomlDirectory
from bot.bootstrap import production
from bot.bootstrap.environment import Environment
from bot.metrics import opentelemetry
from bot.metrics.counted import timed
from bot.metrics.opentelemetry import OneWarning, sent_to
from bot.observability import correlated, span
from bot.settings import Settings, SettingsRefused
from tests.adapters.teams.edge import IDENTITY
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, URGENT, reports
from tests.metrics.test_endpoint import made_of, settings, two_ports
from tests.metrics.told import Told
from tests.services.at_work import until
from tests.stand_ins.collector import Collector, facts_of
from tests.words import words

__all__ = ["made_of", "settings", "two_ports"]

SAID = "Marked sentence"
OUR_FACTS = {"correlation", "outcome", "kind", "attempts", "service", "call"}


def correlation(span: Span) -> str:
    """Which turn or task of the log it belongs to."""
    return str(facts_of(span)["correlation"])


async def test_a_report_that_is_mailed_is_seen_in_its_turns_tasks_and_calls(
    bot: Running, aroha: Somebody
) -> None:
    async with Collector() as collector, sent_to(collector.url):
        await reports(aroha, URGENT)
        await bot.time_passes(minutes=2)
        await bot.stops()

    turns, tasks, calls = map(collector.named, ("turn", "task", "call"))
    assert {(turn["kind"], turn["outcome"]) for turn in turns} >= {("message", "done")}
    assert ("send_mail", "done", 1) in {
        (task["kind"], task["outcome"], task["attempts"]) for task in tasks
    }
    assert {("mail", "send_draft", "done"), ("teams", "send", "done")} <= {
        (call["service"], call["call"], call["outcome"]) for call in calls
    }


async def test_every_call_is_a_part_of_a_turn_or_a_task_with_the_same_correlation(
    bot: Running, aroha: Somebody
) -> None:
    async with Collector() as collector, sent_to(collector.url):
        await reports(aroha, STANDARD)
        await bot.rests()
        await bot.stops()

    wholes = {span.span_id: span for span in collector.spans if span.name != "call"}
    calls = [span for span in collector.spans if span.name == "call"]
    assert len(calls) > 5
    assert {call.parent_span_id for call in calls} <= wholes.keys()
    assert [span for span in wholes.values() if span.parent_span_id] == []
    assert [
        call
        for call in calls
        if correlation(call) != correlation(wholes[call.parent_span_id])
        or not correlation(call).startswith(("turn-", "task-"))
    ] == []


async def test_no_trace_says_anything_about_anybody(
    bot: Running, aroha: Somebody, wiremu: Somebody, directory: TomlDirectory
) -> None:
    async with Collector() as collector, sent_to(collector.url):
        await aroha.says(SAID)
        await reports(aroha, STANDARD)
        await bot.rests()
        await wiremu.presses(words("leader.decline"), reason=SAID)
        await bot.time_passes(hours=25)

    sent = b"".join(collector.bodies).decode(errors="replace")
    (report,) = bot.rows("reports")
    people = [
        str(word)
        for it in directory.people
        for word in (it.id, it.name, it.email, it.name.split()[0])
    ]
    marks = (SAID, report["id"], report["reference"], *people)
    facts = {name for span in collector.spans for name in facts_of(span)}
    assert len(collector.named("turn")) > 5
    assert [mark for mark in (*marks, "://", "example.org") if mark in sent] == []
    assert facts <= OUR_FACTS
    assert collector.senders == {"service.name"}
    assert [span for span in collector.spans if span.events or span.links] == []


async def test_what_fails_is_named_by_its_class_alone() -> None:
    async with Collector() as collector, sent_to(collector.url):
        with (
            pytest.raises(ValueError, match=SAID),
            correlated("task-1"),
            timed(Told(), "mail", "send_draft"),
        ):
            raise ValueError(SAID)

    assert [(call["outcome"], call["correlation"]) for call in collector.named("call")] == [
        ("ValueError", "task-1")
    ]
    assert SAID.encode() not in b"".join(collector.bodies)


async def test_a_dead_collector_disturbs_nothing(
    bot: Running,
    aroha: Somebody,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with Collector() as collector:
        url = collector.url

    async with sent_to(url):
        await reports(aroha, URGENT)
        await bot.time_passes(minutes=2)

    def warnings() -> int:
        return [it.name for it in caplog.records].count("bot.metrics.opentelemetry")

    # The thread that sends may come to its end a little after the stop, which waits for no one.
    await until(lambda: warnings() > 0)

    assert "Online harm report" in bot.mail()
    assert warnings() == 1
    assert [it.name for it in caplog.records if it.name.startswith("opentelemetry")] == []
    assert "opentelemetry" not in capfd.readouterr().err


async def test_a_collector_that_hangs_does_not_hold_up_the_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opentelemetry, "LONGEST_EXPORT", timedelta(hours=1))
    monkeypatch.setattr(opentelemetry, "TIME_TO_END", timedelta(milliseconds=1))

    async with asyncio.timeout(30), Collector() as collector:
        collector.answers.clear()
        async with sent_to(collector.url):
            with span("turn", kind="message"):
                pass
        await collector.got.wait()
        collector.answers.set()

    assert len(collector.named("turn")) == 1


async def test_the_setting_of_production_turns_it_on_and_the_end_of_the_bot_off(
    settings: Settings, made_of: Environment
) -> None:
    async with Collector() as collector:
        traced = settings.model_copy(update={"traces_to": collector.url})
        async with production.running(traced, made_of):
            with span("turn", kind="inside"):
                pass
        with span("turn", kind="after"):
            pass

    assert [turn["kind"] for turn in collector.named("turn")] == ["inside"]


class Moody(SpanExporter):
    """Takes batches or not, as it is told."""

    takes = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Nothing is sent."""
        return SpanExportResult.SUCCESS if self.takes else SpanExportResult.FAILURE


def test_a_collector_that_is_gone_is_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    collector = Moody()
    exporter = OneWarning(collector)
    warned = []

    for takes in (False, False, True, False):
        collector.takes = takes
        exporter.export([])
        warned.append(len(caplog.records))

    assert warned == [1, 1, 1, 2]
    assert {it.levelno for it in caplog.records} == {logging.WARNING}


def test_without_the_setting_nothing_of_it_is_imported() -> None:
    look = "import sys, app, bot.bootstrap.production; print('opentelemetry' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "address", ["http://collector.monitoring:4318", "https://traces.example.org/otlp/"]
)
def test_a_collector_may_stand_beside_the_bot_or_far_away(address: str) -> None:
    settings = Settings.read({**IDENTITY, "OTEL_EXPORTER_OTLP_ENDPOINT": address})

    assert settings.traces_to == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    ["collector:4318", "grpc://collector", "http://", "http://a:b@collector", "http://c?d"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsRefused, match="OTEL_EXPORTER_OTLP_ENDPOINT is not valid"):
        Settings.read({**IDENTITY, "OTEL_EXPORTER_OTLP_ENDPOINT": address})
