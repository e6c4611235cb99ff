"""Lanes: a backlog in one delays no other, and handlers need no order."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.tasks import SqlTasks
from bot.domain.escalation import Escalation, EscalationStatus
from bot.ports import Lane, NewTask, Queue, Task
from bot.ports.tasks import QUEUES
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import CONCURRENCY, Attempt, TaskHandler
from tests.adapters.storage.builders import REPORTER, START, a_submission
from tests.services.at_work import HOUR, SECOND, AtWork, until

URGENT = NewTask("urgent", "send_mail", lane="urgent")


KIND_IN: Mapping[Queue, tuple[str, Lane]] = {
    "protecting": ("pass_deadline", "people"),
    "urgent": ("send_mail", "urgent"),
    "additions": ("send_addition", "care"),
    "asking": ("ask_leader", "people"),
    "directory": ("find_deputy", "people"),
    "mail": ("send_mail", "mail"),
    "letters": ("mail_leader", "mail"),
    "care": ("of_the_next_release", "care"),
    "aftercare": ("tell_news", "aftercare"),
    "people": ("refresh_cards", "people"),
}


def many(how_many: int, queue: Queue) -> Sequence[NewTask]:
    """Enqueues so many tasks, due before all others."""
    kind, lane = KIND_IN[queue]
    return [
        NewTask(f"{queue}-{number:04}", kind, due_at=START - HOUR, lane=lane)
        for number in range(how_many)
    ]


def all_by(handler: TaskHandler) -> dict[str, Any]:
    """One handler for every kind."""
    return {kind: handler for kind, _ in KIND_IN.values()}


@pytest.mark.parametrize("queue", [queue for queue in QUEUES if queue != "urgent"])
async def test_what_hangs_in_another_lane_does_not_delay_an_urgent_task(
    bench: AtWork, queue: Queue
) -> None:
    await bench.tasks.put(many(100, queue))
    bench.starts(**all_by(bench.waits))
    await until(lambda: len(bench.begun) == CONCURRENCY[queue])

    await bench.tasks.put([URGENT])

    await until(lambda: URGENT.key in bench.begun)
    assert len(bench.begun) == CONCURRENCY[queue] + 1


async def test_work_that_protects_waits_for_nothing_that_calls_somebody(bench: AtWork) -> None:
    others = [queue for queue in QUEUES if queue != "protecting"]
    await bench.tasks.put([task for queue in others for task in many(100, queue)])
    hanging = {**all_by(bench.waits), "pass_deadline": bench.finishes}
    bench.starts(**hanging)
    await until(lambda: len(bench.begun) == sum(CONCURRENCY[queue] for queue in others))

    await bench.tasks.put(many(100, "protecting"))

    await until(lambda: len(bench.seen) == 100)


async def test_a_thousand_waiting_mails_do_not_delay_an_urgent_one(bench: AtWork) -> None:
    await bench.tasks.put(many(1000, "mail"))
    bench.starts(send_mail=bench.finishes)
    await until(lambda: len(bench.seen) > 2)

    await bench.tasks.put([URGENT])

    await until(lambda: URGENT.key in [task.key for task in bench.seen])
    assert len(bench.seen) < 100


async def test_each_lane_has_its_own_places_and_the_next_begins_when_one_ends(
    bench: AtWork,
) -> None:
    await bench.tasks.put([task for queue in CONCURRENCY for task in many(10, queue)])
    bench.starts(**all_by(bench.waits))
    await until(lambda: len(bench.begun) == sum(CONCURRENCY.values()))
    await bench.have_looked()
    assert Counter(key.partition("-")[0] for key in bench.begun) == CONCURRENCY
    assert bench.tables[0].called["claim"] == len(CONCURRENCY)

    bench.go_on.set()

    await until(lambda: len(bench.seen) == 10 * len(CONCURRENCY))


async def test_a_lane_is_worked_through_in_the_order_in_which_it_fell_due(bench: AtWork) -> None:
    await bench.tasks.put(many(20, "mail"))
    bench.starts(send_mail=bench.waits)
    bench.go_on.set()

    await until(lambda: len(bench.seen) == 20)

    assert bench.begun == sorted(bench.begun)


async def test_free_places_are_filled_in_one_go(bench: AtWork) -> None:
    await bench.tasks.put(many(CONCURRENCY["people"], "people"))
    bench.starts(refresh_cards=bench.waits)

    await until(lambda: len(bench.begun) == CONCURRENCY["people"])

    assert bench.tables[0].called["claim"] == 1


async def test_a_worker_at_rest_only_reads(bench: AtWork) -> None:
    await bench.tasks.put([NewTask("timer", "send_mail", due_at=START + HOUR)])
    bench.starts(send_mail=bench.finishes)

    await bench.have_looked()

    assert set(bench.tables[0].called) == {"next_due_in"}


async def test_two_workers_share_what_is_due_and_do_each_task_once(bench: AtWork) -> None:
    for _ in range(2):
        bench.starts(**all_by(bench.finishes))

    await bench.tasks.put([task for queue in CONCURRENCY for task in many(40, queue)])

    await until(lambda: len(bench.seen) >= 40 * len(CONCURRENCY))
    await bench.have_looked()
    assert len({task.key for task in bench.seen}) == len(bench.seen) == 40 * len(CONCURRENCY)
    assert all(table.called["finish"] == 0 for table in bench.tables)


async def test_two_tasks_of_one_report_may_run_at_once_on_two_hosts_and_both_count(
    bench: AtWork, database_url: str
) -> None:
    elsewhere = await Database.open(database_url)
    here, there = bench.tasks, SqlTasks(elsewhere, bench.clock, bench.wake)
    reports_here = SqlReports(bench.database, lambda _: (), bench.clock, bench.wake)
    reports_there = SqlReports(elsewhere, lambda _: (), bench.clock, bench.wake)
    report_id = (await reports_here.submit(a_submission())).report_id
    both_have_read = asyncio.Barrier(2)

    async def sends_it(task: Task) -> None:
        await reports_here.get(report_id)
        await both_have_read.wait()
        send = partial(Escalation.send_without_waiting, by=REPORTER, at=START)
        await reports_here.change(report_id, send, finishes=task)

    async def notes_the_card(task: Task) -> None:
        await reports_there.get(report_id)
        await both_have_read.wait()
        await reports_there.change(
            report_id, partial(Escalation.leader_asked, at=START), finishes=task
        )

    await here.put([URGENT, NewTask("card", "ask_leader")])
    (mail,) = await here.claim("urgent", SECOND, 1)
    (card,) = await there.claim("asking", SECOND, 1)
    alarms = Alarms(bench.clock)
    await asyncio.gather(
        Attempt(here, {"send_mail": sends_it}, alarms, SECOND)(mail),
        Attempt(there, {"ask_leader": notes_the_card}, alarms, SECOND)(card),
    )
    _, escalation = await reports_here.get(report_id)
    await elsewhere.close()

    assert (escalation.stage, escalation.asked_at) == (EscalationStatus.MAILING, START)
    assert escalation.version == 3
    assert await here.next_due_in(HOUR) == {}
