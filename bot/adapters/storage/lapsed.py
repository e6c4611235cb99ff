"""What was kept for convenience: places in chats, and what the directory said of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.tables import conversations, drafts, people

_others = people.alias()
_is_filling_in = exists().where(
    drafts.c.tenant_id == people.c.tenant_id, drafts.c.reporter_id == people.c.id
)
# Release 1.0.0 takes away what is known and leaves what was added to it.
_says_nothing = people.c.known.is_(None) & people.c.known_additions.is_(None)
# The service address last seen in a tenant opens the chats of those who never spoke to the bot.
_was_seen_last = people.c.seen_at.is_not(None) & ~exists().where(
    _others.c.tenant_id == people.c.tenant_id, _others.c.seen_at > people.c.seen_at
)


@dataclass(frozen=True)
class QuietChats:
    """Places in chats in which nobody has written since then."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return select(conversations.c.key).where(self._quiet).order_by(conversations.c.key)

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Whoever writes there again is asked their open question anew."""
        found = conversations.c.key.in_([key for (key,) in keys])
        return (await connection.execute(delete(conversations).where(found, self._quiet))).rowcount

    @property
    def _quiet(self) -> ColumnElement[bool]:
        return conversations.c.updated_at < self.before


@dataclass(frozen=True)
class LookedUpPeople:
    """People whom the directory was last asked about before then, and who fill in no report."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_stale(self.before), ~_is_nobody(self.before))

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """What it said goes; where to write to them stays."""
        emptied = update(people).where(_among(keys), _is_stale(self.before))
        nothing = {"known": None, "known_additions": None, "known_at": None}
        return (await connection.execute(emptied.values(nothing))).rowcount


@dataclass(frozen=True)
class NobodysRows:
    """People who cannot be written to any more, and of whom nothing else is worth keeping."""

    before: datetime

    @property
    def outlived(self) -> Select[*tuple[Any, ...]]:
        """Their keys."""
        return _keys(_is_nobody(self.before))

    async def take(self, connection: AsyncConnection, keys: Sequence[Any]) -> int:
        """Whoever comes back is known anew."""
        gone = delete(people).where(_among(keys), _is_nobody(self.before))
        return (await connection.execute(gone)).rowcount


def _is_stale(before: datetime) -> ColumnElement[bool]:
    # Without a time it was looked up by a release that did not keep one.
    is_old = or_(people.c.known_at.is_(None), people.c.known_at < before)
    return and_(~_says_nothing, is_old, ~_is_filling_in)


def _is_nobody(before: datetime) -> ColumnElement[bool]:
    is_unknown = or_(_says_nothing, _is_stale(before))
    return and_(people.c.address.is_(None), is_unknown, ~_was_seen_last)


def _keys(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    keys = (people.c.tenant_id, people.c.id)
    return select(*keys).where(*conditions).order_by(*keys)


def _among(keys: Sequence[Any]) -> ColumnElement[bool]:
    return tuple_(people.c.tenant_id, people.c.id).in_([tuple(key) for key in keys])
