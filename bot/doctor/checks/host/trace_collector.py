"""The trace collector: proved by exporting an empty batch."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from bot.doctor.results import Remark, fine, warning
from bot.settings import Settings

SECONDS = 5.0
ROOT = (
    "Give the collector's root address for OTLP over HTTP, without /v1/traces; its port is often"
    " 4318, and never gRPC's, 4317."
)
LET_IN = "Put what the collector wants to see into OTEL_EXPORTER_OTLP_HEADERS: a key, a token."
LOOK = "See how the collector is, and whether its own log says why."
REACH = f"See that the collector runs, and let this host reach it. {ROOT}"
TRUST = "Name in OTEL_EXPORTER_OTLP_CERTIFICATE the file of the authorities to trust."


class TraceCollectorCheck:
    """The collector at OTEL_EXPORTER_OTLP_ENDPOINT. Faults are warnings: the bot works without."""

    def __init__(self, settings: Settings) -> None:
        self._endpoint = settings.traces_to

    async def takes_traces(self) -> Sequence[Remark]:
        """Proved with the exporter and the headers that the bot uses."""
        if self._endpoint is None:
            return fine("OTEL_EXPORTER_OTLP_ENDPOINT is not set, so no traces are sent.")
        outcome = await asyncio.to_thread(_export_nothing, self._endpoint)
        if isinstance(outcome, int) and outcome // 100 == 2:
            return fine("The collector takes traces.")
        cause, cure = _answered(outcome) if isinstance(outcome, int) else _unreachable(outcome)
        return warning(f"Traces are lost, and nothing else: {cause}.", cure)


def _export_nothing(endpoint: str) -> int | Exception:
    """The last status, or the exception of a failed request; blocking."""
    # Slow to import, and only a bot that is traced needs it.
    import requests
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import SpanExporter

    outcomes: list[int | Exception] = []

    class Recording(requests.Session):
        """Records responses and errors, which the exporter does not return."""

        def send(self, *args: Any, **options: Any) -> requests.Response:
            try:
                response = super().send(*args, **options)
            except Exception as error:
                outcomes.append(error)
                raise
            outcomes.append(response.status_code)
            return response

    session = Recording()
    exporter: SpanExporter = OTLPSpanExporter(
        f"{endpoint}/v1/traces", timeout=SECONDS, session=session
    )
    exporter.export([])
    exporter.shutdown()
    return outcomes[-1]


def _answered(status: int) -> tuple[str, str]:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"the collector does not let the bot in (status {status})", LET_IN
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
        return f"the collector could not take them just now (status {status})", LOOK
    return f"what answers at OTEL_EXPORTER_OTLP_ENDPOINT takes none (status {status})", ROOT


def _unreachable(error: Exception) -> tuple[str, str]:
    from requests.exceptions import SSLError, Timeout

    if isinstance(error, SSLError):
        return "the TLS certificate of the collector is not trusted here", TRUST
    if isinstance(error, Timeout):
        return "the collector did not answer in time", REACH
    return f"the collector cannot be reached ({type(error).__name__})", REACH
