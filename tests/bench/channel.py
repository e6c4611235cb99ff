"""The channel, as light as it can be: it takes what bots write, and remembers what is open."""

import itertools
import time
from collections.abc import Iterator, Mapping
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.stand_ins.activities import Activity

Json = Mapping[str, Any]
START, GO_ON = {"verb": "start_report"}, {"verb": "go_on"}


class TimedChannel:
    """Delivers activities and counts the time. Use as `async with Channel() as channel`."""

    def __init__(self) -> None:
        self.asked: dict[str, Json] = {}
        """The newest card with an open question, or with the way back to it, by chat."""
        self.offered: dict[str, Json] = {}
        """What the button that starts a report carries, by chat."""
        self._ids = itertools.count(1)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes([web.route("*", "/v3/conversations{rest:.*}", self._taken)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.service_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def deliver(self, url: str, activity: Activity) -> float:
        """Posts an activity; the seconds until it was answered."""
        began = time.perf_counter()
        async with self._session.post(url, json=activity) as response:
            await response.read()
        took = time.perf_counter() - began
        if response.status not in (200, 201):
            raise RuntimeError(f"the bot answered {response.status}")
        return took

    async def _taken(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.method in ("POST", "PUT"):
            self._look(body)
        return web.json_response({"id": f"1:{next(self._ids)}"}, status=201)

    def _look(self, message: Json) -> None:
        for attachment in message.get("attachments", ()):
            chat, card = message["conversation"]["id"], attachment["content"]
            carried = [action["data"] for action in actions_of(card) if "data" in action]
            if any("nonce" in data or data == GO_ON for data in carried):
                self.asked[chat] = card
            for data in carried:
                if data == START:
                    self.offered[chat] = data


def actions_of(part: Json) -> Iterator[Json]:
    """Every button of a card, in order."""
    for inner in part.get("body", part.get("items", ())):
        if inner["type"] == "ActionSet":
            yield from inner["actions"]
        elif "items" in inner:
            yield from actions_of(inner)
    yield from part.get("actions", ())


def inputs_of(card: Json) -> Iterator[Json]:
    """Everything on a card that can be filled in."""
    return (part for part in card["body"] if part["type"].startswith("Input."))
