"""Installing the app for a person, through a strict Graph."""

import pytest

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.install import GraphInstaller
from bot.ports import Busy, Failure, Installer, Unreachable
from tests.stand_ins.graph import CATALOG_APP, NAMED, Graph, GraphFault, Human

LEA = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0002", "Lea Example", "lea@example.org")


@pytest.fixture
def installer(graph: Graph, graph_client: GraphClient) -> GraphInstaller:
    graph.people.append(LEA)
    return GraphInstaller(graph_client, CATALOG_APP)


async def test_the_app_is_added_for_a_person(graph: Graph, installer: GraphInstaller) -> None:
    fulfils: Installer = installer

    assert await fulfils.install(LEA.id.upper())

    assert graph.installs.people == [LEA.id]
    assert [call.operation for call in graph.calls] == ["install"]


async def test_an_app_that_is_there_is_fine(graph: Graph, installer: GraphInstaller) -> None:
    await installer.install(LEA.id)

    assert not await installer.install(LEA.id)

    assert graph.installs.people == [LEA.id]
    assert len(graph.calls) == 2


async def test_a_policy_against_it_leaves_the_person_unreachable(
    graph: Graph, installer: GraphInstaller, caplog: pytest.LogCaptureFixture
) -> None:
    graph.installs.kept_from.add(LEA.id)

    with pytest.raises(Unreachable):
        await installer.install(LEA.id)

    assert graph.installs.people == []
    assert "check TEAMS_CATALOG_APP_ID, its right and the app policies" in caplog.text


async def test_without_the_right_nobody_is_held_up(graph: Graph, installer: GraphInstaller) -> None:
    graph.roles.discard("TeamsAppInstallation.ReadWriteSelfForUser.All")

    with pytest.raises(Unreachable):
        await installer.install(LEA.id)

    assert graph.installs.people == []


async def test_an_app_that_is_not_in_the_catalogue_holds_nobody_up(
    graph: Graph, installer: GraphInstaller
) -> None:
    graph.installs.catalog.clear()

    with pytest.raises(Unreachable):
        await installer.install(LEA.id)


async def test_somebody_who_is_not_in_the_directory_is_unreachable(
    installer: GraphInstaller,
) -> None:
    with pytest.raises(Unreachable):
        await installer.install(LEA.id.replace("0002", "0099"))


@pytest.mark.parametrize("person_id", ["", "lea@example.org", "../me", "Lea Example"])
async def test_what_is_no_object_id_is_not_asked_about(
    person_id: str, graph: Graph, installer: GraphInstaller
) -> None:
    with pytest.raises(Unreachable):
        await installer.install(person_id)

    assert graph.calls == []


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (NAMED["throttled"], Busy),
        (NAMED["unavailable"], Busy),
        (NAMED["unavailable_page"], Busy),
        (NAMED["empty_500"], Busy),
        (NAMED["dropped"], Busy),
        (NAMED["accepted_then_dropped"], Busy),
        (GraphFault(412, "PreconditionFailed"), Busy),
        (GraphFault(403, html=True), Unreachable),
        (GraphFault(404, html=True), Unreachable),
        (GraphFault(400, "BadRequest"), Unreachable),
    ],
    ids=str,
)
async def test_every_answer_has_its_meaning(
    fault: GraphFault, meaning: type[Failure], graph: Graph, installer: GraphInstaller
) -> None:
    graph.answers_next("install", fault)

    with pytest.raises(meaning):
        await installer.install(LEA.id)


async def test_a_lost_answer_does_no_harm(graph: Graph, installer: GraphInstaller) -> None:
    graph.answers_next("install", NAMED["accepted_then_dropped"])
    with pytest.raises(Busy):
        await installer.install(LEA.id)

    await installer.install(LEA.id)

    assert graph.installs.people == [LEA.id]
