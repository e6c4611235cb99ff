"""Retries of tasks that failed, hung or have no handler, and when an alarm is raised."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.adapters.storage.tables import tasks
from bot.ports import Busy, Lane, NewTask, NotSetUp, Rejected, Unclear
from bot.services.worker.retries import LONGEST, LONGEST_URGENT
from bot.services.worker.worker import Reschedule
from tests.adapters.storage.builders import START
from tests.services.at_work import HOUR, MAIL, MINUTE, SECOND, AtWork, until


@pytest.mark.parametrize("asks_for_time", [Busy(7 * SECOND), Unclear(7 * SECOND)])
async def test_who_is_busy_is_asked_again_when_they_said(
    bench: AtWork, asks_for_time: Exception
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.failing(asks_for_time))

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + 7 * SECOND
    assert await bench.row(tasks.c.last_failure) == type(asks_for_time).__name__
    bench.passes(7 * SECOND)
    await until(lambda: len(bench.seen) == 2)
    assert [task.attempts for task in bench.seen] == [1, 2]


@pytest.mark.parametrize("failure", [Unclear(), ValueError("words of a person"), TimeoutError()])
async def test_any_other_failure_is_tried_again_later_each_time(
    bench: AtWork, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    await bench.has_failed(3)
    bench.starts(send_mail=bench.failing(failure))

    await until(bench.is_put_off)

    due_at: datetime = await bench.row(tasks.c.due_at)
    assert 6 * SECOND <= due_at - START <= 10 * SECOND
    assert await bench.row(tasks.c.last_failure) == type(failure).__name__
    (line,) = caplog.records
    assert (line.levelno, line.getMessage()) == (logging.WARNING, "task put off")
    assert vars(line)["key"] == MAIL.key


@pytest.mark.parametrize(
    ("failure", "rests"),
    [
        (Unclear(), 5 * MINUTE),
        (Busy(SECOND), 5 * MINUTE),
        (ValueError("words of a person"), HOUR),
    ],
)
async def test_after_twelve_attempts_a_person_is_called_and_it_goes_on(
    bench: AtWork, failure: Exception, rests: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    await bench.has_failed(11)
    bench.starts(send_mail=bench.failing(failure))

    await until(bench.is_put_off)
    due_at: datetime = await bench.row(tasks.c.due_at)
    assert 0.75 * rests <= due_at - START <= 1.25 * rests
    bench.passes(2 * HOUR)
    await until(lambda: len(caplog.records) == 2)

    assert len(bench.seen) == 2
    facts = [(line.levelno, line.getMessage()) for line in caplog.records]
    assert facts == [(logging.ERROR, "a person must look")] * 2
    line = vars(caplog.records[0])
    reason = type(failure).__name__
    assert (line["kind"], line["report"], line["key"]) == ("send_mail", "report-1", MAIL.key)
    assert line["reason"] == reason


@pytest.mark.parametrize("failure", [NotSetUp(), Rejected()])
async def test_what_a_person_must_mend_calls_one_at_once_and_is_tried_again_in_seconds(
    bench: AtWork, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.failing(failure))

    await until(bench.is_put_off)

    due_at: datetime = await bench.row(tasks.c.due_at)
    assert 0 * SECOND < due_at - START <= 2 * SECOND
    assert [line.levelno for line in caplog.records] == [logging.ERROR]
    bench.passes(2 * SECOND)
    await until(lambda: len(bench.seen) == 2)


async def test_a_task_of_an_unknown_kind_waits_for_a_host_that_knows_it(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(other_kind=bench.finishes)

    await until(bench.is_put_off)

    due_at: datetime = await bench.row(tasks.c.due_at)
    assert 0 * SECOND < due_at - START <= 2 * SECOND
    assert await bench.row(tasks.c.last_failure) == "UnknownKind"
    assert [line.levelno for line in caplog.records] == [logging.ERROR]


async def test_to_look_again_later_is_no_failure(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    await bench.tasks.put([MAIL])
    await bench.has_failed(30)
    bench.starts(send_mail=bench.failing(Reschedule(7 * SECOND)))

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + 7 * SECOND
    bench.passes(7 * SECOND)
    await until(lambda: len(bench.seen) == 2)
    assert [task.attempts for task in bench.seen] == [31, 1]
    assert caplog.records == []


async def test_a_failure_that_cannot_be_written_down_comes_back_with_its_lease(
    bench: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(failing=["postpone"], send_mail=bench.failing(Unclear()))
    await until(lambda: len(caplog.records) == 2)

    bench.passes(SECOND)

    await until(lambda: len(bench.seen) == 2)
    assert caplog.records[1].getMessage() == "task not put off"


async def test_a_handler_that_hangs_is_tried_again(
    bench: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.worker.worker.LONGEST_RUN", SECOND / 100)
    await bench.tasks.put([MAIL])
    bench.starts(send_mail=bench.waits)

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.last_failure) == "TimeoutError"


@pytest.mark.parametrize(
    ("kind", "lane", "waited"),
    [
        ("send_addition", "care", LONGEST_URGENT),
        ("ask_leader", "people", LONGEST_URGENT),
        ("send_mail", "urgent", LONGEST_URGENT),
        ("send_mail", "mail", LONGEST),
        ("refresh_cards", "people", LONGEST),
    ],
)
async def test_nothing_is_put_off_for_the_hour_that_a_service_asks_for(
    kind: str, lane: Lane, waited: timedelta, bench: AtWork
) -> None:
    await bench.tasks.put([NewTask("one", kind, lane=lane)])
    handlers: dict[str, Any] = {kind: bench.failing(Busy(HOUR))}
    bench.starts(**handlers)

    await until(bench.is_put_off)

    assert await bench.row(tasks.c.due_at) == START + waited
