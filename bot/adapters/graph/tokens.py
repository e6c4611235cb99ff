"""The bot's own tokens, for Teams and for Graph: cached, one request at a time, off the loop."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.ports import Busy, Rejected
from bot.settings import Settings

CHANNEL_SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE_END = 300.0
OUR_FAULT = frozenset(
    {
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "unauthorized_client",
    }
)

Acquire = Callable[[str], Mapping[str, Any]]
"""Asks for a token for a scope, blocking."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """A token and until when it serves, on the monotonic clock."""

    text: str
    good_until: float


class Tokens:
    """Signs in as the bot. Raises Rejected if Entra refuses us and Busy if it cannot be asked."""

    def __init__(self, settings: Settings, *, timeout: float = 10.0) -> None:
        self._connect = partial(_connect, settings, timeout / 2)
        self._timeout = timeout
        self._acquire: Acquire | None = None
        self._connecting = asyncio.Lock()
        self._held: dict[str, Token] = {}
        self._flights: dict[str, asyncio.Task[str]] = {}

    async def get(self, scope: str, *, refused: str | None = None) -> str:
        """A token for this scope; a new one if the given one was refused."""
        held = self._held.get(scope)
        if held and held.text != refused and time.monotonic() < held.good_until:
            return held.text
        flight = self._flights.get(scope)
        if flight is None:
            flight = asyncio.create_task(self._fetch(scope, renew=refused is not None))
            self._flights[scope] = flight
            flight.add_done_callback(partial(self._landed, scope))
        # One caller who gives up must not take the token from the others.
        return await asyncio.shield(flight)

    def _landed(self, scope: str, flight: asyncio.Task[str]) -> None:
        del self._flights[scope]
        if not flight.cancelled():
            flight.exception()

    async def _fetch(self, scope: str, *, renew: bool) -> str:
        try:
            async with asyncio.timeout(self._timeout):
                acquire = await self._connected(anew=renew)
                answer = await asyncio.to_thread(acquire, scope)
        except Exception as error:
            # msal lets through its own, urllib3's and requests' exceptions; in each of them
            # Entra gave no verdict.
            log.warning("token service unreachable", extra={"failure": type(error).__name__})
            raise Busy from None
        if "access_token" not in answer:
            raise _refusal(answer)
        lifetime = float(answer.get("expires_in", 0))
        good_for = max(lifetime - RENEWED_BEFORE_END, lifetime / 2)
        self._held[scope] = Token(str(answer["access_token"]), time.monotonic() + good_for)
        return self._held[scope].text

    async def _connected(self, *, anew: bool) -> Acquire:
        # A new msal client is the one way past its cache and its replay of refused requests.
        async with self._connecting:
            if self._acquire is None or anew:
                self._acquire = await asyncio.to_thread(self._connect)
            return self._acquire


def _refusal(answer: Mapping[str, Any]) -> Busy | Rejected:
    error = answer.get("error")
    if error in OUR_FAULT:
        log.error("token refused: check the bot's credential", extra={"error": error})
        return Rejected("token")
    log.warning("token not given", extra={"error": type(error).__name__})
    return Busy()


def _connect(settings: Settings, timeout: float) -> Acquire:
    if settings.app_type == "UserAssignedMSI":
        return _managed_identity(settings, timeout)
    return _confidential_client(settings, timeout)


def _confidential_client(settings: Settings, timeout: float) -> Acquire:
    # Imported when first needed: local mode never signs in.
    import msal  # type: ignore[import-untyped]

    client = msal.ConfidentialClientApplication(
        settings.app_id,
        client_credential=_credential(settings),
        authority=f"{settings.graph_authority}/{settings.tenant_id}",
        # The authority is a setting; asking the public cloud about it would leak and fail.
        instance_discovery=False,
        timeout=timeout,
    )
    return lambda scope: client.acquire_token_for_client([scope]) or {}


def _credential(settings: Settings) -> str | Mapping[str, str]:
    if settings.app_password is not None:
        return settings.app_password.get_secret_value()
    if settings.app_certificate is None:
        raise ValueError("no credential")
    pem = settings.app_certificate.read_text()
    # Without "thumbprint" msal takes SHA-256 of the certificate, with it SHA-1.
    return {"private_key": pem, "public_certificate": pem}


def _managed_identity(settings: Settings, timeout: float) -> Acquire:
    import msal
    import requests

    class Patient(requests.Session):
        """Gives up in time, as msal cannot be told to here."""

        def request(self, *args: Any, **kwargs: Any) -> requests.Response:
            return super().request(*args, **{"timeout": timeout, **kwargs})

    client = msal.ManagedIdentityClient(
        msal.UserAssignedManagedIdentity(client_id=settings.app_id), http_client=Patient()
    )
    return lambda scope: client.acquire_token_for_client(resource=scope.removesuffix("/.default"))
