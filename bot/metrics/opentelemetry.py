"""Traces for a collector that speaks OTLP, sent in batches by a thread of their own."""

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
from bot.observability.correlation import current
from bot.observability.spans import EndSpan

SERVICE = "be-social-media-aware-bot"
SETTING = "OTEL_EXPORTER_OTLP_ENDPOINT"
MOST_WAITING = 2048
"""Spans beyond these are dropped, the oldest first."""
PAUSE = timedelta(seconds=5)
"""Between two batches."""
LONGEST_EXPORT = timedelta(seconds=5)
"""A batch that the collector does not take within this is dropped."""
TIME_TO_END = timedelta(seconds=2)
"""How long a stop waits for the last batch."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def sent_to(endpoint: str) -> AsyncIterator[None]:
    """Inside the block, what the bot does is sent to the collector at that address."""
    _silence_the_library()
    exporter = OneWarning(
        OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=LONGEST_EXPORT.total_seconds())
    )
    # What the library would find out of itself names the machine and the process.
    provider = TracerProvider(resource=Resource({"service.name": SERVICE}), shutdown_on_exit=False)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, MOST_WAITING, PAUSE.total_seconds() * 1000, MOST_WAITING // 4)
    )
    try:
        with traced_by(Traces(provider.get_tracer(SERVICE))):
            yield
    finally:
        # A thread that ends with the process: a collector that hangs must not hold up the stop.
        ending = Thread(target=provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, TIME_TO_END.total_seconds())
        exporter.shutdown()


class Traces:
    """Spans with their facts and the correlation id of the log, and nothing else."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def open(self, name: str, facts: Mapping[str, str | int]) -> Iterator[EndSpan]:
        """The block is one span; what raises in it is not described, for it may quote a person."""
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
    """Hands spans on; says once that nobody takes them, and again only after somebody did."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._is_heard = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends a batch."""
        result = self._exporter.export(spans)
        is_heard = result is SpanExportResult.SUCCESS
        if self._is_heard and not is_heard:
            log.warning("traces do not reach the collector", extra={"setting": SETTING})
        self._is_heard = is_heard
        return result

    def shutdown(self) -> None:
        """Gives up what is on its way."""
        self._exporter.shutdown()


def _silence_the_library() -> None:
    """It tells of each batch that fails and of each span that is dropped."""
    library = logging.getLogger("opentelemetry")
    library.propagate = False
    library.handlers = [logging.NullHandler()]
