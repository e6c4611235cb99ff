"""Dialog positions and drafts, loaded and saved in every turn, so in few statements; and windows.

A chat has two rows in one table: its dialog position under the conversation id, and what it shows
(`ChatWindow`) under that id with a prefix. The second is written after sending, without a lock, so
it must not be part of the first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Insert, Select, bindparam, delete, literal, select, update

from bot.adapters.storage.counters import add_counts, count_statements
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
from bot.domain.earlier_drafts import with_facts
from bot.domain.insight import Count
from bot.domain.people import Actor
from bot.ports import Address, ChatState, ChatWindow, Clock, NewTask

_WINDOW = "window "
"""Prefix of the key of a window. No conversation id begins like this: they have no blanks."""

# Built once, so that SQLAlchemy and the SQLite backend compile them once.
_one_row = select(literal(1).label("one")).subquery()
_windows = conversations.alias("windows")
_LOAD = select(
    conversations.c.document,
    conversations.c.version,
    drafts.c.document.label("draft"),
    drafts.c.additions,
    drafts.c.version.label("draft_version"),
    _windows.c.document.label("window"),
).select_from(
    _one_row.outerjoin(conversations, conversations.c.key == bindparam("at_key"))
    .outerjoin(_windows, _windows.c.key == bindparam("at_window"))
    .outerjoin(
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
        at = {
            "at_key": conversation_id,
            "at_window": _WINDOW + conversation_id,
            "at_tenant": actor.tenant_id,
            "at_reporter": actor.id,
        }
        row = await self.database.first(_LOAD, at) or ("", None, "", None, None, None)
        text, version, draft_text, additions, draft_version, window = row
        document, draft = None, None
        if version is not None:
            document = load_object(text, f"conversation {conversation_id}")
        if draft_version is not None:
            draft = with_facts(load_value(Draft, draft_text, f"draft of {actor.id}", additions))
        shown = _load_window(window, conversation_id)
        return ChatState(document, version or 0, draft, draft_version or 0, shown)

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
        counts: Sequence[Count] = (),
    ) -> None:
        """Saves position, draft, tasks, address and counts in one transaction.

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
        if counts:
            writes += count_statements(backend, self.clock, counts)
        await self.database.write_all(writes)
        if tasks:
            self.wake()

    async def put_window(self, conversation_id: str, window: ChatWindow) -> None:
        """Upserts it in one statement; the last writer wins."""
        await self.database.write_all([self._window(conversation_id, window)])

    async def window(self, conversation_id: str) -> ChatWindow:
        """What is stored of this chat."""
        async with self.database.read() as connection:
            text = (await connection.execute(_stored_window(conversation_id))).scalar_one_or_none()
        return _load_window(text, conversation_id)

    async def message_sent(
        self, conversation_id: str, activity_id: str, open_kind: str = ""
    ) -> ChatWindow:
        """Notes a message sent outside a turn, and returns the window before."""
        opened = {"open_card": activity_id, "open_kind": open_kind} if open_kind else {}
        return await self._change_window(conversation_id, {"newest": activity_id, **opened})

    async def card_closed(self, conversation_id: str) -> ChatWindow:
        """Notes that no card is open any more, and returns the window before."""
        return await self._change_window(conversation_id, {"open_card": "", "open_kind": ""})

    async def _change_window(self, conversation_id: str, changes: Mapping[str, str]) -> ChatWindow:
        stored = _stored_window(conversation_id)
        async with self.database.write() as connection:
            text = (await connection.execute(stored.with_for_update())).scalar_one_or_none()
            before = _load_window(text, conversation_id)
            written = self._window(conversation_id, before.model_copy(update=changes))
            await connection.execute(written.statement, written.values)
        return before

    def _window(self, conversation_id: str, window: ChatWindow) -> BatchedWrite:
        text, _ = dump_value(window)
        at = {"key": _WINDOW + conversation_id, "version": 1}
        return BatchedWrite(
            self._upsert_window, {**at, "document": text, "updated_at": self.clock()}
        )

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
    def _upsert_window(self) -> Insert:
        insert = self.database.backend.insert(conversations)
        newer = {name: insert.excluded[name] for name in ("document", "updated_at")}
        return insert.on_conflict_do_update(index_elements=["key"], set_=newer)

    @cached_property
    def _insert_draft(self) -> Insert:
        return self.database.backend.insert(drafts).on_conflict_do_nothing()


def _stored_window(conversation_id: str) -> Select[str]:
    return select(conversations.c.document).where(conversations.c.key == _WINDOW + conversation_id)


def _load_window(text: str | None, conversation_id: str) -> ChatWindow:
    return load_value(ChatWindow, text, f"window of {conversation_id}") if text else ChatWindow()


@dataclass(frozen=True)
class SqlDrafts:
    """Drafts by id, for the tasks that expire them."""

    database: Database
    clock: Clock

    async def get(self, draft_id: str) -> tuple[Draft, datetime] | None:
        """A draft and when it was last changed; None if it is gone."""
        wanted = select(drafts.c.document, drafts.c.additions, drafts.c.updated_at)
        async with self.database.read() as connection:
            found = await connection.execute(wanted.where(drafts.c.id == draft_id))
            row = found.one_or_none()
        if row is None:
            return None
        text, additions, changed_at = row
        return with_facts(load_value(Draft, text, f"draft {draft_id}", additions)), changed_at

    async def expire(
        self, draft_id: str, unchanged_since: datetime, counts: Sequence[Count] = ()
    ) -> datetime | None:
        """Deletes a draft unchanged since then; else when it was last changed. None: it is gone.

        The counts are added only if this call deleted it.
        """
        same_draft = drafts.c.id == draft_id
        async with self.database.write() as connection:
            gone = await connection.execute(
                delete(drafts).where(same_draft, drafts.c.updated_at <= unchanged_since)
            )
            if gone.rowcount:
                await add_counts(connection, self.database.backend, self.clock, counts)
            left = await connection.execute(select(drafts.c.updated_at).where(same_draft))
            return left.scalar_one_or_none()
