"""A bot of a few lines, to talk to from the terminal."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp import web

from bot.adapters.local.terminal.terminal import CARD

WIREMU = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0002"


class TinyBot:
    """Records activities and gives scripted answers."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status = 200
        self.greets = False
        self.url = ""
        self.card_id = ""

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.heard.append(activity)
        if activity["type"] == "installationUpdate" and self.greets:
            await self.answer({**activity, "text": "greetings"})
        if activity["type"] == "message" and self.status == 200:
            await self.answer(activity)
        return web.Response(status=self.status)

    async def answer(self, activity: Mapping[str, Any]) -> None:
        url = f"{activity['serviceUrl']}v3/conversations"
        chat = f"{url}/{activity['conversation']['id']}/activities"
        async with aiohttp.ClientSession() as session:
            if activity["text"] == "card":
                sent = await self.call(session, "POST", chat, _card("A question?"))
                self.card_id = sent["id"]
            elif activity["text"] == "update":
                await self.call(session, "PUT", f"{chat}/{self.card_id}", _card("All done."))
            elif activity["text"] == "tell Wiremu":
                opened = await self.call(session, "POST", url, {"members": [{"id": WIREMU}]})
                told = _card("Please approve.")
                await self.call(session, "POST", f"{url}/{opened['id']}/activities", told)
            else:
                await self.call(session, "POST", chat, {"type": "typing"})
                said = {"type": "message", "text": f"You said\n{activity['text']}"}
                await self.call(session, "POST", f"{chat}/{activity['id']}", said)

    async def call(
        self, session: aiohttp.ClientSession, verb: str, url: str, body: Mapping[str, Any]
    ) -> dict[str, Any]:
        async with session.request(verb, url, json=body) as answer:
            taken: dict[str, Any] = await answer.json()
            return {**taken, "status": answer.status}

    def texts(self) -> list[tuple[str, str]]:
        return [(a["from"]["name"], a["text"]) for a in self.heard if a["type"] == "message"]


def _card(text: str) -> dict[str, Any]:
    content = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": text}]}
    attachment = {"contentType": CARD, "content": content}
    return {"type": "message", "summary": "A card", "attachments": [attachment]}
