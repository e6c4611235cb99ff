"""A card that Teams asks for anew says what is true now, to whom it may; nothing is changed."""

import pytest

from tests.journeys.acts import OF_LEADER, OF_REPORTER, Act, the_report
from tests.journeys.people import Somebody
from tests.journeys.presses.test_refusals import NOT_THE_LEADER, NOT_YOURS, UNKNOWN
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, to_questions
from tests.words import fragment, words

LEADERS: Act = {"verb": "show_leader_card"}
REPORTERS: Act = {"verb": "open_report"}
ACTS = {
    **{name: act for name, act in OF_REPORTER.items() if name != "open"},
    **{name: act for name, act in OF_LEADER.items() if name != "card"},
    "start": {"verb": "start_report"},
    "stop": {"verb": "stop_report"},
}
"""Everything but looking."""
TABLES = ("conversations", "drafts", "reports", "escalations", "events", "cards", "people", "tasks")


def all_rows(bot: Running) -> list[tuple[object, ...]]:
    """Everything that is kept of anybody."""
    return [tuple(row) for table in TABLES for row in bot.rows(table)]


async def refreshed(
    somebody: Somebody, act: Act, report_id: str, trigger: str = "automatic", on: str = "1:unknown"
) -> str:
    """What Teams is told when it asks for a card anew in somebody's name."""
    data = act if act["verb"].startswith("st") else {**act, "report_id": report_id}
    asked = await somebody.teams.executes(somebody.member, on, act["verb"], data, trigger=trigger)

    assert asked.status == 200
    assert asked.body["type"] == "application/vnd.microsoft.card.adaptive"
    return str(asked.body["value"])


@pytest.mark.parametrize("trigger", ["manual", "automatic"])
async def test_an_old_card_says_what_is_true_now(
    trigger: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    report, forgotten = the_report(bot), wiremu.button(words("leader.approve"))
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    leaders = await refreshed(wiremu, LEADERS, report, trigger, forgotten.activity_id)
    reporters = await refreshed(aroha, REPORTERS, report, trigger)

    assert fragment("leader.answered_approve") in leaders
    assert words("leader.approve") not in leaders
    assert words("stage.sent") in reporters


async def test_what_teams_asks_for_by_itself_leaves_no_trace(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await to_questions(aroha, STANDARD)
    await bot.rests()
    report, before, calls = the_report(bot), all_rows(bot), len(bot.teams.calls)

    for _ in range(3):
        await refreshed(wiremu, LEADERS, report)
        await refreshed(aroha, REPORTERS, report)
    await bot.rests()

    assert all_rows(bot) == before
    assert len(bot.teams.calls) == calls


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_teams_can_do_nothing_by_itself_but_look(
    act: Act, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    report, before = the_report(bot), all_rows(bot)

    told = {await refreshed(somebody, act, report) for somebody in (aroha, wiremu)}
    await bot.rests()

    assert all(UNKNOWN in card for card in told)
    assert all_rows(bot) == before


@pytest.mark.parametrize("trigger", ["manual", "automatic"])
async def test_it_is_shown_to_nobody_else(
    trigger: str, bot: Running, aroha: Somebody, wiremu: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    report = the_report(bot)

    leaders = [await refreshed(it, LEADERS, report, trigger) for it in (aroha, tamati)]
    reporters = [await refreshed(it, REPORTERS, report, trigger) for it in (wiremu, tamati)]
    gone = await refreshed(wiremu, LEADERS, "r-unknown", trigger)

    assert all(NOT_THE_LEADER in card for card in leaders)
    assert all(NOT_YOURS in card for card in reporters)
    assert UNKNOWN in gone
    assert "Aroha" not in str(leaders + reporters)
