"""Positions in chats, and drafts: read and written in every turn, so in few statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Insert, bindparam, delete, literal, select, update

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.statements import BatchedWrite
from bot.adapters.storage.people import keeping_address
from bot.adapters.storage.serialization import from_mapping, from_value, to_mapping, to_value
from bot.adapters.storage.tables import conversations, drafts
from bot.adapters.storage.tasks import keeping
from bot.domain.draft import Draft
from bot.domain.people import Actor
from bot.ports import Address, ChatState, Clock, NewTask

# Statements are built once, so that they are prepared once.
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
_MOVE = (
    update(conversations)
    .where(
        conversations.c.key == bindparam("at_key"),
        conversations.c.version == bindparam("at_version"),
    )
    .values(version=conversations.c.version + 1)
)
_SAME_DRAFT = (drafts.c.id == bindparam("at_id")) & (drafts.c.version == bindparam("at_version"))
_REWRITE = update(drafts).where(_SAME_DRAFT).values(version=drafts.c.version + 1)
_DISCARD = delete(drafts).where(_SAME_DRAFT)
_TOUCH = update(drafts).where(drafts.c.id == bindparam("at_id")).values(version=drafts.c.version)


@dataclass(frozen=True)
class SqlConversations:
    """Positions in chats, and drafts, kept together."""

    database: Database
    clock: Clock
    wake: Callable[[], None]

    async def load(self, conversation_id: str, actor: Actor) -> ChatState:
        """What is kept for this chat and person, in one statement."""
        at = {"at_key": conversation_id, "at_tenant": actor.tenant_id, "at_reporter": actor.id}
        row = await self.database.first(_LOAD, at)
        text, version, draft_text, additions, draft_version = row or ("", None, "", None, None)
        document, draft = None, None
        if version is not None:
            document = to_mapping(text, f"conversation {conversation_id}")
        if draft_version is not None:
            draft = to_value(Draft, draft_text, f"draft of {actor.id}", additions)
        return ChatState(document, version or 0, draft, draft_version or 0)

    async def save(
        self,
        conversation_id: str,
        actor: Actor,
        kept: ChatState,
        *,
        document: Mapping[str, Any],
        draft: Draft | None,
        tasks: Sequence[NewTask] = (),
        address: Address | None = None,
        is_sent: bool = False,
    ) -> None:
        """Keeps all of it in one transaction. Raises Conflict if anything changed since load."""
        now, backend = self.clock(), self.database.backend
        written = {"document": from_mapping(document), "updated_at": now}
        writes = [self._position(conversation_id, kept.version, written)]
        if draft != kept.draft:
            writes += self._draft(actor, kept, draft, now, is_sent=is_sent)
        writes += keeping(backend, self.clock, tasks)
        if address is not None:
            writes.append(BatchedWrite(keeping_address(backend, self.clock, address)))
        await self.database.write_all(writes)
        if tasks:
            self.wake()

    def _position(self, key: str, version: int, written: Mapping[str, Any]) -> BatchedWrite:
        if version:
            return BatchedWrite(_MOVE, {"at_key": key, "at_version": version, **written}, expects=1)
        return BatchedWrite(self._begin_chat, {"key": key, "version": 1, **written}, expects=1)

    def _draft(
        self, actor: Actor, kept: ChatState, draft: Draft | None, now: datetime, *, is_sent: bool
    ) -> Sequence[BatchedWrite]:
        at = {"at_id": kept.draft.id if kept.draft else "", "at_version": kept.draft_version}
        if draft is None and is_sent:
            # Its report has taken it away. One that is still there is another one by now.
            return [BatchedWrite(_TOUCH, {"at_id": at["at_id"]}, expects=0)]
        if draft is None:
            return [BatchedWrite(_DISCARD, at, expects=1)]
        text, additions = from_value(draft)
        written = {"id": draft.id, "document": text, "additions": additions, "updated_at": now}
        if kept.draft is not None:
            return [BatchedWrite(_REWRITE, {**at, **written}, expects=1)]
        owner = {"tenant_id": actor.tenant_id, "reporter_id": actor.id, "version": 1}
        return [BatchedWrite(self._begin_draft, {**owner, **written}, expects=1)]

    @cached_property
    def _begin_chat(self) -> Insert:
        return self.database.backend.insert(conversations).on_conflict_do_nothing()

    @cached_property
    def _begin_draft(self) -> Insert:
        return self.database.backend.insert(drafts).on_conflict_do_nothing()


@dataclass(frozen=True)
class SqlDrafts:
    """Unfinished reports, for the one who clears them away."""

    database: Database

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """A draft, and when it was last changed; None if it is gone."""
        wanted = select(drafts.c.document, drafts.c.additions, drafts.c.updated_at)
        async with self.database.read() as connection:
            found = await connection.execute(wanted.where(drafts.c.id == draft_id))
            row = found.one_or_none()
        if row is None:
            return None
        text, additions, changed_at = row
        return to_value(Draft, text, f"draft {draft_id}", additions), changed_at

    async def expire(self, draft_id: str, unchanged_since: datetime) -> datetime | None:
        """Deletes a draft untouched since then; else the time it was last changed. None: gone."""
        is_it = drafts.c.id == draft_id
        async with self.database.write() as connection:
            await connection.execute(
                delete(drafts).where(is_it, drafts.c.updated_at <= unchanged_since)
            )
            left = await connection.execute(select(drafts.c.updated_at).where(is_it))
            return left.scalar_one_or_none()
