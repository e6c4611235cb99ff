"""The numbers as Prometheus reads them."""

from datetime import timedelta

from bot.metrics.prometheus import PrometheusMetrics, ServiceState
from bot.services.alarm_board import CONDITIONS
from tests.metrics.told import Samples, read

SECOND = timedelta(seconds=1)
UP = ServiceState(is_worker_up=True, is_database_up=True, alarms={})


def written(numbers: PrometheusMetrics, standing: ServiceState = UP) -> Samples:
    """What is on the page."""
    return read(numbers.render(standing).decode())


def test_turns_are_counted_by_kind_and_outcome_and_timed_by_kind() -> None:
    numbers = PrometheusMetrics()
    numbers.turn_ended("message", "done", SECOND / 5)
    numbers.turn_ended("message", "not_kept", 3 * SECOND)
    numbers.turn_ended("invoke", "done", SECOND)

    found = written(numbers)
    assert found["bot_turns_total", "message", "done"] == 1
    assert found["bot_turns_total", "message", "not_kept"] == 1
    assert found["bot_turns_total", "invoke", "done"] == 1
    assert found["bot_turn_seconds_count", "message"] == 2
    assert found["bot_turn_seconds_sum", "message"] == 3.2
    assert found["bot_turn_seconds_bucket", "message", "0.25"] == 1
    assert found["bot_turn_seconds_bucket", "message", "5.0"] == 2


def test_tasks_calls_mails_and_skipped_elements_are_counted() -> None:
    numbers = PrometheusMetrics()
    numbers.task_ended("send_mail", "done", SECOND)
    numbers.task_ended("send_mail", "Busy", SECOND)
    numbers.call_ended("mail", "Unclear", 20 * SECOND)
    numbers.mail("accepted")
    numbers.mail("late")
    numbers.mail("accepted")
    numbers.skipped("look up", 2)

    found = written(numbers)
    assert found["bot_elements_skipped_total", "look_up"] == 2
    assert found["bot_tasks_total", "send_mail", "Busy"] == 1
    assert found["bot_task_seconds_count", "send_mail"] == 2
    assert found["bot_calls_total", "Unclear", "mail"] == 1
    assert found["bot_call_seconds_sum", "mail"] == 20
    assert (found["bot_mails_total", "accepted"], found["bot_mails_total", "late"]) == (2, 1)


def test_what_waits_no_more_is_on_the_page_no_more() -> None:
    numbers = PrometheusMetrics()
    late = ServiceState(
        True, True, {"send_mail": 2}, {"send_mail": 3, "ask_leader": 1}, {"purge": 1}
    )

    before, after = written(numbers, late), written(numbers)

    assert before["bot_tasks_waiting", "send_mail"] == 3
    assert before["bot_tasks_waiting", "ask_leader"] == 1
    assert before["bot_tasks_overdue", "purge"] == 1
    assert before["bot_alarms_total", "send_mail"] == 2
    assert ("bot_tasks_waiting", "send_mail") not in after


def test_worker_and_database_are_up_or_not() -> None:
    found = written(
        PrometheusMetrics(), ServiceState(is_worker_up=False, is_database_up=True, alarms={})
    )

    assert (found["bot_worker_up",], found["bot_database_up",]) == (0, 1)


def test_two_bots_in_one_process_count_for_themselves() -> None:
    one, other = PrometheusMetrics(), PrometheusMetrics()
    one.mail("accepted")

    assert ("bot_mails_total", "accepted") not in written(other)


def test_the_process_itself_is_measured() -> None:
    assert written(PrometheusMetrics())["bot_process_resident_memory_bytes",] > 0


def test_each_condition_is_a_number_whether_it_is_so_or_not() -> None:
    standing = ServiceState(True, True, alarms={}, open_alarms=["teams_token"])

    found = written(PrometheusMetrics(), standing)

    shown = {
        labels[1:]: number for labels, number in found.items() if labels[0] == "bot_alarm_open"
    }
    assert shown.keys() == {(condition.name, condition.severity) for condition in CONDITIONS}
    assert shown["teams_token", "critical"] == sum(shown.values()) == 1
