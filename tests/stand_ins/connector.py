"""The side of Teams that a bot calls: it takes messages, keeps them, and fails on order."""

import asyncio
import json
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.stand_ins.activities import Activity, Chat, Member
from tests.stand_ins.faults import Call, FaultQueue, Kind, refusal

LARGEST = 28 * 1024
PATH = "/au/v3/conversations"


@dataclass
class Shown:
    """One message of the bot, with everything it said before it was replaced."""

    id: str
    versions: list[Activity] = field(default_factory=list)

    @property
    def current(self) -> Activity:
        """What a person sees now."""
        return self.versions[-1]

    @property
    def card(self) -> dict[str, Any]:
        """Its card; KeyError if it is text."""
        card: dict[str, Any] = self.current["attachments"][0]["content"]
        return card

    @property
    def text(self) -> str:
        """Its text, empty if it is a card."""
        return str(self.current.get("text", ""))

    @property
    def summary(self) -> str:
        """What a notification says."""
        return str(self.current.get("summary", ""))


@dataclass
class Connector:
    """Chats and what the bot wrote into them."""

    tenant_id: str
    app_id: str
    takes_token: Callable[[str | None], bool]
    """Whether the bot's Authorization header is good."""
    calls: list[Call] = field(default_factory=list)
    faults: FaultQueue = field(default_factory=FaultQueue)
    chats: dict[str, list[Shown]] = field(default_factory=dict)
    people: dict[str, Member] = field(default_factory=dict)
    without_bot: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    at_most: int | None = None
    """Requests that it takes in a second; None for all."""
    _taken_at: deque[float] = field(default_factory=deque)

    def routes(self) -> list[web.RouteDef]:
        """What a bot may call."""
        return [
            web.post(PATH, self._opened),
            web.post(f"{PATH}/{{chat}}/activities", self._sent),
            web.put(f"{PATH}/{{chat}}/activities/{{id}}", self._updated),
        ]

    def chat_of(self, person: Member, chat: Chat | None = None) -> Chat:
        """Somebody's own chat, or the given one; from now on the bot may write into it."""
        chat = chat or Chat.with_person(person)
        self.people.setdefault(person.object_id, person)
        self.chats.setdefault(chat.id, [])
        return chat

    def find(self, chat_id: str, activity_id: str) -> Shown | None:
        """A message of the bot, or None."""
        return next((s for s in self.chats.get(chat_id, []) if s.id == activity_id), None)

    async def _opened(self, request: web.Request) -> web.Response:
        body = await request.json()
        chat_id = self._chat_wanted(body)
        return await self._answer("open", chat_id, request, body, lambda: self._open(body))

    async def _sent(self, request: web.Request) -> web.Response:
        chat_id, body = request.match_info["chat"], await request.json()
        return await self._answer("send", chat_id, request, body, lambda: self._keep(chat_id, body))

    async def _updated(self, request: web.Request) -> web.Response:
        chat_id, body = request.match_info["chat"], await request.json()
        shown = self.find(chat_id, request.match_info["id"])
        return await self._answer(
            "update", chat_id, request, body, lambda: self._replace(chat_id, shown, body)
        )

    async def _answer(
        self,
        kind: Kind,
        chat_id: str,
        request: web.Request,
        body: Activity,
        do: Callable[[], web.Response],
    ) -> web.Response:
        authorization = request.headers.get("Authorization")
        self.calls.append(Call(kind, chat_id, body, authorization))
        if self._is_too_many():
            refused = refusal(429, "Throttled")
            refused.headers["Retry-After"] = "1"
            return refused
        fault = self.faults.next(kind, chat_id)
        if fault:
            await asyncio.sleep(fault.slow)
        if not self.takes_token(authorization):
            return refusal(401, "Unauthorized")
        usual = do() if fault is None or fault.arrives or fault.status is None else None
        self.changed.set()
        if fault is None:
            assert usual is not None
            return usual
        return fault.response(request, usual)

    def _chat_wanted(self, body: Activity) -> str:
        """The chat of the first person it is about; empty for nobody who is known."""
        (member, *_) = body.get("members") or [{}]
        person = self.people.get(member.get("id"))
        return Chat.with_person(person).id if person else ""

    def _is_too_many(self) -> bool:
        """Whether more come than it takes in any second; what is refused does not count."""
        now = time.monotonic()
        while self._taken_at and self._taken_at[0] <= now - 1:
            self._taken_at.popleft()
        if self.at_most is None or len(self._taken_at) < self.at_most:
            self._taken_at.append(now)
            return False
        return True

    def _open(self, body: Activity) -> web.Response:
        members = body.get("members", [])
        if len(members) != 1 or body.get("bot", {}).get("id") != f"28:{self.app_id}":
            return refusal(400, "BadSyntax")
        person = self.people.get(members[0].get("id"))
        if person is None or body.get("tenantId") != self.tenant_id:
            return refusal(403, "NotEnoughPermissions")
        if person.object_id in self.without_bot:
            return refusal(403, "BotNotInConversationRoster")
        return web.json_response({"id": self.chat_of(person).id}, status=201)

    def _keep(self, chat_id: str, body: Activity) -> web.Response:
        if refused := self._refused(chat_id, body):
            return refused
        shown = Shown(f"1:{uuid.uuid4()}", [body])
        self.chats[chat_id].append(shown)
        return web.json_response({"id": shown.id}, status=201)

    def _replace(self, chat_id: str, shown: Shown | None, body: Activity) -> web.Response:
        if refused := self._refused(chat_id, body):
            return refused
        if shown is None:
            return refusal(404, "ActivityNotFoundInConversation")
        shown.versions.append(body)
        return web.json_response({"id": shown.id})

    def _refused(self, chat_id: str, body: Activity) -> web.Response | None:
        if chat_id not in self.chats:
            return refusal(404, "ConversationNotFound")
        if any(Chat.with_person(self.people[who]).id == chat_id for who in self.without_bot):
            return refusal(403, "BotNotInConversationRoster")
        if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > LARGEST:
            return refusal(413, "MessageSizeTooBig")
        is_one_thing = bool(body.get("text")) != bool(body.get("attachments"))
        return None if body.get("type") == "message" and is_one_thing else refusal(400, "BadSyntax")
