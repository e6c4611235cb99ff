"""One question to Microsoft Graph, and what came back."""

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
# Asked for on every call, or the id of a mail changes when it moves to the sent items.
STABLE_IDS = {"Prefer": 'IdType="ImmutableId"'}
CLAIMS = re.compile(r'\bclaims="([A-Za-z0-9+/_-]{1,4096}={0,2})"')


@dataclass(frozen=True)
class GraphRequest:
    """One thing to ask; its name stands in the log, where its address never does."""

    name: str
    method: str
    url: URL
    is_outlook: bool = True
    """False for the directory, which Exchange's limits say nothing about."""
    body: JsonObject | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = ()
    """Statuses that mean a no to this call, whatever code comes with them."""
    twice: Idempotency = "harmless"
    patience: float = 20.0
    is_signed: bool = True
    """False for an address that is a secret in itself and refuses a token."""

    @property
    def content(self) -> bytes | BytesIO | None:
        """The body as it travels."""
        if isinstance(self.body, Mapping):
            return BytesIO(encode_json(self.body))
        # A file is written piece by piece; aiohttp would write bytes in one go.
        return BytesIO(self.body) if self.body else self.body

    def headers_with(self, token: str | None, attempt: str) -> dict[str, str]:
        """The headers of one attempt."""
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
        """What Microsoft's support asks for; empty if there is none."""
        request_id = self.headers.get("request-id", "")
        return request_id if ID.fullmatch(request_id) else ""

    @property
    def claims(self) -> str | None:
        """What the next token must hold, if this answer says so."""
        challenge = ", ".join(
            value for name, value in self.headers.items() if name.lower() == "www-authenticate"
        )
        if not (found := CLAIMS.search(challenge)):
            return None
        try:
            # Either alphabet, with padding or without.
            packed = found[1].rstrip("=").translate(str.maketrans("-_", "+/"))
            claims = b64decode(packed + "==").decode()
            return claims if isinstance(loads(claims), dict) else None
        except (ValueError, RecursionError):
            return None
