"""Two hosts bring a card about one report at once: one copy is kept true, each other says so."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.adapters.storage.reports import SqlReports
from bot.ports import PlacedCard
from tests.hosts.pair import Pair
from tests.journeys.people import Somebody
from tests.journeys.walks import STANDARD, reports
from tests.words import email_state, row, words

OUTDATED = words("status.outdated")
STANDS = row(words("status.state"), "")
SENT = email_state("sent")


@contextmanager
def meeting(monkeypatch: pytest.MonkeyPatch, hosts: int) -> Iterator[None]:
    """Meanwhile nobody writes down where a card is before each host has sent one."""
    usual, all_sent = SqlReports.place_card, asyncio.Barrier(hosts)

    async def place_card(self: SqlReports, report_id: str, card: PlacedCard) -> PlacedCard | None:
        await all_sent.wait()
        return await usual(self, report_id, card)

    with monkeypatch.context() as patch:
        patch.setattr(SqlReports, "place_card", place_card)
        yield


async def opens_at_once_on_each_host(pair: Pair, aroha: Somebody) -> None:
    """Asks twice where her report stands; each host brings a card, and neither waits."""
    report_id = await pair.server.execute("select id from reports", pair.database)
    opened = {"verb": "open_report", "report_id": report_id}
    await asyncio.gather(*(aroha.sends(opened) for _ in pair.hosts))


async def test_of_cards_that_two_hosts_bring_at_once_one_goes_on_telling_the_truth(
    pair: Pair, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reports(aroha, STANDARD)
    await pair.rests()

    with meeting(monkeypatch, hosts=2):
        await opens_at_once_on_each_host(pair, aroha)
    before = aroha.chat
    await wiremu.presses(words("leader.approve"))
    await pair.rests()

    assert (before.count(STANDS), before.count(OUTDATED)) == (1, 2)
    assert aroha.chat.count(OUTDATED) == 2
    assert aroha.chat.count(STANDS) == aroha.chat.count(SENT) == 1
