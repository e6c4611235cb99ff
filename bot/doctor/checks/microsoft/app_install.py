"""Installing the app: proved by reading who has it, and by adding it for an id of no person."""

from collections.abc import Sequence

from bot.adapters.graph.errors import code_of
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.doctor.checks.microsoft.directory import FILL_IN, DirectoryCheck
from bot.doctor.diagnosis.graph_errors import Grant, unexpected
from bot.doctor.graph import NO_ID, GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.settings import Settings

GRANT = Grant.for_all("TeamsAppInstallation.ReadWriteSelfForUser.All", "-WithInstall")
LOOK_UP = (
    "Take the app's id from the Teams admin centre, under Manage apps. It is not the manifest's"
    " id; an app that is new may take two days to be seen."
)
ELSEWHERE = frozenset({"store", "sideloaded"})


class AppInstallCheck:
    """The app at TEAMS_CATALOG_APP_ID, and the right to install it."""

    def __init__(self, graph: GraphProbe, settings: Settings, directory: DirectoryCheck) -> None:
        self._graph = graph
        self._app_id = settings.catalog_app_id
        self._directory = directory

    async def is_possible(self) -> Sequence[Remark]:
        """Proves the right, and that the id is of the organisation's own app."""
        if self._app_id is None:
            return fine("TEAMS_CATALOG_APP_ID is not set, so the app is added for nobody.")
        apps = await self._installed()
        if apps is None:
            says = "Not proved: nobody was found whose apps could be looked at."
            return warning(says, f"{FILL_IN} They need Teams, too.")
        return [*await self._may_add(self._app_id), *await self._is_ours(self._app_id, apps)]

    async def _installed(self) -> Sequence[JsonObject] | None:
        """Apps that some people have; None if no person with Teams was found."""
        seen: list[JsonObject] | None = None
        for person_id in self._directory.ids:
            url = self._graph.url(
                "users", person_id, "teamwork", "installedApps", expand="teamsApp"
            )
            call = GraphRequest("installed", "GET", url, is_outlook=False, expects=(200, 404))
            answer = await self._graph.expect(call, GRANT)
            if answer.status == 404:
                # A person without Teams.
                continue
            found = [one.get("teamsApp") for one in _items(answer.body)]
            seen = [*(seen or ()), *(app for app in found if isinstance(app, dict))]
            if _named(seen, "id", self._app_id):
                break
        return seen

    async def _may_add(self, app_id: str) -> Sequence[Remark]:
        """Proves the right to install: with it, Graph answers 404 for an id of no person."""
        app = str(self._graph.url("appCatalogs", "teamsApps", app_id))
        call = GraphRequest(
            "install for nobody",
            "POST",
            self._graph.url("users", NO_ID, "teamwork", "installedApps"),
            is_outlook=False,
            body={"teamsApp@odata.bind": app},
        )
        answer = await self._graph.ask(call)
        if answer.status == 404 and code_of(answer.body):
            return fine("The bot may add the app; it was added for nobody.")
        if answer.status == 429 or answer.status >= 500:
            raise unexpected(answer)
        # Graph answers the same where the manifest names another bot.
        code = code_of(answer.body) or str(answer.status)
        says = f"Not proved: the bot may see who has the app, but perhaps not add it ({code})."
        return warning(says, f"{GRANT.cure} See also that the app's manifest names BOT_APP_ID.")

    async def _is_ours(self, app_id: str, installed: Sequence[JsonObject]) -> Sequence[Remark]:
        if _named(installed, "externalId", app_id) and not _named(installed, "id", app_id):
            raise CheckFailed("TEAMS_CATALOG_APP_ID is the id in the app's manifest.", LOOK_UP)
        named = _named(installed, "id", app_id) or await self._in_the_catalogue(app_id)
        methods = {app.get("distributionMethod") for app in named}
        if methods & ELSEWHERE:
            says = "TEAMS_CATALOG_APP_ID is an app that is not in the organisation's catalogue."
            raise CheckFailed(says, LOOK_UP)
        if "organization" in methods:
            return fine("The app is in the organisation's catalogue.")
        says = "Not proved: whether TEAMS_CATALOG_APP_ID is in the organisation's catalogue."
        return warning(says, LOOK_UP)

    async def _in_the_catalogue(self, app_id: str) -> Sequence[JsonObject]:
        """The app in the catalogue, if the bot has the right to read it, which it does not need."""
        url = self._graph.url("appCatalogs", "teamsApps", filter=f"id eq '{app_id}'")
        answer = await self._graph.ask(GraphRequest("catalogue", "GET", url, is_outlook=False))
        return _named(_items(answer.body), "id", app_id) if answer.status == 200 else ()


def _items(body: JsonObject) -> list[JsonObject]:
    value = body.get("value")
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _named(apps: Sequence[JsonObject], field: str, app_id: str | None) -> Sequence[JsonObject]:
    """Apps with this id; GUIDs are compared without case."""
    wanted = str(app_id).casefold()
    return [app for app in apps if str(app.get(field)).casefold() == wanted]
