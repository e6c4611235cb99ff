"""What stands around the bot while it is killed: Teams, Entra, Graph, content and people."""

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from bot.content.loading.loader import SHIPPED
from tests.adapters.teams.edge import IDENTITY
from tests.crash.host import DIE_AT, KEYS_URL, LEASE
from tests.crash.insistence import Insister
from tests.crash.nursery import Host, Nursery
from tests.crash.office import Office
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import SENDER, Graph, Human
from tests.stand_ins.signing import Signing

SECURITY = "security@example.org"
LEASE_SECONDS = 3
IN_FLIGHT = timedelta(milliseconds=500)
"""How long a mail that has left still looks like a draft; sent again meanwhile, it is two."""
TIMERS = {
    "first_look": "1 second",
    "resend_after": "2 seconds",
    "park_after": "30 minutes",
    "confirm_within": "40 minutes",
    "late_after": "30 minutes",
    "deputy_after": "30 minutes",
}
"""A mail in doubt is looked for soon; what only an outage makes due is far away."""


@dataclass
class CrashStage:
    """A Teams, a Graph and a database, and the hosts between them."""

    folder: Path
    around: "SharedByStages"
    teams: Office
    graph: Graph
    content: Path = SHIPPED
    database_url: str = ""
    people: list[Human] = field(default_factory=list)

    async def starts(self, *, die_at: int = 0) -> Host:
        """A host more; with a number, one that will die at that point."""
        chosen = {DIE_AT: str(die_at)} if die_at else {}
        host = await self.around.nursery.start(
            {**self._environment(), **chosen}, self.folder / "log"
        )
        self.teams.hosts.append(host)
        return host

    async def takes_down(self, host: Host) -> None:
        """Kills a host; nothing is posted to it any more."""
        self.teams.hosts.remove(host)
        await host.kill()

    async def takes_all_down(self) -> None:
        """Kills every host."""
        for host in list(self.teams.hosts):
            await self.takes_down(host)

    def person(self, name: str, leader: Insister | None = None) -> Insister:
        """An invented person, in Teams and in the directory."""
        number = str(uuid5(NAMESPACE_URL, name))
        mail = f"{name.casefold().replace(' ', '.')}@example.org"
        with_banner = leader.member.object_id if leader else None
        human = Human(id=number, name=name, mail=mail, manager_id=with_banner)
        if human not in self.people:
            self.people.append(human)
            self.graph.people.append(human)
        return Insister(self.teams, self.teams.person(name, number))

    @asynccontextmanager
    async def with_fresh_mail(self) -> AsyncIterator[None]:
        """A Graph whose mailbox is empty, with the same people in its directory."""
        usual = self.graph
        async with Graph(self.around.entra, mailboxes=[SENDER], people=self.people) as self.graph:
            self.graph.habits.delay = IN_FLIGHT
            yield
        self.graph = usual

    def _environment(self) -> Mapping[str, str]:
        return {
            **IDENTITY,
            "BOT_SERVICE_HOSTS": self.teams.host,
            "GRAPH_AUTHORITY": self.around.entra.authority,
            "GRAPH_BASE_URL": self.graph.base_url,
            "MAIL_SENDER": SENDER,
            "SECURITY_MAILBOX": SECURITY,
            "DATABASE_URL": self.database_url,
            "CONTENT_DIR": str(self.content),
            KEYS_URL: self.around.signing.url,
            LEASE: str(LEASE_SECONDS),
        }


@dataclass(frozen=True)
class SharedByStages:
    """What all stages of a run share."""

    nursery: Nursery
    entra: Entra
    signing: Signing

    @asynccontextmanager
    async def stage(self, folder: Path) -> AsyncIterator[CrashStage]:
        """One with a Teams and a Graph of its own, so that several can play side by side."""

        def takes_token(authorization: str | None) -> bool:
            return (authorization or "").removeprefix("Bearer ") in self.entra.given_for

        async with (
            Office(self.signing.header, takes_token) as teams,
            Graph(self.entra, mailboxes=[SENDER]) as graph,
        ):
            graph.habits.delay = IN_FLIGHT
            yield CrashStage(folder, self, teams, graph)


@asynccontextmanager
async def around(folder: Path) -> AsyncIterator[SharedByStages]:
    """All of it, open; every process ends with the block."""
    async with Entra(folder) as entra, Signing() as signing, Nursery(entra.ca_file) as nursery:
        yield SharedByStages(nursery, entra, signing)


def hurried_content(folder: Path, timers: Mapping[str, str], shipped: Path = SHIPPED) -> Path:
    """The shipped content in a folder of its own, with these durations."""
    shutil.copytree(
        shipped, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "loading")
    )
    file = folder / "timers.toml"
    text = file.read_text("utf-8")
    for name, span in {**TIMERS, **timers}.items():
        text, found = re.subn(rf"(?m)^{name} = .*$", f'{name} = "{span}"', text)
        assert found == 1, name
    file.write_text(text, "utf-8")
    return folder
