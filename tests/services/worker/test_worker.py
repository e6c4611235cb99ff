"""The worker on a real task table: all due tasks are begun, and a stop loses none."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.storage.tables import tasks
from bot.adapters.storage.tasks import SqlTasks
from bot.ports import Task
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import Worker
from tests.adapters.storage.builders import START
from tests.services.at_work import HOUR, MAIL, MINUTE, SECOND, AtWork, until


async def test_a_task_that_is_put_reaches_its_handler_at_once(bench: AtWork) -> None:
    bench.starts(send_mail=bench.finishes)

    await bench.tasks.put([MAIL])

    await until(bench.is_done)
    assert [task.key for task in bench.seen] == [MAIL.key]


async def test_a_timer_runs_when_its_time_has_come(bench: AtWork) -> None:
    bench.starts(send_mail=bench.finishes)
    await bench.tasks.put([replace(MAIL, due_at=START + HOUR)])
    bench.passes(HOUR - SECOND)
    await bench.have_looked()
    assert bench.seen == []

    bench.passes(SECOND)

    await until(bench.is_done)


async def test_the_worker_wakes_by_itself_when_the_next_task_falls_due(bench: AtWork) -> None:
    bench.starts(send_mail=bench.finishes)
    await bench.tasks.put([replace(MAIL, due_at=START + SECOND / 50)])
    await bench.have_looked()

    bench.clock.passes(SECOND / 50)

    await until(bench.is_done)


async def test_a_task_of_another_host_is_found_without_waking(bench: AtWork) -> None:
    bench.starts(poll=SECOND / 100, send_mail=bench.finishes)
    await bench.have_looked()

    await SqlTasks(bench.database, bench.clock, lambda: None).put([MAIL])

    await until(bench.is_done)


@pytest.mark.parametrize("call", ["claim", "next_due_in"])
async def test_a_database_out_of_reach_for_a_moment_does_not_end_the_worker(
    bench: AtWork, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tasks.put([MAIL])
    bench.starts(failing=[call], poll=SECOND / 100, send_mail=bench.finishes)

    await until(bench.is_done)

    assert [line.getMessage() for line in caplog.records] == ["tasks out of reach"]


async def test_a_stop_lets_handlers_finish(bench: AtWork) -> None:
    await bench.tasks.put([MAIL])
    worker = bench.starts(time_to_end=HOUR, send_mail=bench.waits)
    await until(lambda: len(bench.begun) == 1)

    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0)
    bench.go_on.set()
    await stopping

    assert await bench.is_done()


async def test_a_stop_hands_back_what_does_not_end_in_time(bench: AtWork) -> None:
    await bench.tasks.put([MAIL])
    await bench.has_failed(11)
    worker = bench.starts(send_mail=bench.waits)
    await until(lambda: len(bench.begun) == 1)

    await worker.stop()

    assert await bench.row(tasks.c.due_at) == START
    assert await bench.row(tasks.c.last_failure) == "Stopped"
    (again,) = await bench.tasks.claim("mail", SECOND, 1)
    assert again.attempts == 12


async def test_a_stop_does_not_wait_for_a_handler_that_will_not_let_go(
    bench: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.worker.worker.LETTING_GO", SECOND / 100)
    kept = asyncio.Event()

    async def clings(task: Task) -> None:
        try:
            await bench.waits(task)
        finally:
            await kept.wait()

    await bench.tasks.put([MAIL])
    worker = bench.starts(send_mail=clings)
    await until(lambda: len(bench.begun) == 1)

    await worker.stop()

    assert await bench.row(tasks.c.last_failure) == "Stopped"
    kept.set()


async def test_a_stop_amid_a_backlog_takes_nothing_more(bench: AtWork) -> None:
    stops: list[asyncio.Task[None]] = []

    async def stops_the_worker(_: Task) -> None:
        stops.append(asyncio.create_task(worker.stop()))

    await bench.tasks.put([replace(MAIL, key=f"mail-{number}") for number in range(50)])
    worker = bench.starts(send_mail=stops_the_worker)
    await until(lambda: len(stops) > 0)
    await asyncio.gather(*stops)

    assert bench.tables[0].called["claim"] == 1


async def test_a_stopped_worker_takes_nothing_more(bench: AtWork) -> None:
    worker = bench.starts(send_mail=bench.finishes)
    await until(lambda: worker.is_up)
    await worker.stop()
    claimed = bench.tables[0].called["claim"]

    await bench.tasks.put([MAIL])
    await worker.run_forever()

    assert (bench.seen, bench.tables[0].called["claim"]) == ([], claimed)


async def test_a_worker_that_never_began_can_be_stopped(bench: AtWork) -> None:
    await Worker(bench.tasks, {}, bench.clock, Alarms(bench.clock)).stop()


async def test_a_worker_is_up_while_it_can_look_for_work(bench: AtWork) -> None:
    worker = bench.starts()
    assert not worker.is_up
    await until(lambda: worker.is_up)

    bench.clock.passes(MINUTE)
    assert not worker.is_up
    worker.wake()

    await until(lambda: worker.is_up)
