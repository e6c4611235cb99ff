"""Adds the bot's app for a person, so that a chat with them can be opened."""

import logging

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import as_guid
from bot.adapters.graph.request import GraphRequest
from bot.ports import Gone, Rejected, Unreachable

PATIENCE = 20.0
MADE = 201
THERE_ALREADY = 409

log = logging.getLogger(__name__)


class GraphInstaller:
    """Fulfils Installer with the app of the organisation's own catalogue."""

    def __init__(self, client: GraphClient, catalog_app_id: str) -> None:
        self._client = client
        self._app = str(client.url("appCatalogs", "teamsApps", catalog_app_id))

    async def install(self, person_id: str) -> bool:
        """Adds the app; False if it was there already.

        Raises Unreachable if Teams does not let it, Busy to try again later.
        """
        if not (object_id := as_guid(person_id)):
            raise Unreachable
        call = GraphRequest(
            "install",
            "POST",
            self._client.url("users", object_id, "teamwork", "installedApps"),
            is_outlook=False,
            body={"teamsApp@odata.bind": self._app},
            expects=(MADE, THERE_ALREADY),
            refusals=(400, 403, 404),
            patience=PATIENCE,
        )
        try:
            answer = await self._client.answer(call)
        except Gone:
            raise Unreachable from None
        except Rejected as refused:
            # A policy against the app and a right that is missing are both a bare 403. Neither may
            # hold up a report: it goes on as for anybody who cannot be reached.
            log.error(
                "app not installed: check TEAMS_CATALOG_APP_ID, its right and the app policies",
                extra={"code": str(refused)},
            )
            raise Unreachable from None
        return answer.status == MADE
