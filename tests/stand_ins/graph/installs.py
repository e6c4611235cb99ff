"""Who has which app of the organisation's catalogue in their Teams."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.stand_ins.graph.form import ROOT, Asked
from tests.stand_ins.graph.people import Directory, Human
from tests.stand_ins.graph.refusals import Malformed, Refused

CATALOG_APP = "4a1d7e90-52c3-4b8f-9d06-1f2e3a4b5c6d"
"""The bot's app in the catalogue; the manifest names it otherwise."""
BIND = "teamsApp@odata.bind"


@dataclass
class Installs:
    """Adds apps for people, and remembers for whom."""

    directory: Directory
    root: str = ""
    catalog: set[str] = field(default_factory=lambda: {CATALOG_APP})
    people: list[str] = field(default_factory=list)
    """The object id of everybody who has it, in the order they got it."""
    kept_from: set[str] = field(default_factory=set)
    """Those whose policy does not let the app in."""
    then: Callable[[Human], object] = lambda human: None
    """What becomes of it in Teams."""

    def add(self, asked: Asked) -> web.Response:
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

    def _app(self, asked: Asked) -> str:
        """The app that is named. Raises Malformed unless it is named as Graph wants it."""
        body = json.loads(asked.raw)
        apps = f"{self.root}{ROOT}/appCatalogs/teamsApps/"
        bound = body.get(BIND) if isinstance(body, dict) else None
        if not isinstance(bound, str) or len(body) != 1 or not bound.startswith(apps):
            raise Malformed(f"{BIND}: the whole address of an app in the catalogue, and no more")
        return bound.removeprefix(apps)
