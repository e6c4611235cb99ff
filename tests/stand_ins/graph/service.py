"""Microsoft Graph on localhost, over TLS: strict, forgetful on order, with a ledger."""

import asyncio
import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self, TypeVar

from aiohttp import web

from tests.stand_ins.entra import Entra
from tests.stand_ins.graph.away import Away, MailFate
from tests.stand_ins.graph.control import Control
from tests.stand_ins.graph.description import description
from tests.stand_ins.graph.faults import GraphFault, Operation, Script
from tests.stand_ins.graph.form import ROOT, Form
from tests.stand_ins.graph.gate import GraphGate, SeenRequest
from tests.stand_ins.graph.installs import Installs
from tests.stand_ins.graph.ledger import Ledger, LedgerMail
from tests.stand_ins.graph.listener import Listener
from tests.stand_ins.graph.mailbox import Habits
from tests.stand_ins.graph.mailboxes import Mailboxes
from tests.stand_ins.graph.outlook import Outlook
from tests.stand_ins.graph.passes import Passes
from tests.stand_ins.graph.people import Human, PeopleStandIn
from tests.stand_ins.graph.routes import routes
from tests.stand_ins.graph.uploads import Uploads

SENDER = "be-social-media-aware@example.org"
ROLES = (
    "Mail.Send",
    "Mail.ReadWrite",
    "User.Read.All",
    "MailTips.ReadBasic.All",
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
)
NON_DELIVERY = "REPORT.IPM.Note.NDR"
T = TypeVar("T")


class Graph:
    """One organisation's Graph, beside its Entra. Use as `async with Graph(entra) as graph`."""

    def __init__(
        self,
        entra: Entra,
        *,
        mailboxes: Iterable[str] = (SENDER,),
        people: Iterable[Human] = (),
        roles: Iterable[str] = ROLES,
        port: int = 0,
        ledger_file: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.entra = entra
        granted = set(roles)
        self._directory = PeopleStandIn(people, granted)
        self._away = Away(self._directory)
        self.installs = Installs(self._directory)
        self._passes = Passes(entra, granted, set(mailboxes), self._directory.has_mailbox)
        self._gate = GraphGate(self._passes, Script(), Form(description()))
        self._mailboxes = Mailboxes(Ledger(ledger_file), clock)
        self._uploads = Uploads(self._mailboxes, self._gate)
        self._port = port
        self._listener = Listener(entra.ca, self._gate)

    async def __aenter__(self) -> Self:
        # Bodies over Graph's limit must reach us, so that we can say so in Graph's words.
        app = web.Application(client_max_size=16 * 1024 * 1024)
        outlook = Outlook(self._mailboxes)
        served = (outlook, self._uploads, self._directory, self._away, self.installs)
        app.add_routes(routes(self._gate, *served))
        app.add_routes(Control(self).routes())
        app.router.add_route("*", "/{stray:.*}", self._gate.stray)
        self.root = await self._listener.start(app, self._port)
        self._uploads.root = self.installs.root = self.root
        self._passes.audience = f"{self.root}/.default"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listener.stop()

    @property
    def base_url(self) -> str:
        """What GRAPH_BASE_URL is."""
        return f"{self.root}{ROOT}"

    @property
    def trust(self) -> ssl.SSLContext:
        """For a client in this process: aiohttp reads SSL_CERT_FILE only when it is imported."""
        return ssl.create_default_context(cafile=str(self.entra.ca_file))

    @property
    def ledger(self) -> list[LedgerMail]:
        """The mails that really left, in order."""
        return self._mailboxes.ledger.mails

    @property
    def violations(self) -> list[str]:
        """What no client should ever have asked."""
        return self._gate.violations

    @property
    def calls(self) -> list[SeenRequest]:
        """Each request, in order."""
        return self._gate.calls

    @property
    def most_at_once(self) -> int:
        """The most Outlook calls that were in flight together, for one mailbox."""
        return self._gate.most_at_once

    @property
    def habits(self) -> Habits:
        """How the mailboxes behave; change it at any time."""
        return self._mailboxes.habits

    @property
    def roles(self) -> set[str]:
        """What the app was granted; change it at any time."""
        return self._passes.roles

    @property
    def mailboxes(self) -> set[str]:
        """Those the app may use; change it at any time."""
        return self._passes.mailboxes

    @property
    def people(self) -> list[Human]:
        """Who is in the directory; change it at any time."""
        return self._directory.people

    @property
    def delivery(self) -> dict[str, MailFate]:
        """What keeps mail from a mailbox, by address; change it at any time."""
        return self._away.delivery

    @property
    def unplugged(self) -> bool:
        """Whether nothing reaches us."""
        return self._gate.is_unplugged

    @unplugged.setter
    def unplugged(self, is_unplugged: bool) -> None:
        self._gate.is_unplugged = is_unplugged
        if is_unplugged:
            self._listener.hang_up()

    def answers_next(self, operation: Operation, fault: GraphFault, times: int = 1) -> None:
        """Makes the next calls of an operation fail so; "token" is Entra's."""
        if operation == "token":
            for _ in range(times):
                self.entra.answers_next(fault.status or 503, error="temporarily_unavailable")
        else:
            self._gate.script.order(operation, fault, times)

    def stops_failing(self, operation: Operation) -> None:
        """What was ordered for this operation and has not come does not come."""
        self._gate.script.waiting[operation].clear()

    def random_faults(self, rate: float, seed: int) -> None:
        """From now on each Outlook call fails with that probability, in mixed ways."""
        self._gate.script.at_random(rate, seed)

    def receives(
        self, subject: str, message_class: str = NON_DELIVERY, *, sender: str = ""
    ) -> None:
        """A message comes into the sender's Inbox."""
        self._mailboxes.receive(SENDER, subject, message_class, sender)

    def settle(self) -> None:
        """Whatever is on its way arrives in Sent Items now."""
        self._mailboxes.settle()

    async def until(self, condition: Callable[[], T], seconds: float = 5.0) -> T:
        """Waits for something to become true of what was asked here. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                self._gate.changed.clear()
                await self._gate.changed.wait()
        return found
