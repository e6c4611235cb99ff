"""A Teams on localhost: people talk and press, and what the bot shows them can be looked at."""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.stand_ins.activities import APP_ID, TENANT_ID, Activity, Chat, Member, TeamsChannel
from tests.stand_ins.connector import Connector, Shown
from tests.stand_ins.faults import Call, Fault, Kind

CARD = "application/vnd.microsoft.card.adaptive"
T = TypeVar("T")


@dataclass(frozen=True)
class Delivered:
    """How the bot answered one activity."""

    status: int
    body: Any
    """The JSON of an invoke's answer, else text."""
    activity: Activity


class Teams:
    """Plays the channel for one bot. Use as `async with Teams(bot_url=...) as teams`."""

    def __init__(
        self,
        *,
        bot_url: str = "",
        app_id: str = APP_ID,
        tenant_id: str = TENANT_ID,
        sign: Callable[[str], str] | None = None,
        takes_token: Callable[[str | None], bool] = lambda authorization: True,
    ) -> None:
        self.bot_url = bot_url
        self.sign = sign
        """Gives the Authorization header for a service URL; None delivers without one."""
        self._connector = Connector(tenant_id, app_id, takes_token)
        self._last: Activity | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes(self._connector.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.channel = TeamsChannel(
            f"http://{self.host}/au/", self._connector.tenant_id, self._connector.app_id
        )
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        """Where the bot answers to."""
        return self.channel.service_url

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, in order."""
        return self._connector.calls

    def person(self, name: str, object_id: str | None = None) -> Member:
        """An invented person; the same name is the same person."""
        member = Member(object_id or str(uuid.uuid5(uuid.NAMESPACE_URL, name)), name)
        return self._connector.people.setdefault(member.object_id, member)

    def opens_chat(self, person: Member) -> Chat:
        """Has the app from before, so the bot can write to them; nobody tells the bot."""
        self._connector.without_bot.discard(person.object_id)
        return self._connector.chat_of(person)

    def loses_app(self, person: Member) -> Chat:
        """Can no longer be written to; nobody tells the bot."""
        self._connector.without_bot.add(person.object_id)
        return self._connector.chat_of(person)

    async def says(self, person: Member, text: str, chat: Chat | None = None) -> Delivered:
        """Types a message, in their own chat with the bot or in a group."""
        where = self._connector.chat_of(person, chat)
        return await self.delivers(self.channel.text(person, where, text))

    async def presses(
        self,
        person: Member,
        activity_id: str,
        data: Mapping[str, Any],
        inputs: Mapping[str, Any] | None = None,
        chat: Chat | None = None,
    ) -> Delivered:
        """Presses an Action.Submit with this data, the inputs filled in like this."""
        value, where = {**data, **(inputs or {})}, self._connector.chat_of(person, chat)
        return await self.delivers(self.channel.press(person, where, activity_id, value))

    async def executes(
        self,
        person: Member,
        activity_id: str,
        verb: str,
        data: Mapping[str, Any],
        inputs: Mapping[str, Any] | None = None,
        trigger: str = "manual",
    ) -> Delivered:
        """Presses an Action.Execute; a card in the answer replaces the one pressed."""
        chat, value = self._connector.chat_of(person), {**data, **(inputs or {})}
        sent = self.channel.execute(person, chat, activity_id, verb, value, trigger)
        delivered = await self.delivers(sent)
        shown = self._connector.find(chat.id, activity_id)
        if shown and isinstance(delivered.body, dict) and delivered.body.get("type") == CARD:
            attachment = {"contentType": CARD, "content": delivered.body["value"]}
            shown.versions.append({**shown.current, "attachments": [attachment]})
        return delivered

    async def installs(self, person: Member) -> Delivered:
        """Adds the app; Teams tells the bot twice."""
        chat = self.opens_chat(person)
        await self.delivers(self.channel.bot_added(person, chat))
        return await self.delivers(self.channel.installation(person, chat, "add"))

    async def removes(self, person: Member) -> Delivered:
        """Takes the app away; from then on the bot cannot write to them."""
        chat = self.loses_app(person)
        return await self.delivers(self.channel.installation(person, chat, "remove"))

    async def redelivers(self) -> Delivered:
        """Posts the last activity again, under the same id."""
        assert self._last is not None
        return await self.delivers(self._last)

    async def delivers(self, activity: Activity) -> Delivered:
        """Posts any activity to the bot."""
        self._last = activity
        headers = {"Authorization": self.sign(activity["serviceUrl"])} if self.sign else {}
        async with self._session.post(self.bot_url, json=activity, headers=headers) as response:
            body = await response.text()
            is_json = response.content_type == "application/json"
            return Delivered(response.status, json.loads(body) if is_json else body, activity)

    def shown_to(self, person: Member) -> list[Shown]:
        """The messages in somebody's chat with the bot, oldest first."""
        return self.shown_in(Chat.with_person(person))

    def shown_in(self, chat: Chat) -> list[Shown]:
        """The messages in a chat, oldest first."""
        return self._connector.chats.get(chat.id, [])

    async def until(self, condition: Callable[[], T], seconds: float = 5.0) -> T:
        """Waits for something to become true of what is shown. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                self._connector.changed.clear()
                await self._connector.changed.wait()
        return found

    def answers_next(
        self, kind: Kind, fault: Fault, times: int = 1, to: Member | None = None
    ) -> None:
        """Makes the bot's next calls of a kind fail, perhaps only those to one person."""
        chat_id = Chat.with_person(to).id if to else ""
        self._connector.faults.order(kind, fault, times, chat_id)

    def takes_at_most(self, a_second: int) -> None:
        """Answers 429 to whatever is more, for all chats together."""
        self._connector.at_most = a_second

    def answers_always(self, kind: Kind, fault: Fault | None, to: Member | None = None) -> None:
        """Makes all calls of a kind fail from now on; None ends that."""
        chat_id = Chat.with_person(to).id if to else ""
        self._connector.faults.stay(kind, fault, chat_id)
