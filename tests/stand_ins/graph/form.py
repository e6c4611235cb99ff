"""What a request must look like, whoever makes it and whatever it asks."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.stand_ins.graph.description import Description
from tests.stand_ins.graph.refusals import Malformed

ROOT = "/v1.0"
IMMUTABLE = 'IdType="ImmutableId"'


@dataclass(frozen=True)
class WellFormed:
    """A request whose form is right."""

    request: web.Request
    raw: bytes

    def __getitem__(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name]

    @property
    def wants_immutable_ids(self) -> bool:
        """Whether ids shall outlive a move."""
        return IMMUTABLE in self.request.headers.get("Prefer", "")


@dataclass
class Form:
    """Our own rules for every request, and Microsoft's description."""

    description: Description
    _request_ids: set[str] = field(default_factory=set)

    def examine(self, asked: WellFormed) -> None:
        """Raises Malformed."""
        request = asked.request
        request_id = request.headers.get("client-request-id", "")
        if not _is_guid(request_id) or request_id in self._request_ids:
            raise Malformed("client-request-id: a new GUID for each attempt")
        self._request_ids.add(request_id)
        prefer = request.headers.get("Prefer", "")
        if "IdType" in prefer and not asked.wants_immutable_ids:
            raise Malformed('Prefer: only IdType="ImmutableId"')
        body = _body(asked)
        query = list(request.rel_url.query.items())
        Malformed.unless_empty(
            self.description.of_request(request.method, _path(request), query, body)
        )

    def of_answer(self, request: web.Request, answer: web.Response) -> list[str]:
        """What is wrong with an answer of ours."""
        body = json.loads(answer.body) if isinstance(answer.body, bytes) else None
        return list(self.description.of_answer(request.method, _path(request), answer.status, body))


def _path(request: web.Request) -> str:
    # As it was sent: an id with a slash in it counts only if the slash was quoted.
    return request.rel_url.raw_path.removeprefix(ROOT)


def _body(asked: WellFormed) -> Any:
    """The JSON that was sent, if some was to be sent. Raises Malformed."""
    headers = asked.request.headers
    if asked.request.method in {"GET", "DELETE"} or asked.request.path.endswith("/send"):
        if asked.raw:
            raise Malformed("no body is taken here")
        if asked.request.method == "POST" and headers.get("Content-Length") != "0":
            raise Malformed("Content-Length: 0 is wanted")
        return None
    if asked.request.content_type != "application/json" or "Content-Type" not in headers:
        raise Malformed("Content-Type: application/json is wanted")
    try:
        return json.loads(asked.raw)
    except ValueError:
        raise Malformed("the body is not JSON") from None


def _is_guid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
