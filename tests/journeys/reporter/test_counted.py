"""What is counted of a person's way: once, by week, and nothing that they said."""

from collections.abc import Mapping

from bot.adapters.storage.counters import SqlCounters
from bot.admin.insight import insight_from
from bot.bootstrap.application import DATABASE
from bot.domain.timers import week_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, URGENT, reports, to_guidance, to_preview
from tests.words import choice_text, words


def counted(bot: Running) -> Mapping[str, int]:
    """Every number, by kind and key."""
    return {f"{row['kind']} {row['key']}": row["number"] for row in bot.rows("counters")}


async def test_a_report_that_is_sent_is_counted_once_whatever_follows(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(hours=30)

    assert counted(bot) == {
        "begun monday-afternoon": 1,
        "situation identifying-content": 1,
        "ended sent": 1,
    }


async def test_who_stops_is_counted_where_they_stopped_once_their_report_is_deleted(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, URGENT)
    await aroha.presses(words("move.stop"))
    paused = counted(bot)
    await aroha.presses(words("stop.delete"))

    assert paused == {"begun monday-afternoon": 1}
    assert counted(bot) == {**paused, "situation threat": 1, "ended preview": 1}


async def test_who_never_comes_back_is_counted_when_their_report_expires(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "no"))
    await bot.time_passes(hours=25)

    assert counted(bot) == {
        "begun monday-afternoon": 1,
        "situation not-said": 1,
        "ended questions": 1,
    }


async def test_advice_that_was_enough_is_no_stop(bot: Running, aroha: Somebody) -> None:
    await to_guidance(aroha, STANDARD)
    await aroha.presses(words("guidance.finish"))

    assert counted(bot)["ended advice"] == 1


async def test_whoever_owns_the_content_sees_nothing_of_one_person(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.time_passes(weeks=1)
    until = week_of(bot.clock())
    totals = await SqlCounters(bot.app[DATABASE]).totals(until)

    found = insight_from(totals, bot.content, until)

    assert found is not None
    shown = [group.number for table in found.tables.values() for group in table.groups]
    values = [str(value) for row in bot.rows("counters") for value in tuple(row)]
    assert set(shown) == {None}
    assert [value for value in values if aroha.member.object_id in value] == []
