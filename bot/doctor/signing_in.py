"""Whether Entra knows the bot: its organisation, its credential, and a token for each service."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.graph.sign_in import Acquire, connect
from bot.adapters.graph.tokens import CHANNEL_SCOPE
from bot.doctor.asking import AGAIN, LET_THROUGH, Graph
from bot.doctor.findings import Broken, Remark, fine
from bot.settings import Settings

SECONDS = 5.0
WORD = re.compile(r"[a-z_]{1,40}")
NEW_SECRET = "Make a new client secret in the app registration; set its value, not its id."  # noqa: S105
NOT_TAKEN = (
    "Entra does not take the bot's credential (invalid_client).",
    "In the app registration, make a new client secret or upload the certificate that is used.",
)
NO_IDENTITY = (
    "This host gives no token for the managed identity BOT_APP_ID.",
    "Run doctor on the host the bot runs on, and assign that identity to the host.",
)
CAUSES = {
    7000215: ("BOT_APP_PASSWORD is no client secret of this application.", NEW_SECRET),
    7000222: ("The client secret in BOT_APP_PASSWORD has expired.", NEW_SECRET),
    700027: (
        "The certificate in BOT_APP_CERTIFICATE is not one of this application's.",
        "Upload its public part in the app registration, under Certificates.",
    ),
    700024: (
        "Entra finds the time in the bot's signature wrong.",
        "Set this host's clock by a time service.",
    ),
    700016: (
        "There is no application BOT_APP_ID in the organisation BOT_TENANT_ID.",
        "Compare both with the app registration's overview.",
    ),
    90002: (
        "There is no organisation BOT_TENANT_ID.",
        "Take the directory id from the app registration's overview.",
    ),
    500011: (
        "The organisation does not know the service that the token is for.",
        "See that GRAPH_BASE_URL is the one of the organisation's cloud.",
    ),
}
"""What Entra's own error numbers mean here."""


class SigningIn:
    """Signs in as the bot does, and hands Graph its token."""

    def __init__(self, settings: Settings, graph: Graph) -> None:
        self._settings = settings
        self._graph = graph
        self._acquire: Acquire | None = None

    async def entra(self) -> Sequence[Remark]:
        """Whether Entra is there and knows the organisation."""
        try:
            self._acquire = await asyncio.to_thread(connect, self._settings, SECONDS)
        except Exception as error:
            raise _unreachable(self._settings, error) from None
        if self._settings.app_type == "UserAssignedMSI":
            return fine("The bot signs in by a managed identity.")
        return fine("It answers, and knows the organisation.")

    async def graph_token(self) -> Sequence[Remark]:
        """A token for Microsoft Graph."""
        self._graph.token = await self._token(self._graph.scope)
        return fine("Entra gave a token.")

    async def channel_token(self) -> Sequence[Remark]:
        """A token for writing into Teams."""
        await self._token(CHANNEL_SCOPE)
        return fine("Entra gave a token.")

    async def _token(self, scope: str) -> str:
        assert self._acquire is not None
        try:
            answer = await asyncio.to_thread(self._acquire, scope, None)
        except Exception as error:
            raise _unreachable(self._settings, error) from None
        if "access_token" not in answer:
            raise _refusal(self._settings, answer)
        return str(answer["access_token"])


def _unreachable(settings: Settings, error: Exception) -> Broken:
    from requests import RequestException
    from requests.exceptions import SSLError

    if settings.app_type == "UserAssignedMSI":
        return Broken(*NO_IDENTITY)
    if isinstance(error, SSLError):
        return Broken(
            "The TLS certificate of Entra at GRAPH_AUTHORITY is not trusted here.",
            "See whether a proxy opens TLS; REQUESTS_CA_BUNDLE names the authorities to trust.",
        )
    if isinstance(error, ValueError) and not isinstance(error, RequestException):
        return Broken(
            "Entra does not know the organisation BOT_TENANT_ID, or GRAPH_AUTHORITY is not Entra.",
            "Take the directory id from the app registration's overview.",
        )
    return Broken("Entra at GRAPH_AUTHORITY gave no answer that could be used.", LET_THROUGH)


def _refusal(settings: Settings, answer: Mapping[str, Any]) -> Broken:
    if settings.app_type == "UserAssignedMSI":
        return Broken(*NO_IDENTITY)
    numbers = answer.get("error_codes")
    for number in numbers if isinstance(numbers, list) else []:
        if number in CAUSES:
            return Broken(*CAUSES[number])
    error = str(answer.get("error"))
    if error == "invalid_client":
        return Broken(*NOT_TAKEN)
    return Broken(
        f"Entra gave no token ({error if WORD.fullmatch(error) else 'unknown error'}).", AGAIN
    )
