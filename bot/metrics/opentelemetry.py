"""Traces for an OTLP collector, exported in batches by a thread."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from threading import Thread

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Tracer

from bot.observability import traced_by
from bot.observability.tracing import EndSpan, current

SERVICE = "be-social-media-aware-bot"
SETTING = "OTEL_EXPORTER_OTLP_ENDPOINT"
MOST_WAITING = 2048
"""Length of the export queue; a full queue drops its oldest span."""
PAUSE = timedelta(seconds=5)
"""Between two batches."""
LONGEST_EXPORT = timedelta(seconds=5)
"""Timeout of one export; the batch is then dropped."""
TIME_TO_END = timedelta(seconds=2)
"""How long a shutdown waits for the last batch."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def sent_to(endpoint: str) -> AsyncIterator[None]:
    """Inside the block, spans are exported to the collector at that address."""
    _silence_the_library()
    exporter = OneWarning(
        OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=LONGEST_EXPORT.total_seconds())
    )
    # The default resource would name the machine and the process.
    provider = TracerProvider(resource=Resource({"service.name": SERVICE}), shutdown_on_exit=False)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, MOST_WAITING, PAUSE.total_seconds() * 1000, MOST_WAITING // 4)
    )
    try:
        with traced_by(Traces(provider.get_tracer(SERVICE))):
            yield
    finally:
        # A daemon thread: a collector that hangs must not delay the shutdown.
        ending = Thread(target=provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, TIME_TO_END.total_seconds())
        exporter.shutdown()


class Traces:
    """Opens OpenTelemetry spans with our facts and the correlation id of the log."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def open(self, name: str, facts: Mapping[str, str | int]) -> Iterator[EndSpan]:
        """The block is one span. Exceptions are not recorded, because they may quote a person."""
        with self._tracer.start_as_current_span(
            name,
            attributes={
                "correlation": current().get("correlation") or "",
                "outcome": "stopped",
                **facts,
            },
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield partial(span.set_attribute, "outcome")


class OneWarning(SpanExporter):
    """Passes spans on, and logs the first failed export of each outage."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._is_reachable = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        is_reachable = result is SpanExportResult.SUCCESS
        if self._is_reachable and not is_reachable:
            log.warning("traces do not reach the collector", extra={"setting": SETTING})
        self._is_reachable = is_reachable
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _silence_the_library() -> None:
    """The library logs each failed batch and each dropped span."""
    library = logging.getLogger("opentelemetry")
    library.propagate = False
    library.handlers = [logging.NullHandler()]
