"""The links with which leaders may answer, and the key that signs them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.adapters.storage.engine.backend import BatchedWrite
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.tables import answer_links, signing_keys
from bot.domain.people import Actor
from bot.ports import AnswerLink, Clock

LINK_KEY_NAME = "answer_links"
"""The row of the key in the database; never rename it."""
ID_BYTES = 16
KEY_BYTES = 32

_KEY = select(signing_keys.c.secret).where(signing_keys.c.name == bindparam("at_name"))
_MARK_USED = (
    update(answer_links)
    .where(answer_links.c.id == bindparam("at_id"), answer_links.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
_COLUMNS = (
    answer_links.c.id,
    answer_links.c.report_id,
    answer_links.c.leader_id,
    answer_links.c.tenant_id,
    answer_links.c.expires_at,
    answer_links.c.used_at,
)


@dataclass(frozen=True)
class SqlAnswerLinks:
    """One row per report and leader. The signed link itself is not stored."""

    database: Database
    clock: Clock

    async def make(self, report_id: str, leader: Actor, *, expires_at: datetime) -> AnswerLink:
        """Upserts the link of this report and leader; extends it unless it is used up."""
        new = self.database.backend.insert(answer_links).values(
            id=secrets.token_hex(ID_BYTES),
            report_id=report_id,
            leader_id=leader.id,
            tenant_id=leader.tenant_id,
            expires_at=expires_at,
        )
        renewed = new.on_conflict_do_update(
            index_elements=["report_id", "leader_id"],
            set_={"expires_at": expires_at},
            where=answer_links.c.used_at.is_(None),
        )
        same_link = answer_links.c.report_id == report_id, answer_links.c.leader_id == leader.id
        async with self.database.write() as connection:
            await connection.execute(renewed)
            row = (await connection.execute(select(*_COLUMNS).where(*same_link))).one()
        return _link(*row)

    async def find(self, link_id: str) -> AnswerLink | None:
        """The link of this id, or None."""
        async with self.database.read() as connection:
            found = await connection.execute(select(*_COLUMNS).where(answer_links.c.id == link_id))
            row = found.one_or_none()
        return _link(*row) if row else None

    async def ids(self) -> frozenset[str]:
        """The ids of all links."""
        async with self.database.read() as connection:
            return frozenset((await connection.execute(select(answer_links.c.id))).scalars())

    async def use_up(self, link_id: str, *, at: datetime) -> None:
        """Marks it used. Idempotent."""
        await self.database.write_all([BatchedWrite(_MARK_USED, {"at_id": link_id, "at": at})])

    async def key(self) -> bytes:
        """The signing key that all hosts share; created at the first call."""
        row = await self.database.first(_KEY, {"at_name": LINK_KEY_NAME})
        if row is None:
            await self._make_key()
            row = await self.database.first(_KEY, {"at_name": LINK_KEY_NAME})
        assert row is not None
        return bytes.fromhex(row[0])

    async def _make_key(self) -> None:
        secret = secrets.token_hex(KEY_BYTES)
        new = self.database.backend.insert(signing_keys).values(
            name=LINK_KEY_NAME, secret=secret, made_at=self.clock()
        )
        # Another host may have made it at the same time: the first one counts for all.
        await self.database.write_all([BatchedWrite(new.on_conflict_do_nothing())])


def _link(
    link_id: str,
    report_id: str,
    leader_id: str,
    tenant_id: str,
    expires_at: datetime,
    used_at: datetime | None,
) -> AnswerLink:
    leader = Actor(id=leader_id, tenant_id=tenant_id)
    return AnswerLink(link_id, report_id, leader, expires_at, used_at)
