"""The running bot with Microsoft Graph for its mail and its people, in place of files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiohttp import ClientSession, TCPConnector

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import GraphDirectory
from bot.adapters.graph.install import GraphInstaller
from bot.adapters.graph.mail import GraphMail
from bot.adapters.local.directory import TomlDirectory
from bot.bootstrap.environment import Gateways
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.journeys.running import Running
from tests.stand_ins.graph import CATALOG_APP, SENDER, Graph, Human, Operation


@dataclass(kw_only=True)
class OverGraph(Running):
    """The bot, its Teams, and the Graph it asks."""

    graph: Graph
    adds_app: bool = False
    """Whether it may add its app for people, who can be written to from then on."""

    async def starts(self) -> None:
        """Opens the database and the port."""
        self._session = ClientSession(connector=TCPConnector(ssl=self.graph.trust))
        if self.adds_app:
            self.graph.installs.then = lambda human: self.teams.opens_chat(
                self.person(human.name).member
            )
        await super().starts()

    async def stops(self) -> None:
        """Closes all of it."""
        await super().stops()
        await self._session.close()

    def partners(self, usual: Gateways, session: ClientSession) -> Gateways:
        """As in production, but for the gate: here nobody needs a token to come in."""
        tokens = Tokens(Settings.read({**IDENTITY, "GRAPH_AUTHORITY": self.graph.entra.authority}))
        graph = GraphClient(
            self._session, base_url=self.graph.base_url, tokens=tokens, clock=self.clock
        )
        self.client = graph
        return replace(
            super().partners(usual, session),
            mail=GraphMail(graph, SENDER),
            directory=GraphDirectory(graph, SENDER),
            installer=GraphInstaller(graph, CATALOG_APP) if self.adds_app else None,
        )

    def left(self, to: str = "security@example.org") -> Sequence[str]:
        """The reference of each mail that left for this address, in order."""
        found = [mail for mail in self.graph.ledger if mail.to == (to,)]
        return [mail.key.partition("/")[0] for mail in found]

    def calls(self, operation: Operation) -> int:
        """How often this was asked of Graph."""
        return [call.operation for call in self.graph.calls].count(operation)


def humans(directory: TomlDirectory) -> Sequence[Human]:
    """The people of local mode, as Microsoft Graph knows them."""
    leaders = {one.id: directory.leader(one) for one in directory.people}
    return [
        Human(
            id=str(one.id),
            name=one.name,
            mail=one.email or "",
            manager_id=leader.id if (leader := leaders[one.id]) else None,
            title=one.title,
            office=one.place,
        )
        for one in directory.people
    ]
