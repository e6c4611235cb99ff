"""How a service on localhost can be made to fail, and what it remembers of each call."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

Kind = Literal["send", "update", "open"]

PAGE = "<!doctype html><html><body><h1>Service unavailable</h1></body></html>"


@dataclass(frozen=True)
class Fault:
    """One answer that is not the usual one."""

    status: int | None = 503
    """None is the usual answer, for a call that is slow and no more."""
    code: str = "ServiceError"
    retry_after: str | None = None
    html: bool = False
    """Answers with a page, as a proxy does."""
    drops: bool = False
    """Closes the connection and says nothing."""
    slow: float = 0.0
    """Waits this long first."""
    arrives: bool = False
    """Does what was asked all the same."""

    def response(self, request: web.Request, usual: web.Response | None) -> web.Response:
        """The answer itself, or the usual one."""
        if self.drops and request.transport is not None:
            request.transport.close()
        if self.status is None and usual is not None:
            return usual
        answer = page(self.status or 503) if self.html else refusal(self.status or 503, self.code)
        if self.retry_after:
            answer.headers["Retry-After"] = self.retry_after
        return answer


def page(status: int) -> web.Response:
    """What a proxy on the way answers."""
    return web.Response(status=status, text=PAGE, content_type="text/html")


def refusal(status: int, code: str) -> web.Response:
    """An error as Teams words it."""
    error = {"code": code, "message": "An invented failure."}
    return web.json_response({"error": error}, status=status)


@dataclass(frozen=True)
class Call:
    """One request the bot made."""

    kind: Kind
    conversation_id: str
    body: Mapping[str, Any]
    authorization: str | None


@dataclass
class FaultQueue:
    """What goes wrong next, by kind of call, in the order it was ordered."""

    waiting: dict[tuple[str, str], deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    lasting: dict[tuple[str, str], Fault] = field(default_factory=dict)

    def order(self, kind: Kind, fault: Fault, times: int, chat_id: str = "") -> None:
        """The next so many calls of this kind fail so; those into one chat, or into any."""
        self.waiting[kind, chat_id].extend([fault] * times)

    def stay(self, kind: Kind, fault: Fault | None, chat_id: str = "") -> None:
        """All calls of this kind fail so from now on, or no longer."""
        self.lasting.pop((kind, chat_id), None)
        if fault:
            self.lasting[kind, chat_id] = fault

    def next(self, kind: Kind, chat_id: str) -> Fault | None:
        """What happens to this call, if anything."""
        waiting = self.waiting[kind, chat_id] or self.waiting[kind, ""]
        if waiting:
            return waiting.popleft()
        return self.lasting.get((kind, chat_id)) or self.lasting.get((kind, ""))
