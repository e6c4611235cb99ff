"""A collector of traces on localhost, which reads what it is sent as a real one would."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Collector:
    """Keeps every body as it came, and the spans in it."""

    bodies: list[bytes] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    senders: set[str] = field(default_factory=set)
    """What was said of whoever sent them, by its name."""
    got: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, it takes what comes and says nothing."""

    def __post_init__(self) -> None:
        self.answers.set()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/v1/traces", self._take)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        sent = ExportTraceServiceRequest.FromString(self.bodies[-1])
        for resource in sent.resource_spans:
            self.senders |= {it.key for it in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += scope.spans
        self.got.set()
        await self.answers.wait()
        return web.Response()

    def named(self, name: str) -> list[dict[str, str | int]]:
        """The facts of every span of that name, as they came."""
        return [facts_of(span) for span in self.spans if span.name == name]


def facts_of(span: Span) -> dict[str, str | int]:
    """Its attributes."""
    return {it.key: it.value.string_value or it.value.int_value for it in span.attributes}
