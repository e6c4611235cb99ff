"""Ways to break one thing in an organisation where everything was ready."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.content.loading.loader import SHIPPED
from tests.doctor.certificates import pem
from tests.doctor.conftest import SECURITY, World
from tests.stand_ins.graph import NAMED, MailFate
from tests.stand_ins.graph.faults import Operation

Break = Callable[[World], object]


def sets(**values: str) -> Break:
    """Settings with other values; an empty one is unset."""
    return lambda world: world.environment.update(values)


def lacks(*roles: str) -> Break:
    """An app without these rights."""
    return lambda world: world.graph.roles.difference_update(roles)


def holds(role: str, *, instead_of: str) -> Break:
    """An app with a lesser right."""

    def change(world: World) -> None:
        world.graph.roles.remove(instead_of)
        world.graph.roles.add(role)

    return change


def answers(operation: Operation, name: str) -> Break:
    """A Graph that does not do this."""
    return lambda world: world.graph.answers_next(operation, NAMED[name])


def entra_says(number: int) -> Break:
    """An Entra that refuses for the reason of this number."""
    error = {"error": "invalid_client", "error_codes": [number]}
    return lambda world: world.entra.answers_next(401, **error)


def certificate(*, begins: int = -1, ends: int = 365, own_key: bool = True) -> Break:
    """A bot that signs in with a certificate; the times are days from today."""

    def change(world: World) -> None:
        life = {"begins": timedelta(days=begins), "ends": timedelta(days=ends)}
        file = pem(world.folder, world.clock(), own_key=own_key, **life)
        world.environment.update(BOT_APP_PASSWORD="", BOT_APP_CERTIFICATE=str(file))

    return change


def unreachable_keys(world: World) -> None:
    """The service that publishes the keys is down."""
    world.signing.is_reachable = False


def useless_keys(world: World) -> None:
    """What is published are no keys for Teams."""
    world.signing.endorsements = []


def silent_entra(world: World) -> None:
    """No request to Entra is answered."""
    world.entra.is_reachable = False


def unplugged_graph(world: World) -> None:
    """No request to Graph is answered."""
    world.graph.unplugged = True


def entra_for_graph(world: World) -> None:
    """Somebody else answers at Graph's address."""
    world.environment["GRAPH_BASE_URL"] = f"{world.entra.authority}/v1.0"


def forgotten_key(world: World) -> None:
    """A draft that no filter finds."""
    world.graph.habits.lag = timedelta(days=1)


def recipient(**says: Any) -> Break:
    """A mailbox of Security of which Exchange has this to say."""
    return lambda world: world.graph.delivery.update({SECURITY: MailFate(**says)})


def tenant_wide_mail(world: World) -> None:
    """A grant that reaches into Security's mailbox."""
    world.graph.mailboxes.add(SECURITY)


def no_mailbox(world: World) -> None:
    """A sending mailbox that nobody has made."""
    world.graph.mailboxes.clear()


def other_file(world: World) -> None:
    """A database file that is something else."""
    file = world.folder / "bot.db"
    file.write_text("This is no database, and long enough not to be taken for an empty one. " * 20)
    world.environment["DATABASE_URL"] = f"sqlite+aiosqlite:///{file}"


def file_for_a_folder(world: World) -> None:
    """A database in a folder that is a file."""
    (world.folder / "data").write_text("")


def broken_content(world: World) -> None:
    """A word in the content that is none."""
    folder: Path = world.folder / "content"
    shutil.copytree(SHIPPED, folder)
    file = folder / "scenarios" / "threat" / "scenario.toml"
    file.write_text(file.read_text().replace('base = "urgent"', 'base = "urgnt"'))
    world.environment["CONTENT_DIR"] = str(folder)


def clock_ahead(**by: int) -> Break:
    """A host whose clock goes wrong."""

    def change(world: World) -> None:
        world.ahead = timedelta(**by)

    return change
