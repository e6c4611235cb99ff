"""What an administrator and a pipeline read, and the exit code."""

import asyncio
import json
import os
import signal
from argparse import Namespace
from collections.abc import Iterator

import pytest

from bot.doctor.checks.host.settings import PLACES
from bot.doctor.command import as_json, as_lines, doctor
from bot.doctor.results import Result
from bot.settings import MEANINGS, Settings

GOOD = Result("database.open", "ready", "PostgreSQL.")
SOON = Result("certificate", "warning", "The certificate ends in 9 days.", "Make a new one.")
BAD = Result("PORT", "failed", "PORT is not valid.", "Put it right.")
HANGS = Result("listen", "not checked", "It depends on PORT.")


def test_people_read_a_line_for_each_finding_and_a_last_one_that_sums_up() -> None:
    assert as_lines([GOOD, SOON, BAD, HANGS]).splitlines() == [
        "ready        database.open: PostgreSQL.",
        "WARNING      certificate: The certificate ends in 9 days.",
        "             To do: Make a new one.",
        "FAILED       PORT: PORT is not valid.",
        "             To do: Put it right.",
        "not checked  listen: It depends on PORT.",
        "Not ready: 1 ready, 1 warning, 1 failed, 1 not checked.",
    ]
    assert as_lines([GOOD, SOON]).splitlines()[-1] == "Ready: 1 ready, 1 warning."


def test_one_cure_for_several_is_read_once() -> None:
    again = Result("PORT", "failed", "PORT is odd.", BAD.cure)

    assert as_lines([BAD, again, SOON]).count(BAD.cure) == 1
    assert as_lines([BAD, SOON, again]).count(BAD.cure) == 2


def test_pipelines_read_the_same_as_json() -> None:
    assert json.loads(as_json([GOOD, BAD])) == {
        "ready": False,
        "findings": [
            {"check": "database.open", "state": "ready", "says": "PostgreSQL.", "cure": ""},
            {
                "check": "PORT",
                "state": "failed",
                "says": "PORT is not valid.",
                "cure": "Put it right.",
            },
        ],
    }
    assert json.loads(as_json([GOOD, SOON]))["ready"] is True


@pytest.mark.parametrize(
    ("findings", "code"), [([GOOD, SOON], 0), ([GOOD, BAD, HANGS], 1)], ids=["ready", "not ready"]
)
def test_the_exit_code_says_whether_the_bot_may_start(
    findings: list[Result],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def examined(*_: object, sends_test: bool) -> list[Result]:
        return findings

    monkeypatch.setattr("bot.doctor.command.examine", examined)
    monkeypatch.setattr("bot.doctor.command.quieten", lambda: None)

    assert doctor(Namespace(json=True, send_test=False)) == code
    assert capsys.readouterr().out == as_json(findings)
    assert doctor(Namespace(json=False, send_test=False)) == code
    assert capsys.readouterr().out == as_lines(findings)


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """However the tests were started: a shell starts what runs in its background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_doctor_who_is_stopped_ends_what_it_began_and_says_so(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = []

    async def examining(*_: object, sends_test: bool) -> list[Result]:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            ended.append(number)
        return []

    monkeypatch.setattr("bot.doctor.command.examine", examining)
    monkeypatch.setattr("bot.doctor.command.quieten", lambda: None)

    assert doctor(Namespace(json=False, send_test=False)) == 1
    assert ended == [number]
    assert capsys.readouterr() == ("", "Stopped before the end, so nothing is said.\n")


def test_each_required_setting_has_something_to_keep_its_place() -> None:
    Settings.model_validate(PLACES)
    assert PLACES.keys() <= MEANINGS.keys()
