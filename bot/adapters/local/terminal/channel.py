"""A local stand-in for the Bot Connector: one chat per person.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.adapters.clock import utc_now
from bot.adapters.http_server import GuardedSite, guarded_application
from bot.adapters.local.sample_people import BOT_ID, BOT_NAME, TENANT_ID
from bot.domain.people import Person

Show = Callable[[Person, Mapping[str, Any], bool], None]


class Channel:
    """HTTP server on this computer that passes what the bot sends to `show`."""

    def __init__(self, people: Sequence[Person], show: Show) -> None:
        self._chats = {_chat_id(person): person for person in people}
        self._show = show
        self._activity_ids: set[str] = set()
        self._received = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.service_url = ""

    async def open(self) -> None:
        """Listens on a free port."""
        app = guarded_application()
        activities = "/v3/conversations/{chat}/activities"
        app.router.add_post("/v3/conversations", self._open_chat)
        app.router.add_post(activities, self._send)
        app.router.add_post(activities + "/{activity}", self._send)
        app.router.add_put(activities + "/{activity}", self._update)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await GuardedSite(self._runner, "127.0.0.1", 0).start()
        self.service_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def close(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def settled(self, quiet: timedelta) -> None:
        """Waits until the bot has sent nothing for that long."""
        with suppress(TimeoutError):
            while True:
                self._received.clear()
                async with asyncio.timeout(quiet.total_seconds()):
                    await self._received.wait()

    def activity(self, person: Person, kind: str, **fields: Any) -> dict[str, Any]:
        """An activity of a person, as Teams would send it."""
        return {
            "type": kind,
            "id": str(uuid4()),
            "timestamp": utc_now().isoformat(timespec="milliseconds"),
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": _member_id(person), "name": person.name, "aadObjectId": person.id},
            "recipient": {"id": BOT_ID, "name": BOT_NAME},
            "conversation": {
                "conversationType": "personal",
                "tenantId": TENANT_ID,
                "id": _chat_id(person),
            },
            "channelData": {"tenant": {"id": TENANT_ID}},
            "locale": "en-NZ",
            **fields,
        }

    async def _open_chat(self, request: web.Request) -> web.Response:
        members = (await request.json()).get("members") or [{}]
        for chat, person in self._chats.items():
            if members[0].get("id") in (person.id, _member_id(person)):
                return web.json_response({"id": chat}, status=201)
        return _error(403, "BotNotInConversationRoster")

    async def _send(self, request: web.Request) -> web.Response:
        person = self._chats.get(request.match_info["chat"])
        if person is None:
            return _error(404, "ConversationNotFound")
        activity_id = str(uuid4())
        self._activity_ids.add(activity_id)
        self._take(person, await request.json(), is_update=False)
        return web.json_response({"id": activity_id}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        person = self._chats.get(request.match_info["chat"])
        activity_id = request.match_info["activity"]
        if person is None or activity_id not in self._activity_ids:
            return _error(404, "ActivityNotFoundInConversation")
        self._take(person, await request.json(), is_update=True)
        return web.json_response({"id": activity_id})

    def _take(self, person: Person, activity: Mapping[str, Any], *, is_update: bool) -> None:
        self._received.set()
        if activity.get("type") == "message":
            self._show(person, activity, is_update)


def _chat_id(person: Person) -> str:
    return f"a:{person.id}"


def _member_id(person: Person) -> str:
    return f"29:{person.id}"


def _error(status: int, code: str) -> web.Response:
    body = {"error": {"code": code, "message": code}}
    return web.json_response(body, status=status)
