"""When logging itself fails, or Python would print by itself: still no words of a person."""

import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
import threading
import warnings

import pytest

from bot.observability import configure
from tests.observability.logged import SAID, Log, fail


class Full(io.StringIO):
    """A disk on which nothing more can be written."""

    def write(self, text: str) -> int:
        """Fails as a full disk does."""
        raise OSError(28, SAID)


class Unspeakable:
    """Something that fails when it is asked for its words."""

    def __repr__(self) -> str:
        raise ValueError(SAID)

    __str__ = __repr__


def test_a_line_that_cannot_be_written_is_not_printed_elsewhere(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", Full())

    logging.getLogger("bot").error("could not send %s", SAID, extra={"report": SAID})

    assert capfd.readouterr() == ("", "")


def test_what_does_not_fit_into_a_message_or_fails_when_asked_is_not_printed(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot").error("one %s and one %d", SAID)
    logging.getLogger("bot").error("sent %d", SAID, extra={"payload": Unspeakable()})
    logging.getLogger("bot").error(Unspeakable())

    assert [line["message"] for line in log.lines] == [
        "one %s and one %d",
        "sent %d",
        "Unspeakable",
    ]
    assert SAID not in log.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_that_ends_a_thread_is_logged_without_its_words(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail, args=[SAID])
    thread.start()
    thread.join()

    (line,) = log.lines
    assert (line["message"], line["exception"]["class"]) == ("a thread ends", "ValueError")
    assert SAID not in log.text
    assert capfd.readouterr() == ("", "")


def test_an_error_in_a_finaliser_is_logged_without_its_words(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    class Closing:
        def __del__(self) -> None:
            fail(SAID)

    Closing()
    gc.collect()

    (line,) = log.lines
    assert line["exception"]["class"] == "ValueError"
    assert SAID not in log.text
    assert capfd.readouterr() == ("", "")


def test_an_error_that_ends_the_program_is_logged_without_its_words() -> None:
    program = (
        "import sys; from bot.observability import configure; configure('INFO', sys.stderr)\n"
        f"raise ValueError({SAID!r})"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    line = json.loads(done.stderr)
    assert done.returncode == 1
    assert (line["message"], line["exception"]["class"]) == ("the program ends", "ValueError")
    assert SAID not in done.stderr


def test_stopping_it_by_hand_is_no_error(log: Log) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert log.text == ""


def test_a_warning_is_a_line_with_its_kind_and_place(
    log: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    warnings.showwarning(SAID, ResourceWarning, __file__, 7)

    (line,) = log.lines
    assert line["warning"] == "ResourceWarning"
    assert line["at"] == "test_log_failures.py:7"
    assert SAID not in log.text
    assert capfd.readouterr() == ("", "")


def test_a_task_that_nobody_awaited_does_not_quote_its_error(log: Log) -> None:
    async def forgets() -> None:
        async def fails() -> None:
            fail(SAID)

        task = asyncio.create_task(fails())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(forgets())

    (line,) = log.lines
    assert line["message"] == "Task exception was never retrieved"
    assert line["exception"]["class"] == "ValueError"
    assert SAID not in log.text
