"""Alarms are logged with a minimum interval."""

import logging
from collections.abc import Sequence

import pytest

from bot.services.worker.alarms import Alarms
from tests.adapters.storage.builders import SetClock
from tests.services.at_work import HOUR, SECOND


@pytest.fixture
def clock() -> SetClock:
    """A set clock."""
    return SetClock()


@pytest.fixture
def alarms(clock: SetClock) -> Alarms:
    """Alarms without a history."""
    return Alarms(clock)


def said(caplog: pytest.LogCaptureFixture) -> Sequence[tuple[object, ...]]:
    """What the log holds."""
    lines = [vars(record) for record in caplog.records]
    return [(line["kind"], line["report"], line["reason"]) for line in lines]


def test_an_alarm_says_which_report_and_why(
    alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    alarms(kind="send_mail", report="DH-0001", reason="Rejected")

    (line,) = caplog.records
    assert (line.levelno, line.getMessage()) == (logging.ERROR, "a person must look")
    assert said(caplog) == [("send_mail", "DH-0001", "Rejected")]
    assert alarms.counts == {"send_mail": 1}


def test_the_same_alarm_is_said_once_an_hour(
    alarms: Alarms, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    alarms(kind="send_mail", report="DH-0001", reason="Rejected")
    clock.passes(HOUR - SECOND)
    alarms(kind="send_mail", report="DH-0001", reason="Rejected")
    assert (len(caplog.records), alarms.counts) == (1, {"send_mail": 1})

    clock.passes(SECOND)
    alarms(kind="send_mail", report="DH-0001", reason="Rejected")

    assert (len(caplog.records), alarms.counts) == (2, {"send_mail": 2})


def test_another_report_another_task_and_another_reason_are_alarms_of_their_own(
    alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    alarms(kind="send_mail", report="DH-0001", reason="Rejected")
    alarms(kind="send_mail", report="DH-0002", reason="Rejected")
    alarms(kind="send_mail", report="DH-0001", reason="NotSetUp")
    alarms(kind="look_up_leader", report=None, reason="Rejected", key="draft:1:leader")
    alarms(kind="look_up_leader", report=None, reason="Rejected", key="draft:2:leader")

    assert len(caplog.records) == 5
    assert alarms.counts == {"send_mail": 3, "look_up_leader": 2}
