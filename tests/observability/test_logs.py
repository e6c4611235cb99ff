"""Log lines: what happened to which id, and never what was said."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.domain.escalation import Decision
from bot.domain.scenario import Level
from bot.observability import configure
from tests.observability.logged import SAID, Log, fail


def test_a_line_says_when_who_what_and_to_which_id(log: Log) -> None:
    logging.getLogger("bot.services").info("report taken", extra={"report": "report-1"})

    (line,) = log.lines
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "level": "INFO",
        "logger": "bot.services",
        "message": "report taken",
        "report": "report-1",
    }


def test_facts_are_plain_and_anything_else_is_only_named(log: Log) -> None:
    facts = {
        "decision": Decision.APPROVE,
        "report_level": Level.HIGH,
        "at": datetime(2026, 11, 22, tzinfo=UTC),
        "delay": timedelta(seconds=90),
        "id": UUID(int=1),
        "count": 3,
        "nothing": None,
        "payload": {"text": SAID},
    }

    logging.getLogger("bot").warning("escalation decided", extra=facts)

    (line,) = log.lines
    assert {name: line[name] for name in facts} == {
        "decision": "approve",
        "report_level": 2,
        "at": "2026-11-22 00:00:00+00:00",
        "delay": "0:01:30",
        "id": "00000000-0000-0000-0000-000000000001",
        "count": 3,
        "nothing": None,
        "payload": "dict",
    }


def test_an_exception_is_a_class_and_places_without_its_words(log: Log) -> None:
    try:
        try:
            fail(SAID)
        except ValueError as error:
            raise LookupError(SAID) from error
    except LookupError:
        logging.getLogger("bot").exception("turn failed")

    (line,) = log.lines
    described = line["exception"]
    assert (described["class"], described["after"]["class"]) == ("LookupError", "ValueError")
    assert described["after"]["at"][-1].startswith("tests.observability.logged:")
    assert described["after"]["at"][-1].endswith(" fail")
    assert SAID not in log.text


def test_a_hidden_context_stays_hidden_and_a_group_names_each(log: Log) -> None:
    try:
        try:
            fail(SAID)
        except ValueError:
            raise ExceptionGroup(SAID, [KeyError(SAID), OSError(SAID)]) from None
    except ExceptionGroup:
        logging.getLogger("bot").exception("turn failed")

    (line,) = log.lines
    assert "after" not in line["exception"]
    assert [each["class"] for each in line["exception"]["each"]] == ["KeyError", "OSError"]
    assert SAID not in log.text


def test_nothing_that_is_put_into_a_message_is_written(log: Log) -> None:
    logging.getLogger("somebody.else").error("could not send %s to %s", SAID, SAID)
    logging.getLogger("somebody.else").error(ValueError(SAID))
    logging.getLogger("somebody.else").error("failed\n%s", SAID, stack_info=True)

    assert [line["message"] for line in log.lines] == [
        "could not send %s to %s",
        "ValueError",
        "failed",
    ]
    assert SAID not in log.text


def test_others_speak_from_warnings_up_and_we_from_the_chosen_level(log: Log) -> None:
    logging.getLogger("sqlalchemy.engine").info("SELECT")
    logging.getLogger("bot.adapters").debug("detail")
    logging.getLogger("cards").info("shown")
    logging.getLogger("aiohttp.access").error("GET /")

    assert [line["logger"] for line in log.lines] == ["cards"]


def test_a_line_feed_cannot_begin_a_line_of_its_own(log: Log) -> None:
    logging.getLogger("bot").info("report taken", extra={"report": 'x"}\n{"level": "ERROR'})

    (line,) = log.lines
    assert line["report"] == 'x"}\n{"level": "ERROR'


def test_configuring_again_does_not_double_the_lines(log: Log) -> None:
    configure("DEBUG", log.stream)

    logging.getLogger("bot").debug("detail")

    assert len(log.lines) == 1
