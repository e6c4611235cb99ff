"""Installs the bot's Teams app for a person, so that a chat with them can be opened.

https://learn.microsoft.com/graph/api/userteamwork-post-installedapps
"""

import logging

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import as_guid
from bot.adapters.graph.request import GraphRequest
from bot.ports import Gone, Rejected, Unreachable

INSTALL_TIMEOUT = 20.0
CREATED = 201
CONFLICT = 409

log = logging.getLogger(__name__)


class GraphInstaller:
    """Fulfils Installer with the app in the organisation's catalogue."""

    def __init__(self, client: GraphClient, catalog_app_id: str) -> None:
        self._client = client
        self._app = str(client.url("appCatalogs", "teamsApps", catalog_app_id))

    async def install(self, person_id: str) -> bool:
        """False if the app was installed already.

        Raises Unreachable if Teams does not allow it, Busy to try again later.
        """
        if not (object_id := as_guid(person_id)):
            raise Unreachable
        request = GraphRequest(
            "install",
            "POST",
            self._client.url("users", object_id, "teamwork", "installedApps"),
            is_outlook=False,
            body={"teamsApp@odata.bind": self._app},
            expects=(CREATED, CONFLICT),
            refusals=(400, 403, 404),
            timeout=INSTALL_TIMEOUT,
        )
        try:
            response = await self._client.request(request)
        except Gone:
            raise Unreachable from None
        except Rejected as refused:
            # An app policy and a missing permission answer the same 403. Neither may hold up a
            # report: the person counts as unreachable.
            log.error(
                "app not installed: check TEAMS_CATALOG_APP_ID, its right and the app policies",
                extra={"code": str(refused)},
            )
            raise Unreachable from None
        return response.status == CREATED
