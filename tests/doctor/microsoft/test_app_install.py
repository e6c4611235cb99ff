"""The right to add the app, and the app's id: proved, and the app added for nobody."""

import pytest

from bot.doctor.results import is_ready
from tests.doctor.breaks import Break, answers, holds, lacks, sets
from tests.doctor.conftest import AROHA, World
from tests.stand_ins.graph import CATALOG_APP, MANIFEST_APP, GraphFault, Human

RIGHT = "TeamsAppInstallation.ReadWriteSelfForUser.All"
ANA = Human("0a000000-0000-4000-8000-000000000004", "Ana Example", "ana@example.org")
OTHER_APP = "4a1d7e90-52c3-4b8f-9d06-1f2e3a4b5c99"


@pytest.fixture
def world(world: World) -> World:
    """One in which the app is to be added for leaders, and one person has it."""
    world.environment["TEAMS_CATALOG_APP_ID"] = CATALOG_APP
    world.graph.installs.people.append(AROHA.id)
    return world


def told(world: World) -> list[tuple[str, str]]:
    return [(one.state, one.says) for one in world.findings if one.check == "install.right"]


def sideloaded(world: World) -> None:
    """An app that somebody put into their own Teams."""
    world.graph.installs.method = "sideloaded"


def nobody_has_it(world: World) -> None:
    world.graph.installs.people.clear()


def reads_the_catalogue(world: World) -> None:
    """A bot that may look there, and must, as nobody has the app."""
    nobody_has_it(world)
    world.graph.roles.add("AppCatalog.Read.All")


def both(*breaks: Break) -> Break:
    def change(world: World) -> None:
        for one in breaks:
            one(world)

    return change


async def test_without_the_setting_it_is_added_for_nobody(world: World) -> None:
    world.environment["TEAMS_CATALOG_APP_ID"] = ""
    world.graph.people.clear()

    await world.examined()

    assert told(world) == [
        ("ready", "TEAMS_CATALOG_APP_ID is not set, so the app is added for nobody.")
    ]


@pytest.mark.parametrize("spelt", [CATALOG_APP, CATALOG_APP.upper()])
async def test_the_right_and_the_id_are_proved_and_nobody_gets_the_app(
    world: World, spelt: str
) -> None:
    world.environment["TEAMS_CATALOG_APP_ID"] = spelt

    findings = await world.examined()

    assert is_ready(findings)
    assert told(world) == [
        ("ready", "The bot may add the app; it was added for nobody."),
        ("ready", "The app is in the organisation's catalogue."),
    ]
    assert world.graph.installs.people == [AROHA.id]
    assert "catalogue" not in [call.operation for call in world.graph.calls]


async def test_graph_may_spell_the_id_otherwise(world: World) -> None:
    world.graph.installs.catalog = {CATALOG_APP.upper()}

    await world.examined()

    assert [state for state, _ in told(world)] == ["ready", "ready"]


async def test_an_app_that_nobody_has_is_looked_up_in_the_catalogue(world: World) -> None:
    reads_the_catalogue(world)

    await world.examined()

    assert [state for state, _ in told(world)] == ["ready", "ready"]
    assert world.graph.installs.people == []


async def test_somebody_without_teams_proves_nothing_and_the_next_is_asked(world: World) -> None:
    world.graph.answers_next("installed", GraphFault(404, "NotFound"))
    world.graph.people.append(ANA)
    world.graph.installs.people = [ANA.id]

    await world.examined()

    assert [state for state, _ in told(world)] == ["ready", "ready"]
    asked = [call.operation for call in world.graph.calls]
    assert asked.count("installed") == 2


@pytest.mark.parametrize(
    ("breaks", "cause", "cure"),
    [
        (lacks(RIGHT), f"{RIGHT} is not granted", f"permission {RIGHT}, with admin consent"),
        (answers("installed", "unavailable"), "could not answer just now", "Run doctor again"),
        (answers("install", "unavailable"), "could not answer just now", "Run doctor again"),
        (
            sets(TEAMS_CATALOG_APP_ID=MANIFEST_APP),
            "is the id in the app's manifest",
            "Teams admin centre",
        ),
        (sideloaded, "not in the organisation's catalogue", "Teams admin centre"),
        (
            both(reads_the_catalogue, sideloaded),
            "not in the organisation's catalogue",
            "Teams admin centre",
        ),
    ],
)
async def test_a_fault_is_named_with_its_cause_and_its_cure(
    world: World, breaks: Break, cause: str, cure: str
) -> None:
    breaks(world)

    findings = await world.examined()

    said = world.said("install.right")
    assert (said.state, cause in said.says, cure in said.cure) == ("failed", True, True)
    assert world.named("failed") == {"install.right"}
    assert not is_ready(findings)


@pytest.mark.parametrize(
    ("breaks", "cause", "cure"),
    [
        (
            holds("TeamsAppInstallation.ReadForUser.All", instead_of=RIGHT),
            "perhaps not add it (Authorization_RequestDenied)",
            f"permission {RIGHT}",
        ),
        (nobody_has_it, "Not proved: whether TEAMS_CATALOG_APP_ID", "Teams admin centre"),
        (
            both(reads_the_catalogue, sets(TEAMS_CATALOG_APP_ID=OTHER_APP)),
            "Not proved: whether TEAMS_CATALOG_APP_ID",
            "not the manifest's id",
        ),
        (
            lambda world: world.graph.answers_next("installed", GraphFault(404, "NotFound"), 3),
            "nobody was found whose apps",
            "They need Teams",
        ),
        (
            lambda world: world.graph.people.clear(),
            "nobody was found whose apps",
            "They need Teams",
        ),
    ],
)
async def test_what_is_not_proved_is_a_warning(
    world: World, breaks: Break, cause: str, cure: str
) -> None:
    breaks(world)

    findings = await world.examined()

    said = world.said("install.right")
    assert (said.state, cause in said.says, cure in said.cure) == ("warning", True, True)
    assert is_ready(findings)


async def test_without_the_directory_there_is_nobody_to_ask_for(world: World) -> None:
    lacks("User.Read.All")(world)

    await world.examined()

    assert told(world) == [("not checked", "It depends on directory.person.")]
