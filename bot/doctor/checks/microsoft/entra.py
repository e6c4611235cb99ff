"""Entra: proved by signing in as the bot does, with a token for each service."""

import asyncio
from collections.abc import Sequence

from bot.adapters.entra.sign_in import AcquireToken, connect
from bot.adapters.entra.tokens import CHANNEL_SCOPE
from bot.doctor.diagnosis.entra_errors import refusal, unreachable
from bot.doctor.graph import GraphProbe
from bot.doctor.results import Remark, fine
from bot.settings import Settings

SECONDS = 5.0


class EntraCheck:
    """Signs in as the bot does, and gives the Graph client its token."""

    def __init__(self, settings: Settings, graph: GraphProbe) -> None:
        self._settings = settings
        self._graph = graph
        self._acquire: AcquireToken | None = None

    async def entra(self) -> Sequence[Remark]:
        """Proves that Entra answers and knows the organisation."""
        try:
            self._acquire = await asyncio.to_thread(connect, self._settings, SECONDS)
        except Exception as error:
            raise unreachable(self._settings, error) from None
        if self._settings.app_type == "UserAssignedMSI":
            return fine("The bot signs in by a managed identity.")
        return fine("It answers, and knows the organisation.")

    async def graph_token(self) -> Sequence[Remark]:
        """Acquires a token for Microsoft Graph."""
        self._graph.token = await self._token(self._graph.scope)
        return fine("Entra gave a token.")

    async def channel_token(self) -> Sequence[Remark]:
        """Acquires a token for the Bot Connector."""
        await self._token(CHANNEL_SCOPE)
        return fine("Entra gave a token.")

    async def _token(self, scope: str) -> str:
        assert self._acquire is not None
        try:
            answer = await asyncio.to_thread(self._acquire, scope, None)
        except Exception as error:
            raise unreachable(self._settings, error) from None
        if "access_token" not in answer:
            raise refusal(self._settings, scope, answer)
        return str(answer["access_token"])
