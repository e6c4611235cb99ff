"""The route under test on a free port, with a handler that records activities."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.adapters.http_server import Connections, GuardedSite, guarded_application
from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.auth import Gate, TeamsGate
from bot.adapters.teams.receiving.routes import (
    GATE,
    HANDLE_ACTIVITY,
    MAX_BODY_BYTES,
    PATH,
    FloodLimit,
    InvokeResponse,
    routes,
)
from bot.adapters.teams.receiving.signing_keys import SigningKeys
from bot.allowed_hosts import ServiceHosts
from tests.stand_ins.activities import APP_ID, TENANT_ID, Activity, Chat
from tests.stand_ins.entra import SECRET
from tests.stand_ins.teams import Teams

JSON = {"Content-Type": "application/json"}
IDENTITY = {
    "BOT_APP_ID": APP_ID,
    "BOT_APP_TYPE": "SingleTenant",
    "BOT_TENANT_ID": TENANT_ID,
    "BOT_APP_PASSWORD": SECRET,
    "MAIL_SENDER": "be-aware@example.org",
}


@dataclass
class Handler:
    """Records activities and gives scripted answers."""

    answer: InvokeResponse | None = None
    raises: Exception | None = None
    taken: list[Inbound] = field(default_factory=list)

    async def __call__(self, inbound: Inbound) -> InvokeResponse | None:
        """Takes one activity."""
        self.taken.append(inbound)
        if self.raises:
            raise self.raises
        return self.answer


@asynccontextmanager
async def edge(
    gate: Gate,
    handler: Handler,
    floods: FloodLimit | None = None,
    connections: Connections | None = None,
) -> AsyncIterator[str]:
    """The address of a bot that has nothing but the route."""
    app = guarded_application(client_max_size=MAX_BODY_BYTES)
    app[GATE], app[HANDLE_ACTIVITY] = gate, handler
    app.add_routes(routes(floods))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await GuardedSite(runner, "127.0.0.1", 0, connections).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await runner.cleanup()


def teams_gate(session: aiohttp.ClientSession, keys_url: str, host: str) -> TeamsGate:
    """Production's gate, with keys from a stand-in and one allowed host."""
    return TeamsGate(
        app_id=APP_ID,
        tenant_id=TENANT_ID,
        hosts=ServiceHosts.parse([host]),
        keys=SigningKeys(session, keys_url),
    )


def a_message(teams: Teams, **more: Any) -> Activity:
    """A good message from Aroha, with some fields replaced."""
    person = teams.person("Aroha Example")
    return {**teams.channel.text(person, Chat.with_person(person), "hello"), **more}
