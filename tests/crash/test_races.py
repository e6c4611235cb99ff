"""A hundred presses at once, over two hosts: one effect."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path

import pytest

from tests.crash.every_point import Prepared, prepare
from tests.crash.insistence import Insister
from tests.crash.journeys import APPROVE, FOR_A_CARD, LONG, SEND_NOW, Journey, does_nothing, sends
from tests.crash.records import Kept
from tests.crash.rest import looked_at, settles
from tests.crash.stage import around
from tests.crash.stores import OnServer
from tests.crash.verdict import faults_of
from tests.journeys.walks import STANDARD
from tests.stand_ins.postgres import NotInstalled, PostgresServer
from tests.stand_ins.teams import Delivered
from tests.words import words

MANY = 100
UNTIL_SETTLED = 40.0


@pytest.fixture
async def prepared(tmp_path: Path) -> AsyncIterator[Prepared]:
    """A report at its preview, and two hosts on one PostgreSQL."""
    try:
        server = PostgresServer.start(durable=False)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    with server:
        async with around(tmp_path) as everything, everything.stage(tmp_path / "stage") as stage:
            made = await prepare(
                stage, OnServer(server), Journey("race", STANDARD, does_nothing, LONG)
            )
            for host in (await stage.starts(), await stage.starts()):
                await host.comes_up()
            yield made


async def _all_at_once(*presses: Coroutine[None, None, Delivered]) -> None:
    answers = await asyncio.gather(*presses)
    assert {it.status for it in answers} == {200}


async def _what_came_of_it(prepared: Prepared) -> Kept:
    """The only report, after everything about it was found to be well."""
    await settles(prepared.stage, UNTIL_SETTLED)
    settled = await looked_at(prepared.stage)
    assert faults_of(settled) == []
    (report,) = settled.reports
    return report


async def _is_asked(leader: Insister) -> None:
    assert await leader.sees_that(lambda: leader.finds(APPROVE) is not None, FOR_A_CARD)


async def test_a_hundred_presses_of_send_and_then_of_approve_are_one_of_each(
    prepared: Prepared,
) -> None:
    reporter, leader = prepared.reporter, prepared.leader
    send = reporter.button(words("preview.send"))

    await _all_at_once(*(reporter.pressing(send) for _ in range(MANY)))
    await _is_asked(leader)
    approve = leader.button(APPROVE)
    await _all_at_once(*(leader.pressing(approve) for _ in range(MANY)))

    report = await _what_came_of_it(prepared)
    assert report.events.count("reported") == 1
    assert report.events.count("leader-approve") == 1


async def test_approve_and_send_without_waiting_at_once_are_one_mail(prepared: Prepared) -> None:
    reporter, leader = prepared.reporter, prepared.leader
    await sends(reporter)
    await _is_asked(leader)
    approve, hurry = leader.button(APPROVE), reporter.button(SEND_NOW)

    await _all_at_once(
        *(leader.pressing(approve) for _ in range(MANY // 2)),
        *(reporter.pressing(hurry) for _ in range(MANY // 2)),
    )

    report = await _what_came_of_it(prepared)
    assert report.events.count("leader-approve") == 1
    assert report.events.count("mailed") == 1
