"""Whole journeys while hosts of two releases come and go on one database."""

import asyncio
from pathlib import Path

import pytest

from tests.crash.insistence import Insister
from tests.crash.insistent_walks import arrives, takes_a_step
from tests.crash.load import Load
from tests.crash.rest import looked_at, settles
from tests.crash.verdict import faults_of_any_release
from tests.journeys.walks import HIGH
from tests.releases.both import Both, both
from tests.releases.journeys import (
    looks_at_own_reports,
    reports_and_looks,
    sees_it_approved,
    sends_whatever_is_asked,
)
from tests.stand_ins.postgres import PostgresServer

HURRIED = {"high": "6 seconds", "standard": "6 seconds"}
UNHURRIED = {"high": "1 hour", "standard": "1 hour"}
MORE = 4
"""So many reports begin before the next host comes or goes; those before are still under way."""
UNTIL_SETTLED = 60.0


async def test_nothing_fails_while_releases_change_both_ways(
    server: PostgresServer, old_tree: Path, tmp_path: Path
) -> None:
    url = await server.create("side_by_side")
    async with both(tmp_path, old_tree, url, HURRIED) as releases:
        load = Load(releases.new, reports_and_looks)
        async with asyncio.TaskGroup() as together:
            changes = together.create_task(_up_back_and_up_again(releases, load))
            together.create_task(load.runs(changes.done))
        await settles(releases.new, UNTIL_SETTLED)
        settled = await looked_at(releases.new)
        wrong = [*load.stranded, *releases.faults(), *faults_of_any_release(settled)]

    assert wrong == []
    assert len(settled.reports) > 5 * MORE


@pytest.mark.parametrize("order", ["new-first", "at-once"])
async def test_no_start_on_a_new_database_is_refused(
    server: PostgresServer, old_tree: Path, tmp_path: Path, order: str
) -> None:
    url = await server.create(f"starts_{order.replace('-', '_')}")
    async with both(tmp_path, old_tree, url, HURRIED) as releases:
        if order == "at-once":
            await asyncio.gather(releases.joins(releases.old), releases.joins(releases.new))
        else:
            await releases.joins(releases.new)
            await releases.joins(releases.old)
        async with asyncio.timeout(UNTIL_SETTLED):
            await reports_and_looks(0, *_two_people(releases, "Rangi"))
        wrong = releases.faults()

    assert wrong == []


async def test_what_one_release_began_the_other_goes_on_with_on_sqlite(
    old_tree: Path, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with both(tmp_path, old_tree, url, UNHURRIED) as releases:
        slow, lea = _two_people(releases, "Slow")
        waiting, ana = _two_people(releases, "Waiting")
        later, ivy = _two_people(releases, "Later")

        old = await releases.joins(releases.old)
        await _takes_steps(slow, lea, 3)
        await _reports(waiting, ana)
        await releases.leaves(old)
        new = await releases.joins(releases.new)
        await sees_it_approved(waiting, ana)
        await _takes_steps(slow, lea, 2)
        await _reports(later, ivy)
        await releases.leaves(new)
        old = await releases.joins(releases.old)
        await _takes_steps(slow, lea, 1)
        await sees_it_approved(later, ivy)
        await releases.leaves(old)
        await releases.joins(releases.new)
        await _reports(slow, lea)
        await sees_it_approved(slow, lea)
        for reporter in (slow, waiting, later):
            await looks_at_own_reports(reporter)
        await settles(releases.new, UNTIL_SETTLED)
        settled = await looked_at(releases.new)
        wrong = [*releases.faults(), *faults_of_any_release(settled)]

    assert wrong == []
    assert [report.stage for report in settled.reports] == ["sent"] * 3


async def _up_back_and_up_again(releases: Both, load: Load) -> None:
    old = await releases.joins(releases.old)
    await _more_begin(load)
    new = await releases.joins(releases.new)
    await _more_begin(load)
    await releases.leaves(old)
    await _more_begin(load)
    old = await releases.joins(releases.old)
    await _more_begin(load)
    await releases.leaves(new)
    await _more_begin(load)
    await releases.joins(releases.new)
    await _more_begin(load)


async def _more_begin(load: Load) -> None:
    enough = load.begun + MORE
    while load.begun < enough:  # noqa: ASYNC110 - a count tells nobody
        await asyncio.sleep(0.02)


def _two_people(releases: Both, name: str) -> tuple[Insister, Insister]:
    """Somebody and their people leader, who has the app already."""
    leader = releases.new.person(f"Lea of {name} Example")
    releases.teams.opens_chat(leader.member)
    return releases.new.person(f"{name} Example", leader), leader


async def _takes_steps(reporter: Insister, leader: Insister, steps: int) -> None:
    """So many presses further on the way to the preview."""
    if not reporter.shown:
        await arrives(reporter)
    for _ in range(steps):
        await takes_a_step(reporter, HIGH, leader)


async def _reports(reporter: Insister, leader: Insister) -> None:
    if not reporter.shown:
        await arrives(reporter)
    await sends_whatever_is_asked(reporter, HIGH, leader)
