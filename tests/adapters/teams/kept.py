"""Snapshots of the bot's database, with the owner of each row."""

import asyncio
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.ports import Clock
from tests.stand_ins.activities import TENANT_ID

TABLES = ("conversations", "drafts", "people", "reports", "escalations", "events", "cards", "tasks")
DUE = "select count(*) from tasks where done_at is null and (lease is not null or due_at <= ?)"

Row = tuple[Any, ...]
Rows = Mapping[str, set[Row]]


@dataclass
class KeptByBot:
    """The database of a running bot."""

    database: sqlite3.Connection
    clock: Clock
    rows: Rows = field(default_factory=dict)
    _version: int = -1

    async def rests(self) -> None:
        """Waits until the worker has nothing to do. Raises TimeoutError."""
        for _ in range(2000):
            now = self.clock().replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
            if self.database.execute(DUE, (now,)).fetchone() == (0,):
                self.has_changed()
                return
            await asyncio.sleep(0.005)
        raise TimeoutError

    def has_changed(self) -> bool:
        """Whether the database changed since the last call."""
        before, (self._version,) = (
            self._version,
            self.database.execute("pragma data_version").fetchone(),
        )
        if before != self._version:
            self.rows = {
                table: set(self.database.execute(f"select * from {table}"))  # noqa: S608
                for table in TABLES
            }
        return before != self._version


def card_recipients(database: sqlite3.Connection) -> Mapping[str, Collection[str]]:
    """Who may change each report: who sent it, and who was asked about it."""
    query = (
        "select id, reporter_id, leader_id, deputy_id from reports join escalations"
        " on report_id = id order by submitted_at"
    )
    return {row[0]: [it for it in row[1:] if it] for row in database.execute(query)}


def may_change_something(raw: bytes) -> bool:
    """Whether a body is a valid activity of one of the bot's people."""
    try:
        body = json.loads(raw)
        kind, person = body["type"], body["from"]["aadObjectId"]
        tenant = body["channelData"]["tenant"]["id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
    said = ("message", "messageUpdate", "messageDelete", "invoke")
    acts = (*said, "installationUpdate", "conversationUpdate")
    is_ours = isinstance(tenant, str) and tenant.lower() == TENANT_ID
    return kind in acts and isinstance(person, str) and person.strip() != "" and is_ours


def of_others(
    before: Rows, after: Rows, raw: bytes, held_by: Mapping[str, Collection[str]]
) -> Sequence[Row]:
    """Changes to conversations and reports of anybody but the sender."""
    body = json.loads(raw)
    person, chat = _whole(body["from"]["aadObjectId"]), _whole(body["conversation"]["id"])
    changed = {table: before[table] ^ after[table] for table in TABLES}
    theirs = (chat, f"window {chat}")
    talks = [row for row in changed["conversations"] if row[0] not in theirs]
    drafts = [row for row in changed["drafts"] if row[2] != person]
    reports = [row for row in changed["reports"] if row[3] != person]
    ways = [row for row in changed["escalations"] if person not in held_by.get(row[0], ())]
    return [*talks, *drafts, *reports, *ways]


def _whole(text: str) -> str:
    """Replaces lone surrogates, which no database stores."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
