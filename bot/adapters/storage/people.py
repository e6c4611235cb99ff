"""What is known of people: the address of their chat, and the directory's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Select, bindparam, select, update

from bot.adapters.storage.engine.backend import BatchedWrite, DatabaseBackend
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import dump_value, load_value, people
from bot.domain.people import Actor, KnownPerson
from bot.ports import Address, Clock

_same_person = (people.c.tenant_id == bindparam("at_tenant")) & (people.c.id == bindparam("at_id"))
_ADDRESS = select(people.c.address).where(_same_person)
_FORGET = update(people).where(_same_person).values(address=None)
_KNOWN = select(people.c.known, people.c.known_additions).where(_same_person)
_LAST_SEEN = (
    select(people.c.service_url)
    .where(people.c.tenant_id == bindparam("at_tenant"), people.c.seen_at.is_not(None))
    .order_by(people.c.seen_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class SqlPeople:
    """One row per person, upserted as facts arrive."""

    database: Database
    clock: Clock

    async def address(self, actor: Actor) -> Address | None:
        """Where to write to this person, or None if they never spoke to the bot."""
        (text,) = await self._one(_ADDRESS, actor) or (None,)
        return load_value(Address, text, f"people {actor.id}") if text else None

    async def remember_address(self, address: Address) -> None:
        """Upserts the newest address of a person."""
        statement = upsert_address(self.database.backend, self.clock, address)
        await self.database.write_all([BatchedWrite(statement)])

    async def forget_address(self, actor: Actor) -> None:
        """Removes it: the bot was uninstalled."""
        values = {"at_tenant": actor.tenant_id, "at_id": actor.id}
        await self.database.write_all([BatchedWrite(_FORGET, values)])

    async def service_url(self, tenant_id: str) -> str | None:
        """The service URL last seen in a tenant."""
        row = await self.database.first(_LAST_SEEN, {"at_tenant": tenant_id})
        return row[0] if row else None

    async def known(self, actor: Actor) -> KnownPerson | None:
        """The directory's answer about this person; None if it was not asked yet."""
        text, additions = await self._one(_KNOWN, actor) or (None, None)
        return load_value(KnownPerson, text, f"people {actor.id}", additions) if text else None

    async def remember_known(self, actor: Actor, known: KnownPerson) -> None:
        """Upserts the directory's answer."""
        text, additions = dump_value(known)
        columns = {"known": text, "known_additions": additions, "known_at": self.clock()}
        await self.database.write_all(
            [BatchedWrite(_upsert(self.database.backend, actor, columns))]
        )

    async def _one(self, query: Select[*tuple[Any, ...]], actor: Actor) -> Sequence[Any] | None:
        values = {"at_tenant": actor.tenant_id, "at_id": actor.id}
        return await self.database.first(query, values)


def upsert_address(backend: DatabaseBackend, clock: Clock, address: Address) -> Insert:
    """The statement that upserts the newest address of a person."""
    actor = Actor(id=address.person_id, tenant_id=address.tenant_id)
    text, _ = dump_value(address)
    columns = {
        "address": text,
        "service_url": address.service_url,
        "seen_at": clock(),
    }
    return _upsert(backend, actor, columns)


def _upsert(backend: DatabaseBackend, actor: Actor, columns: Mapping[str, Any]) -> Insert:
    insert = backend.insert(people).values(tenant_id=actor.tenant_id, id=actor.id, **columns)
    return insert.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=dict(columns))
