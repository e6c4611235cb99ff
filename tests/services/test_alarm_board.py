"""One alarm per condition, repeated once an hour, and cleared with its cause."""

import logging
from datetime import timedelta

import pytest

from bot.services.alarm_board import (
    AGAIN_AFTER,
    ANSWERS_REFUSED,
    CONDITIONS,
    REQUESTS_REFUSED,
    TEAMS_TOKEN,
    UNPROVEN_REQUESTS,
    AlarmBoard,
)
from tests.seconds import Seconds

SECOND = timedelta(seconds=1)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def board(seconds: Seconds, caplog: pytest.LogCaptureFixture) -> AlarmBoard:
    caplog.set_level(logging.DEBUG)
    return AlarmBoard(seconds)


def passes(seconds: Seconds, span: timedelta) -> None:
    """Advances the clock."""
    seconds.now += span.total_seconds()


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Log records, with the alarm of each."""
    return [(record.message, vars(record)["kind"]) for record in caplog.records]


def test_an_alarm_names_its_condition_how_bad_it_is_and_why(
    board: AlarmBoard, caplog: pytest.LogCaptureFixture
) -> None:
    board.start(TEAMS_TOKEN, "invalid_client")

    (line,) = caplog.records
    facts = [vars(line)[name] for name in ("kind", "severity", "reason", "report")]
    assert (line.levelno, line.message) == (logging.ERROR, "a person must look")
    assert facts == ["teams_token", "critical", "invalid_client", None]
    assert (board.open, board.counts) == ({"teams_token": "critical"}, {"teams_token": 1})


def test_an_alarm_that_strangers_can_cause_sends_for_nobody(
    board: AlarmBoard, caplog: pytest.LogCaptureFixture
) -> None:
    board.start(UNPROVEN_REQUESTS, "unknown key")

    (line,) = caplog.records
    assert (line.levelno, line.message) == (logging.WARNING, "a person may look")
    assert (board.open, board.blocking) == ({"unproven_requests": "warning"}, [])


def test_what_is_met_a_hundred_times_is_one_alarm(
    board: AlarmBoard, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(100):
        board.start(REQUESTS_REFUSED, "wrong audience")

    assert said(caplog) == [("a person must look", "requests_refused")]
    assert board.counts == {"requests_refused": 1}


def test_it_is_said_again_after_an_hour_even_if_nobody_meets_it(
    board: AlarmBoard, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    board.start(TEAMS_TOKEN, "invalid_client")
    passes(seconds, AGAIN_AFTER - SECOND)
    board.repeat()
    before = len(caplog.records)

    passes(seconds, SECOND)
    board.repeat()

    assert (before, len(caplog.records), board.counts) == (1, 2, {"teams_token": 2})


def test_it_ends_with_its_cause_and_says_how_long_it_lasted(
    board: AlarmBoard, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    board.start(TEAMS_TOKEN, "invalid_client")
    passes(seconds, timedelta(minutes=3))

    board.end(TEAMS_TOKEN)
    board.end(TEAMS_TOKEN)

    assert said(caplog)[1:] == [("alarm ended", "teams_token")]
    assert vars(caplog.records[1])["lasted_seconds"] == 180
    assert (board.open, board.blocking) == ({}, [])


def test_one_that_comes_and_goes_is_said_once_an_hour(board: AlarmBoard, seconds: Seconds) -> None:
    for _ in range(60):
        board.start(TEAMS_TOKEN, "invalid_client")
        board.end(TEAMS_TOKEN)
        passes(seconds, timedelta(minutes=1))

    board.start(TEAMS_TOKEN, "invalid_client")

    assert board.counts == {"teams_token": 2}
    assert board.open == {"teams_token": "critical"}


def test_what_nothing_proves_the_end_of_ends_by_itself(board: AlarmBoard, seconds: Seconds) -> None:
    board.start(ANSWERS_REFUSED, "401")
    passes(seconds, timedelta(minutes=9))
    board.start(ANSWERS_REFUSED, "401")
    passes(seconds, timedelta(minutes=9))
    while_it_was_met = board.blocking
    passes(seconds, timedelta(minutes=1))

    assert (while_it_was_met, board.blocking, board.open) == (["answers_refused"], [], {})


def test_where_what_is_held_still_serves_the_host_stays_ready(board: AlarmBoard) -> None:
    board.start(TEAMS_TOKEN, "invalid_client", is_blocking=False)
    for_now = (board.open, board.blocking)
    board.start(TEAMS_TOKEN, "invalid_client")

    assert for_now == ({"teams_token": "critical"}, [])
    assert board.blocking == ["teams_token"]


def test_no_stranger_makes_a_host_unready() -> None:
    strangers_can = (REQUESTS_REFUSED, UNPROVEN_REQUESTS)

    assert [condition.name for condition in strangers_can if condition.is_blocking] == []


def test_each_condition_has_a_name_of_its_own() -> None:
    names = [condition.name for condition in CONDITIONS]

    assert len(set(names)) == len(names)
