"""The stand-in in a process of its own, as crash tests use it."""

import asyncio
import json
import ssl
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.stand_ins.entra import SECRET, Entra
from tests.stand_ins.graph import Graph
from tests.stand_ins.graph.caller import DRAFT, GraphCaller

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[dict[str, str]]:
    """Its addresses, while it runs."""
    arguments = ["--folder", str(folder), "--ledger", str(folder / "ledger.jsonl")]
    command = [sys.executable, "-m", "tests.stand_ins.graph", *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            yield json.loads(await process.stdout.readline())
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_it_runs_alone_and_obeys(tmp_path: Path) -> None:
    async with alone(tmp_path) as where, _client(where) as client:
        draft = await client("POST", "messages", DRAFT)
        await client("POST", f"messages/{draft['id'].replace('/', '%2F')}/send")
        told = await client.control()
        off = await client.control(unplugged=True, faults=[{"operation": "send", "name": "slow"}])
        on = await client.control(unplugged=False)
        wrong = await client.control(unplugd=True)
        people = [{"id": "lea", "name": "Leah Example", "mail": "leah@example.org"}]
        changed = await client.control(people=people, delay=3600, settle=True)
        failing = await client.control(random_faults={"rate": 1.0, "seed": 1})
        cut_off = await client.control(entra_is_reachable=False)
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.signs_in()

    line = json.loads((tmp_path / "ledger.jsonl").read_text())
    assert told["ledger"] == [line]
    assert (line["key"], line["attachments"][0]["content"]) == ("BSMA-1", "e30=")
    assert told["violations"] == []
    assert None not in (changed, failing, cut_off)
    assert (off["unplugged"], on["unplugged"], wrong) == (True, False, None)


async def test_the_ledger_is_on_the_disk_before_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    async with (
        Entra(tmp_path) as entra,
        Graph(entra, ledger_file=file) as graph,
        GraphCaller(graph) as call,
    ):
        await call.sends(await call.creates())
        await call.sends(await call.creates(subject="Ngā mihi"))

    assert [json.loads(line)["subject"] for line in file.read_text().splitlines()] == [
        "An invented subject",
        "Ngā mihi",
    ]


class _Client:
    def __init__(self, where: dict[str, str], session: aiohttp.ClientSession) -> None:
        self._where, self._session, self._token = where, session, ""

    async def signs_in(self) -> None:
        scope = self._where["base_url"].removesuffix("/v1.0") + "/.default"
        url = f"{self._where['authority']}/{self._where['tenant_id']}/oauth2/v2.0/token"
        form = {"client_secret": SECRET, "scope": scope}
        async with self._session.post(url, data=form) as response:
            self._token = (await response.json())["access_token"]

    async def __call__(self, method: str, path: str, body: Any = None) -> Any:
        url = URL(f"{self._where['base_url']}/users/{self._where['mailbox']}/{path}", encoded=True)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "client-request-id": str(uuid.uuid4()),
            "Prefer": 'IdType="ImmutableId"',
        }
        async with self._session.request(method, url, json=body, headers=headers) as response:
            assert response.status < 300
            return json.loads(await response.text() or "null")

    async def control(self, **orders: Any) -> Any:
        method = "POST" if orders else "GET"
        url = self._where["control"]
        async with self._session.request(method, url, json=orders or None) as response:
            return await response.json() if response.status == 200 else None


@asynccontextmanager
async def _client(where: dict[str, str]) -> AsyncIterator[_Client]:
    trust = ssl.create_default_context(cafile=where["ca_file"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        client = _Client(where, session)
        await client.signs_in()
        yield client
