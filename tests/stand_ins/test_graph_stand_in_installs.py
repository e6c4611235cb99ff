"""Apps are added by those who may, for those who are there, named as Graph wants it."""

import pytest

from tests.stand_ins.graph import CATALOG_APP, Graph
from tests.stand_ins.graph.caller import GraphCaller

AROHA = "0a000000-0000-4000-8000-000000000001"
APPS = f"users/{AROHA}/teamwork/installedApps"


def bound(graph: Graph, app: str = CATALOG_APP) -> dict[str, str]:
    return {"teamsApp@odata.bind": f"{graph.base_url}/appCatalogs/teamsApps/{app}"}


async def test_an_app_is_added_once(graph: Graph, call: GraphCaller) -> None:
    added = await call("POST", APPS, bound(graph))
    again = await call("POST", APPS, bound(graph))

    assert (added.status, added.body) == (201, b"")
    assert (again.status, again.code) == (409, "Conflict")
    assert graph.installs.people == [AROHA]
    assert graph.violations == []


async def test_teams_hears_of_it_once(graph: Graph, call: GraphCaller) -> None:
    told: list[str] = []
    graph.installs.then = lambda human: told.append(human.name)

    await call("POST", APPS, bound(graph))
    await call("POST", APPS, bound(graph))

    assert told == ["Aroha Example"]


async def test_it_takes_its_right(graph: Graph, call: GraphCaller) -> None:
    graph.roles.discard("TeamsAppInstallation.ReadWriteSelfForUser.All")

    refused = await call("POST", APPS, bound(graph))

    assert (refused.status, refused.code) == (403, "Authorization_RequestDenied")
    assert graph.installs.people == []


async def test_a_policy_keeps_it_out(graph: Graph, call: GraphCaller) -> None:
    graph.installs.kept_from.add(AROHA)

    assert (await call("POST", APPS, bound(graph))).status == 403


async def test_only_what_is_there_can_be_added_and_only_for_who_is_there(
    graph: Graph, call: GraphCaller
) -> None:
    other = await call("POST", APPS, bound(graph, "0a000000-0000-4000-8000-000000000009"))
    nobody = await call("POST", "users/nobody/teamwork/installedApps", bound(graph))

    assert (other.status, nobody.status) == (404, 404)
    assert graph.violations == []


async def test_what_a_person_has_is_listed_for_whoever_may_read_it(
    graph: Graph, call: GraphCaller
) -> None:
    before = await call("GET", f"{APPS}?$expand=teamsApp")
    await call("POST", APPS, bound(graph))
    graph.roles.discard("TeamsAppInstallation.ReadWriteSelfForUser.All")
    refused = await call("GET", f"{APPS}?$expand=teamsApp")
    graph.roles.add("TeamsAppInstallation.ReadForUser.All")
    after = await call("GET", f"{APPS}?$expand=teamsApp")

    assert (before.found, refused.status) == ([], 403)
    assert [one["teamsApp"]["id"] for one in after.found] == [CATALOG_APP]
    assert graph.violations == []


async def test_the_catalogue_takes_a_right_of_its_own(graph: Graph, call: GraphCaller) -> None:
    place = f"appCatalogs/teamsApps?$filter=id%20eq%20'{CATALOG_APP}'"

    refused = await call("GET", place)
    graph.roles.add("AppCatalog.Read.All")
    found = await call("GET", place)

    assert refused.status == 403
    assert [app["distributionMethod"] for app in found.found] == ["organization"]
    assert graph.violations == []


@pytest.mark.parametrize(
    "place", [f"{APPS}?$expand=teamsAppDefinition", "appCatalogs/teamsApps?$filter=id%20ne%20'a'"]
)
async def test_other_questions_about_apps_are_a_violation(
    place: str, graph: Graph, call: GraphCaller
) -> None:
    graph.roles.add("AppCatalog.Read.All")

    refused = await call("GET", place)

    assert refused.status == 400
    assert len(graph.violations) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"teamsApp@odata.bind": CATALOG_APP},
        {
            "teamsApp@odata.bind": f"https://elsewhere.example.org/appCatalogs/teamsApps/{CATALOG_APP}"
        },
        {"teamsApp": {"id": CATALOG_APP}},
    ],
)
async def test_an_app_that_is_named_otherwise_is_a_violation(
    body: object, graph: Graph, call: GraphCaller
) -> None:
    refused = await call("POST", APPS, body)

    assert refused.status == 400
    assert len(graph.violations) == 1
