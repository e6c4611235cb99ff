"""One request to Microsoft Graph and its response."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from json import loads

from yarl import URL

from bot.adapters.graph.errors import Idempotency
from bot.adapters.http_json import JsonObject, JsonResponse, encode_json

ID = re.compile(r"[0-9A-Za-z-]{1,64}")
# On every request, or a mail's id changes when it moves to Sent Items
# (https://learn.microsoft.com/graph/outlook-immutable-id).
STABLE_IDS = {"Prefer": 'IdType="ImmutableId"'}
CLAIMS = re.compile(r'\bclaims="([A-Za-z0-9+/_-]{1,4096}={0,2})"')


@dataclass(frozen=True)
class GraphRequest:
    """One request. The log has its name, never its URL."""

    name: str
    method: str
    url: URL
    is_outlook: bool = True
    """False for the directory, to which Exchange's concurrency limit does not apply."""
    body: JsonObject | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = ()
    """Statuses that are Rejected for this request, whatever the error code."""
    idempotency: Idempotency = Idempotency.IDEMPOTENT
    timeout: float = 20.0
    sends_token: bool = True
    """False for an upload URL, which is pre-authenticated and refuses a token
    (https://learn.microsoft.com/graph/outlook-large-attachments)."""

    @property
    def content(self) -> bytes | BytesIO | None:
        """The encoded body."""
        if isinstance(self.body, Mapping):
            return BytesIO(encode_json(self.body))
        # aiohttp sends a file object in chunks, but bytes in one write.
        return BytesIO(self.body) if self.body else self.body

    def headers_with(self, token: str | None, attempt: str) -> dict[str, str]:
        """The headers of one attempt, with its own client-request-id."""
        headers = {"client-request-id": attempt, "return-client-request-id": "true"}
        if self.is_outlook:
            headers |= STABLE_IDS
        if isinstance(self.body, Mapping):
            headers |= {"Content-Type": "application/json"}
        if token:
            headers |= {"Authorization": f"Bearer {token}"}
        return headers | dict(self.headers)


class GraphResponse(JsonResponse):
    """A response of Microsoft Graph."""

    @property
    def request_id(self) -> str:
        """The id that Microsoft's support asks for, or an empty string."""
        request_id = self.headers.get("request-id", "")
        return request_id if ID.fullmatch(request_id) else ""

    @property
    def claims(self) -> str | None:
        """The claims challenge of a 401, for the next token request.

        https://learn.microsoft.com/entra/identity-platform/claims-challenge
        """
        challenge = ", ".join(
            value for name, value in self.headers.items() if name.lower() == "www-authenticate"
        )
        if not (found := CLAIMS.search(challenge)):
            return None
        try:
            # base64 or base64url, with padding or without.
            encoded = found[1].rstrip("=").translate(str.maketrans("-_", "+/"))
            claims = b64decode(encoded + "==").decode()
            return claims if isinstance(loads(claims), dict) else None
        except (ValueError, RecursionError):
            return None
