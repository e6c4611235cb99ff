"""Dialog positions and drafts: loaded and saved in every turn, so in few statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Insert, bindparam, delete, literal, select, update

from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.people import upsert_address
from bot.adapters.storage.tables import (
    conversations,
    drafts,
    dump_object,
    dump_value,
    load_object,
    load_value,
)
from bot.adapters.storage.tasks import enqueue_statements
from bot.domain.draft import Draft
from bot.domain.people import Actor
from bot.ports import Address, ChatState, Clock, NewTask

# Built once, so that SQLAlchemy and the SQLite backend compile them once.
_one_row = select(literal(1).label("one")).subquery()
_LOAD = select(
    conversations.c.document,
    conversations.c.version,
    drafts.c.document.label("draft"),
    drafts.c.additions,
    drafts.c.version.label("draft_version"),
).select_from(
    _one_row.outerjoin(conversations, conversations.c.key == bindparam("at_key")).outerjoin(
        drafts,
        (drafts.c.tenant_id == bindparam("at_tenant"))
        & (drafts.c.reporter_id == bindparam("at_reporter")),
    )
)
_UPDATE_POSITION = (
    update(conversations)
    .where(
        conversations.c.key == bindparam("at_key"),
        conversations.c.version == bindparam("at_version"),
    )
    .values(version=conversations.c.version + 1)
)
_SAME_DRAFT = (drafts.c.id == bindparam("at_id")) & (drafts.c.version == bindparam("at_version"))
_UPDATE_DRAFT = update(drafts).where(_SAME_DRAFT).values(version=drafts.c.version + 1)
_DELETE_DRAFT = delete(drafts).where(_SAME_DRAFT)
# Changes nothing; its row count tells whether the draft is there.
_TOUCH = update(drafts).where(drafts.c.id == bindparam("at_id")).values(version=drafts.c.version)


@dataclass(frozen=True)
class SqlConversations:
    """The dialog state of a chat and the draft of its person, under an optimistic lock each."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    async def load(self, conversation_id: str, actor: Actor) -> ChatState:
        """Loads position and draft in one statement."""
        at = {"at_key": conversation_id, "at_tenant": actor.tenant_id, "at_reporter": actor.id}
        row = await self.database.first(_LOAD, at)
        text, version, draft_text, additions, draft_version = row or ("", None, "", None, None)
        document, draft = None, None
        if version is not None:
            document = load_object(text, f"conversation {conversation_id}")
        if draft_version is not None:
            draft = load_value(Draft, draft_text, f"draft of {actor.id}", additions)
        return ChatState(document, version or 0, draft, draft_version or 0)

    async def save(
        self,
        conversation_id: str,
        actor: Actor,
        loaded: ChatState,
        *,
        document: Mapping[str, Any],
        draft: Draft | None,
        tasks: Sequence[NewTask] = (),
        address: Address | None = None,
        is_sent: bool = False,
    ) -> None:
        """Saves position, draft, tasks and address in one transaction.

        Raises Conflict if position or draft changed since `load` (optimistic lock).
        """
        now, backend = self.clock(), self.database.backend
        written = {"document": dump_object(document), "updated_at": now}
        writes = [self._position(conversation_id, loaded.version, written)]
        if draft != loaded.draft:
            writes += self._draft(actor, loaded, draft, now, is_sent=is_sent)
        writes += enqueue_statements(backend, self.clock, tasks)
        if address is not None:
            writes.append(BatchedWrite(upsert_address(backend, self.clock, address)))
        await self.database.write_all(writes)
        if tasks:
            self.wake()

    def _position(self, key: str, version: int, written: Mapping[str, Any]) -> BatchedWrite:
        if version:
            return BatchedWrite(
                _UPDATE_POSITION, {"at_key": key, "at_version": version, **written}, expects=1
            )
        return BatchedWrite(self._insert_position, {"key": key, "version": 1, **written}, expects=1)

    def _draft(
        self, actor: Actor, loaded: ChatState, draft: Draft | None, now: datetime, *, is_sent: bool
    ) -> Sequence[BatchedWrite]:
        at = {"at_id": loaded.draft.id if loaded.draft else "", "at_version": loaded.draft_version}
        if draft is None and is_sent:
            # Submitting the report deleted it. A draft that is still there is a newer one.
            return [BatchedWrite(_TOUCH, {"at_id": at["at_id"]}, expects=0)]
        if draft is None:
            return [BatchedWrite(_DELETE_DRAFT, at, expects=1)]
        text, additions = dump_value(draft)
        written = {"id": draft.id, "document": text, "additions": additions, "updated_at": now}
        if loaded.draft is not None:
            return [BatchedWrite(_UPDATE_DRAFT, {**at, **written}, expects=1)]
        owner = {"tenant_id": actor.tenant_id, "reporter_id": actor.id, "version": 1}
        return [BatchedWrite(self._insert_draft, {**owner, **written}, expects=1)]

    @cached_property
    def _insert_position(self) -> Insert:
        return self.database.backend.insert(conversations).on_conflict_do_nothing()

    @cached_property
    def _insert_draft(self) -> Insert:
        return self.database.backend.insert(drafts).on_conflict_do_nothing()


@dataclass(frozen=True)
class SqlDrafts:
    """Drafts by id, for the tasks that expire them."""

    database: Database

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """A draft and when it was last changed; None if it is gone."""
        wanted = select(drafts.c.document, drafts.c.additions, drafts.c.updated_at)
        async with self.database.read() as connection:
            found = await connection.execute(wanted.where(drafts.c.id == draft_id))
            row = found.one_or_none()
        if row is None:
            return None
        text, additions, changed_at = row
        return load_value(Draft, text, f"draft {draft_id}", additions), changed_at

    async def expire(self, draft_id: str, unchanged_since: datetime) -> datetime | None:
        """Deletes a draft unchanged since then; else when it was last changed. None: it is gone."""
        same_draft = drafts.c.id == draft_id
        async with self.database.write() as connection:
            await connection.execute(
                delete(drafts).where(same_draft, drafts.c.updated_at <= unchanged_since)
            )
            left = await connection.execute(select(drafts.c.updated_at).where(same_draft))
            return left.scalar_one_or_none()
