"""What we know of people: where to write to them, and who leads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Select, bindparam, select, update

from bot.adapters.storage.engine.backend import DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.engine.statements import BatchedWrite
from bot.adapters.storage.serialization import from_value, to_value
from bot.adapters.storage.tables import people
from bot.domain.people import Actor, KnownPerson
from bot.ports import Address, Clock

_IS = (people.c.tenant_id == bindparam("at_tenant")) & (people.c.id == bindparam("at_id"))
_ADDRESS = select(people.c.address).where(_IS)
_FORGET = update(people).where(_IS).values(address=None)
_KNOWN = select(people.c.known, people.c.known_additions).where(_IS)
_LAST_SEEN = (
    select(people.c.service_url)
    .where(people.c.tenant_id == bindparam("at_tenant"), people.c.seen_at.is_not(None))
    .order_by(people.c.seen_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class SqlPeople:
    """One row a person, filled in as we hear of them."""

    database: Database
    clock: Clock

    async def address(self, actor: Actor) -> Address | None:
        """Where to write to this person, or None if they never spoke to the bot."""
        (text,) = await self._one(_ADDRESS, actor) or (None,)
        return to_value(Address, text, f"people {actor.id}") if text else None

    async def remember_address(self, address: Address) -> None:
        """Keeps the newest address of a person."""
        kept = keeping_address(self.database.backend, self.clock, address)
        await self.database.write_all([BatchedWrite(kept)])

    async def forget_address(self, actor: Actor) -> None:
        """Drops it: the bot was removed."""
        values = {"at_tenant": actor.tenant_id, "at_id": actor.id}
        await self.database.write_all([BatchedWrite(_FORGET, values)])

    async def service_url(self, tenant_id: str) -> str | None:
        """The service address last seen in a tenant."""
        row = await self.database.first(_LAST_SEEN, {"at_tenant": tenant_id})
        return row[0] if row else None

    async def known(self, actor: Actor) -> KnownPerson | None:
        """What the directory said of this person; None if it was not asked yet."""
        text, additions = await self._one(_KNOWN, actor) or (None, None)
        return to_value(KnownPerson, text, f"people {actor.id}", additions) if text else None

    async def remember_known(self, actor: Actor, known: KnownPerson) -> None:
        """Keeps the answer of the directory."""
        text, additions = from_value(known)
        kept = {"known": text, "known_additions": additions, "known_at": self.clock()}
        await self.database.write_all([BatchedWrite(_keeping(self.database.backend, actor, kept))])

    async def _one(self, query: Select[*tuple[Any, ...]], actor: Actor) -> Sequence[Any] | None:
        values = {"at_tenant": actor.tenant_id, "at_id": actor.id}
        return await self.database.first(query, values)


def keeping_address(backend: DatabaseBackend, clock: Clock, address: Address) -> Insert:
    """The statement that keeps the newest address of a person."""
    actor = Actor(id=address.person_id, tenant_id=address.tenant_id)
    text, _ = from_value(address)
    kept = {
        "address": text,
        "service_url": address.service_url,
        "seen_at": clock(),
    }
    return _keeping(backend, actor, kept)


def _keeping(backend: DatabaseBackend, actor: Actor, kept: Mapping[str, Any]) -> Insert:
    insert = backend.insert(people).values(tenant_id=actor.tenant_id, id=actor.id, **kept)
    return insert.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=dict(kept))
