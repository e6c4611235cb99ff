"""Where each card is: one place per report, person and role, whichever host writes it down."""

from collections.abc import Mapping

from sqlalchemy import bindparam, literal, select, update

from bot.adapters.storage.database import Database
from bot.adapters.storage.documents import from_value, to_value
from bot.adapters.storage.tables import cards
from bot.ports import Address, PlacedCard

_LIFTED = "?"
"""Before the id of a card that a newer one is about to follow. No id of Teams begins like this."""
_here = (
    cards.c.report_id == bindparam("at_id"),
    cards.c.person_id == bindparam("at_person"),
    cards.c.role == bindparam("at_role"),
)
_PLACE = select(cards.c.address, cards.c.activity_id).where(*_here)
_LIFT = (
    update(cards)
    .where(*_here, ~cards.c.activity_id.startswith(_LIFTED))
    .values(activity_id=literal(_LIFTED) + cards.c.activity_id)
)


async def known(database: Database, report_id: str, person_id: str, role: str) -> PlacedCard | None:
    """Where that card is; None for none, and for one that was lifted."""
    row = await database.first(_PLACE, _at(report_id, person_id, role))
    if row is None or row[1][:1] in ("", _LIFTED):
        return None
    return _card(report_id, person_id, role, *row)


async def lift(database: Database, report_id: str, person_id: str, role: str) -> None:
    """Makes it unknown until the next exchange, which hands it back all the same."""
    if await known(database, report_id, person_id, role):
        async with database.write() as connection:
            await connection.execute(_LIFT, _at(report_id, person_id, role))


async def exchange(database: Database, report_id: str, card: PlacedCard) -> PlacedCard | None:
    """Writes down the new place and hands back the other one that was there, if any."""
    key = {"report_id": report_id, "person_id": card.person_id, "role": card.role}
    address, _ = from_value(card.address)
    place = {"activity_id": card.activity_id, "address": address}
    # There has to be a row to lock, or of two hosts that come first neither finds the other's.
    nowhere = database.dialect.insert(cards).values(**key, activity_id="", address="")
    at = _at(report_id, card.person_id, card.role)
    async with database.write() as connection:
        await connection.execute(nowhere.on_conflict_do_nothing())
        row = (await connection.execute(_PLACE.with_for_update(), at)).first()
        await connection.execute(update(cards).where(*_here).values(**place), at)
    if row is None or row.activity_id.removeprefix(_LIFTED) in ("", card.activity_id):
        return None
    return _card(report_id, card.person_id, card.role, *row)


def _at(report_id: str, person_id: str, role: str) -> Mapping[str, str]:
    return {"at_id": report_id, "at_person": person_id, "at_role": role}


def _card(report_id: str, person_id: str, role: str, text: str, activity_id: str) -> PlacedCard:
    address = to_value(Address, text, f"card of report {report_id}")
    return PlacedCard(person_id, role, address, activity_id.removeprefix(_LIFTED))
