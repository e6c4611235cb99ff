"""The benchmark still runs; how fast is not for a test to say."""

from tests.bench.__main__ import bench, options


async def test_two_people_walk_and_the_table_names_both_bots() -> None:
    table = await bench(options(["--staff", "2", "--turns", "30", "--rounds", "1"]))

    assert "echo bot" in table
    assert "our bot, whole journeys" in table
