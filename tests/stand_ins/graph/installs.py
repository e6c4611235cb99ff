"""Who has which app of the organisation's catalogue in their Teams."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.stand_ins.graph.form import ROOT, WellFormed
from tests.stand_ins.graph.people import Human, PeopleStandIn
from tests.stand_ins.graph.queries import only
from tests.stand_ins.graph.refusals import Malformed, Refused

CATALOG_APP = "4a1d7e90-52c3-4b8f-9d06-1f2e3a4b5c6d"
"""The bot's app in the catalogue; the manifest names it otherwise."""
MANIFEST_APP = "7b2f0c14-8e35-4d6a-b1c9-2a3b4c5d6e7f"
"""What its manifest calls it."""
CATALOG_FILTER = re.compile(r"id eq '([^']+)'")
BIND = "teamsApp@odata.bind"


@dataclass
class Installs:
    """Adds apps for people, and remembers for whom."""

    directory: PeopleStandIn
    root: str = ""
    catalog: set[str] = field(default_factory=lambda: {CATALOG_APP})
    people: list[str] = field(default_factory=list)
    """The object id of everybody who has it, in the order they got it."""
    kept_from: set[str] = field(default_factory=set)
    """Those whose policy does not let the app in."""
    method: str = "organization"
    """How the app came to those who have it."""
    then: Callable[[Human], object] = lambda human: None
    """What becomes of it in Teams."""

    def add(self, asked: WellFormed) -> web.Response:
        """POST users/{id}/teamwork/installedApps."""
        app = self._app(asked)
        human = self.directory.user(asked["user"])
        if app not in self.catalog:
            raise Refused(404, "NotFound")
        if human.id in self.kept_from:
            raise Refused(403, "Forbidden")
        if human.id in self.people:
            raise Refused(409, "Conflict")
        self.people.append(human.id)
        self.then(human)
        return web.Response(status=201)

    def listed(self, asked: WellFormed) -> web.Response:
        """GET users/{id}/teamwork/installedApps; an app that may see its own alone sees this."""
        only(asked.request.query, "$expand")
        if asked.request.query.get("$expand") != "teamsApp":
            raise Malformed("$expand: teamsApp")
        human = self.directory.user(asked["user"])
        apps = sorted(self.catalog) if human.id in self.people else []
        shown = [{"id": f"{human.id}##{app}", "teamsApp": self._as_json(app)} for app in apps]
        return web.json_response({"value": shown})

    def offered(self, asked: WellFormed) -> web.Response:
        """GET appCatalogs/teamsApps."""
        only(asked.request.query, "$filter")
        match = CATALOG_FILTER.fullmatch(asked.request.query.get("$filter", ""))
        if match is None:
            raise Malformed("$filter: only id eq")
        shown = [self._as_json(app) for app in self.catalog if app == match[1].casefold()]
        return web.json_response({"value": shown})

    def _as_json(self, app: str) -> dict[str, Any]:
        return {
            "id": app,
            "externalId": MANIFEST_APP,
            "displayName": "Be social media aware",
            "distributionMethod": self.method,
        }

    def _app(self, asked: WellFormed) -> str:
        """The app that is named. Raises Malformed unless it is named as Graph wants it."""
        body = json.loads(asked.raw)
        apps = f"{self.root}{ROOT}/appCatalogs/teamsApps/"
        bound = body.get(BIND) if isinstance(body, dict) else None
        if not isinstance(bound, str) or len(body) != 1 or not bound.startswith(apps):
            raise Malformed(f"{BIND}: the whole address of an app in the catalogue, and no more")
        return bound.removeprefix(apps)
