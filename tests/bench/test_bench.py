"""The benchmark still runs; how fast is not for a test to say."""

from pathlib import Path

import pytest

from tests.bench.__main__ import bench, options
from tests.bench.reports_at_rest import waiting
from tests.bench.storage import storage
from tests.bench.waiting_reports import fill


async def test_two_people_walk_and_the_table_names_both_bots() -> None:
    table = await bench(options(["--staff", "2", "--turns", "30", "--rounds", "1"]))

    assert "echo bot" in table
    assert "our bot, whole journeys" in table


async def test_two_people_walk_and_the_table_names_each_variant_of_sqlite() -> None:
    table = await storage(options(["--staff", "2", "--turns", "30", "--rounds", "1"]))

    assert "plain SQLAlchemy" in table
    assert "as shipped" in table


async def test_a_few_reports_wait_and_the_table_says_what_they_cost() -> None:
    table = await waiting(options(["--waiting", "3", "--idle", "0.1"]))

    assert "3 reports wait on sqlite, with 7 tasks" in table
    assert "wake-up p50, ms" in table


async def test_a_database_with_reports_in_it_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await fill(url, 1)

    with pytest.raises(SystemExit, match="name an empty one"):
        await waiting(options(["--waiting", "3", "--database", url]))
