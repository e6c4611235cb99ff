"""Asks Graph as it wants to be asked; a test changes the one thing it wants refused."""

import io
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from tests.stand_ins.entra import SECRET
from tests.stand_ins.graph.service import SENDER, Graph

MESSAGES = f"users/{SENDER}/messages"
GUID = "{5b1e6b1c-7c2a-4f7e-9a41-0d3c2b1a0001}"
PROPERTY = f"String {GUID} Name EscalationRef"
DRAFT = {
    "subject": "An invented subject",
    "body": {"contentType": "html", "content": "<p>Invented.</p>"},
    "toRecipients": [{"emailAddress": {"address": "security@example.org", "name": "Security"}}],
    "importance": "high",
    "internetMessageHeaders": [{"name": "x-report-reference", "value": "BSMA-1"}],
    "singleValueExtendedProperties": [{"id": PROPERTY, "value": "BSMA-1"}],
    "attachments": [
        {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": "report.json",
            "contentType": "application/json",
            "contentBytes": "e30=",
        }
    ],
}


@dataclass(frozen=True)
class GraphAnswer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"])

    @property
    def found(self) -> list[Any]:
        """The values of a list."""
        values: list[Any] = self.body["value"]
        return values


class GraphCaller:
    """A client that does everything right. Use as `async with Caller(graph) as call`."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.token = ""

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(ssl=self.graph.trust)
        self.session = aiohttp.ClientSession(connector=connector)
        await self.signs_in()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator["GraphCaller"]:
        """The same client with a connection of its own."""
        other = GraphCaller(self.graph)
        other.token = self.token
        connector = aiohttp.TCPConnector(ssl=self.graph.trust)
        async with aiohttp.ClientSession(connector=connector) as other.session:
            yield other

    async def signs_in(self, scope: str | None = None, **more: str) -> None:
        """Gets a new token, for Graph or for something else."""
        entra = self.graph.entra
        form = {"client_secret": SECRET, "scope": scope or f"{self.graph.root}/.default", **more}
        url = f"{entra.authority}/{entra.tenant_id}/oauth2/v2.0/token"
        async with self.session.post(url, data=form) as response:
            self.token = (await response.json())["access_token"]

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
        data: Any = None,
    ) -> GraphAnswer:
        """One request under /v1.0, or to a whole address; a header given as None is left out."""
        usual = {
            "Authorization": f"Bearer {self.token}",
            "client-request-id": str(uuid.uuid4()),
            "Prefer": 'IdType="ImmutableId"',
            "Content-Type": "application/json" if body is not None else None,
            **(headers or {}),
        }
        sent = {name: value for name, value in usual.items() if value is not None}
        url = path if path.startswith("https:") else f"{self.graph.base_url}/{path}"
        if query:
            url += "?" + "&".join(f"{name}={quote(value)}" for name, value in query.items())
        # aiohttp warns of large bodies that are plain bytes.
        content = io.BytesIO(json.dumps(body).encode()) if body is not None else data
        request = self.session.request(
            method, URL(url, encoded=True), data=content, headers=sent, skip_auto_headers=AUTO
        )
        async with request as response:
            raw = await response.read()
            is_json = response.content_type == "application/json" and raw
            return GraphAnswer(
                response.status, json.loads(raw) if is_json else raw, response.headers
            )

    async def creates(self, **changes: Any) -> str:
        """A draft, and its quoted id."""
        answer = await self("POST", MESSAGES, {**DRAFT, **changes})
        return quote(answer.body["id"], safe="")

    async def sends(self, draft_id: str) -> GraphAnswer:
        """Lets a draft leave."""
        return await self("POST", f"{MESSAGES}/{draft_id}/send")

    async def looks_up(self, value: str = "BSMA-1", folder: str = "", **more: str) -> GraphAnswer:
        """Asks for messages by our property."""
        where = f"users/{SENDER}/mailFolders/{folder}/messages" if folder else MESSAGES
        return await self("GET", where, query={"$filter": by_property(value), **more})


AUTO = ("Content-Type",)


def by_property(value: str, property_id: str = PROPERTY) -> str:
    """The filter for our property."""
    there = value.replace("'", "''")
    asked = f"ep/id eq '{property_id}' and ep/value eq '{there}'"
    return f"singleValueExtendedProperties/Any(ep: {asked})"
