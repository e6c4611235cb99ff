"""Lines of several hosts can be put in order."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.observability.logged import Log


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host whose own time is twelve hours ahead."""
    monkeypatch.setenv("TZ", "Etc/GMT-12")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_away")
def test_a_line_says_when_in_utc_wherever_the_host_is(log: Log) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)

    logging.getLogger("bot").info("report taken")

    (line,) = log.lines
    said = datetime.fromisoformat(line["time"])
    assert said.utcoffset() == timedelta(0)
    assert before <= said <= datetime.now(UTC)
