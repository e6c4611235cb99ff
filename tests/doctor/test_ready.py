"""Where everything is as it should be, the doctor says so, and leaves nothing behind."""

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.migrate import HEAD
from bot.doctor.results import is_ready
from bot.settings import MEANINGS
from tests.doctor.breaks import certificate
from tests.doctor.conftest import World

PROVED = {
    "graph.reach",
    "clock",
    "timezone",
    "holidays",
    "certificate",
    "entra.reach",
    "graph.token",
    "graph.access",
    "channel.token",
    "channel.keys",
    "channel.reach",
    "directory.person",
    "directory.leader",
    "install.right",
    "mail.mailbox",
    "mail.draft",
    "mail.find",
    "mail.send",
    "mail.apart",
    "mail.scope.read",
    "mail.scope.send",
    "mail.delete",
    "mail.recipient",
    "mail.away",
    "database.open",
    "database.version",
    "database.write",
    "database.clock",
    "content",
    "contacts",
    "listen",
    "listen.metrics",
    "public.reach",
    "traces.reach",
}


async def test_each_setting_and_each_right_is_ready(world: World) -> None:
    findings = await world.examined()

    assert is_ready(findings)
    assert world.named("failed") == world.named("not checked") == set()
    # What the shipped content still lacks is for its owner.
    assert world.named("warning") <= {"content"}
    assert world.named("ready") | {"content"} == PROVED | set(MEANINGS)


async def test_a_bot_with_a_certificate_is_ready(world: World) -> None:
    certificate()(world)

    await world.examined()

    assert is_ready(world.findings)
    assert world.said("certificate").says.startswith("Its key fits, and it serves until ")
    assert all("client_assertion" in form for form in world.entra.asked)


async def test_nothing_is_sent_and_nothing_stays(world: World) -> None:
    await world.examined()

    assert world.graph.ledger == []
    asked = [call.operation for call in world.graph.calls]
    assert (asked.count("create"), asked.count("delete")) == (1, 1)
    assert not (world.folder / "data").exists()
    assert [path.name for path in world.folder.iterdir()] == ["entra-ca.pem"]


async def test_a_database_that_is_there_is_left_as_it_is(world: World) -> None:
    database = await Database.open(world.environment["DATABASE_URL"])
    await database.close()
    before = (world.folder / "data" / "bot.db").read_bytes()

    await world.examined()

    assert is_ready(world.findings)
    assert (
        world.said("database.version").says == f"It is at version {HEAD}, as this release needs it."
    )
    assert (world.folder / "data" / "bot.db").read_bytes() == before
