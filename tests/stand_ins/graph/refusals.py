"""How Microsoft Graph says no.

Refused           the answer is an error; a right, a mailbox or an item is missing
└── Malformed     no client should ever ask so: it is also recorded as a violation
"""

import uuid
from base64 import b64encode
from collections.abc import Iterable, Mapping

from aiohttp import web
from pydantic import ValidationError

BEARER = 'Bearer realm="", client_id="00000003-0000-0000-c000-000000000000"'


class Refused(Exception):
    """The answer is an error."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """The error as Graph words it."""
        return refusal(self.status, self.code, self.headers)


class Malformed(Refused):
    """The request is wrong in itself, whoever asks."""

    def __init__(self, why: str, code: str = "BadRequest") -> None:
        super().__init__(400, code)
        self.why = why

    @classmethod
    def of_body(cls, error: ValidationError) -> "Malformed":
        """What a body has that it may not, or lacks."""
        places = [(".".join(map(str, e["loc"])), e["type"]) for e in error.errors()]
        is_header = any(place.startswith("internetMessageHeaders") for place, _ in places)
        code = "InvalidInternetMessageHeader" if is_header else "RequestBodyRead"
        return cls("; ".join(f"{place}: {kind}" for place, kind in places), code)

    @classmethod
    def unless_empty(cls, violations: Iterable[str]) -> None:
        """Raises one refusal for all violations, if there are any."""
        if found := list(violations):
            raise cls("; ".join(found))


def challenge(claims: str | None) -> dict[str, str]:
    """The header that asks for another token, perhaps one that answers these claims."""
    if claims is None:
        return {"WWW-Authenticate": BEARER}
    packed = b64encode(claims.encode()).decode()
    return {"WWW-Authenticate": f'{BEARER}, error="insufficient_claims", claims="{packed}"'}


def refusal(
    status: int,
    code: str,
    headers: Mapping[str, str] | None = None,
    message: str = "An invented failure.",
) -> web.Response:
    """An error body, with the id a support case would ask for."""
    inner = {"request-id": str(uuid.uuid4())}
    error = {"code": code, "message": message, "innerError": inner}
    return web.json_response({"error": error}, status=status, headers=headers)
