"""A whole journey in numbers, with nothing in them about anybody."""

from datetime import timedelta

import pytest

from bot.adapters.local.directory import TomlDirectory
from bot.bootstrap.application import ALARMS, DATABASE, WORKER, health_of
from bot.metrics.endpoint import service_state
from bot.metrics.prometheus import PrometheusMetrics
from bot.ports import Busy
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, URGENT, reports
from tests.metrics.told import read
from tests.services.at_work import until
from tests.words import words

SAID = "Marked sentence"
LATE = timedelta(minutes=5)


async def page(bot: Running, numbers: PrometheusMetrics) -> str:
    """What the page says now."""
    return numbers.render(await service_state(health_of(bot.app, LATE))).decode()


async def test_a_report_that_is_mailed_leaves_its_numbers(
    bot: Running, aroha: Somebody, numbers: PrometheusMetrics
) -> None:
    await reports(aroha, URGENT)
    await bot.time_passes(minutes=2)
    await bot.time_passes(minutes=2)
    await until(lambda: bot.app[WORKER].is_up)

    found = read(await page(bot, numbers))
    assert found["bot_mails_total", "accepted"] == 1
    assert found["bot_mails_total", "confirmed"] == 1
    assert found["bot_tasks_total", "send_mail", "done"] == 1
    assert found["bot_calls_total", "done", "mail"] >= 3
    assert found["bot_calls_total", "done", "teams"] > 5
    assert found["bot_calls_total", "done", "directory"] >= 1
    assert found["bot_turns_total", "message", "done"] > 5
    assert (found["bot_worker_up",], found["bot_database_up",]) == (1, 1)


async def test_a_mail_that_does_not_leave_is_late_and_overdue_and_an_alarm(
    bot: Running, aroha: Somebody, numbers: PrometheusMetrics
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT, words("tell.security-only"))
    await bot.time_passes(minutes=6)

    found = read(await page(bot, numbers))
    assert found["bot_mails_total", "late"] == 1
    assert ("bot_mails_total", "accepted") not in found
    assert found["bot_tasks_waiting", "send_mail"] == 1
    assert found["bot_tasks_overdue", "send_mail"] == 1
    assert found["bot_alarms_total", "watch_mail"] == bot.app[ALARMS].counts["watch_mail"] == 1
    assert found["bot_tasks_total", "send_mail", "Busy"] >= 1


async def test_without_the_database_the_page_still_answers(
    bot: Running, numbers: PrometheusMetrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_gone(_: object) -> None:
        raise Busy

    monkeypatch.setattr(type(bot.app[DATABASE]), "check", is_gone)

    found = read(await page(bot, numbers))
    assert found["bot_database_up",] == 0
    assert [name for name, *_ in found if name == "bot_tasks_waiting"] == []


async def test_no_number_says_anything_about_anybody(
    bot: Running,
    aroha: Somebody,
    wiremu: Somebody,
    numbers: PrometheusMetrics,
    directory: TomlDirectory,
) -> None:
    await aroha.says(SAID)
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason=SAID)
    await bot.time_passes(hours=25)

    text = await page(bot, numbers)
    (report,) = bot.rows("reports")
    people = [str(word) for person in directory.people for word in (person.id, person.name)]
    assert "bot_turns_total" in text
    assert [
        mark for mark in (SAID, report["id"], report["reference"], *people) if mark in text
    ] == []
