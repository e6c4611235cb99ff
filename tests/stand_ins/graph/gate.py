"""What each request passes before it is done: its form, its token, its rights, its luck."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.stand_ins.graph.faults import OUTLOOK, Operation, Script, drop
from tests.stand_ins.graph.form import Form, WellFormed
from tests.stand_ins.graph.passes import Passes
from tests.stand_ins.graph.refusals import Malformed, Refused

AT_ONCE = 4

Do = Callable[[WellFormed], web.Response]


@dataclass(frozen=True)
class SeenRequest:
    """One request that came, whatever became of it."""

    operation: Operation
    method: str
    path: str
    request_id: str
    authorization: str | None


@dataclass
class GraphGate:
    """Lets good requests through, and writes down the others."""

    passes: Passes
    script: Script
    form: Form
    violations: list[str] = field(default_factory=list)
    calls: list[SeenRequest] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    most_at_once: int = 0
    is_unplugged: bool = False
    _in_flight: Counter[str] = field(default_factory=Counter)

    def guard(
        self,
        operation: Operation,
        rights: set[str],
        do: Do,
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The way in to one operation, for whoever has any of the rights."""

        async def handler(request: web.Request) -> web.Response:
            if self.is_unplugged:
                drop(request)
                return web.Response()
            with self._counted(operation, request) as has_room:
                return await self._answer(operation, rights, do, request, has_room)

        return handler

    async def stray(self, request: web.Request) -> web.Response:
        """The answer to a path that nobody described."""
        return self.refuse(request, Malformed("no such path"))

    async def _answer(
        self,
        operation: Operation,
        rights: set[str],
        do: Do,
        request: web.Request,
        has_room: bool,
    ) -> web.Response:
        asked = WellFormed(request, await request.read())
        self._remember(operation, request)
        authorization = request.headers.get("Authorization")
        try:
            self.form.examine(asked)
            self.passes.check(authorization)
            self.passes.allow(operation, rights, request.match_info.get("mailbox"))
            if not has_room:
                raise Refused(429, "ApplicationThrottled", {"Retry-After": "1"})
        except Refused as refused:
            return self.refuse(request, refused)
        fault = self.script.next(operation)
        if fault is None:
            return self._done(do, asked)
        await asyncio.sleep(fault.slow)
        if fault.status == 401:
            self.passes.take_back(authorization, fault.claims)
        usual = self._done(do, asked) if fault.arrives or fault.status is None else None
        return fault.response(request, usual)

    def _done(self, do: Do, asked: WellFormed) -> web.Response:
        request = asked.request
        try:
            answer = do(asked)
        except Refused as refused:
            return self.refuse(request, refused)
        wrong = self.form.of_answer(request, answer)
        self.violations.extend(f"the stand-in's own answer: {why}" for why in wrong)
        self.changed.set()
        return answer

    def _remember(self, operation: Operation, request: web.Request) -> None:
        headers = request.headers
        request_id = headers.get("client-request-id", "")
        authorization = headers.get("Authorization")
        call = SeenRequest(operation, request.method, request.path, request_id, authorization)
        self.calls.append(call)

    def refuse(self, request: web.Request, refused: Refused) -> web.Response:
        """The answer to a refused request, written down if it is the client's fault."""
        if isinstance(refused, Malformed):
            self.violations.append(f"{request.method} {request.path}: {refused.why}")
        self.changed.set()
        return refused.response()

    @contextmanager
    def _counted(self, operation: Operation, request: web.Request) -> Iterator[bool]:
        # Outlook's limit holds for each app and mailbox.
        mailbox = request.match_info.get("mailbox", "") if operation in OUTLOOK else ""
        if not mailbox:
            yield True
            return
        self._in_flight[mailbox] += 1
        self.most_at_once = max(self.most_at_once, self._in_flight[mailbox])
        try:
            yield self._in_flight[mailbox] <= AT_ONCE
        finally:
            self._in_flight[mailbox] -= 1
