"""The bot proves by itself that it can do its work."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.ports import Busy, NotSetUp
from bot.services.alarm_board import GRAPH_TOKEN, TEAMS_TOKEN, AlarmBoard
from bot.services.self_test import PATIENCE, Proof, SelfTest
from tests.seconds import Seconds

TEN_MINUTES = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@dataclass
class Service:
    """Signs the bot in, or does not."""

    raises: Exception | None = None
    serves: bool = False
    asked: list[float] = field(default_factory=list)
    seconds: Seconds = field(default_factory=Seconds)

    async def __call__(self) -> None:
        """One attempt."""
        self.asked.append(self.seconds.now)
        if self.raises:
            raise self.raises


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def board(seconds: Seconds) -> AlarmBoard:
    return AlarmBoard(seconds)


@pytest.fixture
def service(seconds: Seconds) -> Service:
    return Service(seconds=seconds)


@pytest.fixture
def self_test(board: AlarmBoard, service: Service, seconds: Seconds) -> SelfTest:
    proof = Proof(TEAMS_TOKEN, service, TEN_MINUTES, MINUTE, lambda: service.serves)
    return SelfTest(board, [proof], seconds)


async def test_what_works_is_proved_at_the_start_and_every_ten_minutes(
    self_test: SelfTest, service: Service, seconds: Seconds, board: AlarmBoard
) -> None:
    for _ in range(60):
        await self_test.look()
        seconds.now += 30

    assert [at - 1000 for at in service.asked] == [0, 600, 1200]
    assert board.open == {}


async def test_a_refusal_is_an_alarm_at_once(
    self_test: SelfTest, service: Service, board: AlarmBoard, caplog: pytest.LogCaptureFixture
) -> None:
    service.raises = NotSetUp("invalid_client")

    await self_test.look()

    assert board.blocking == ["teams_token"]
    assert vars(caplog.records[0])["reason"] == "invalid_client"


@pytest.mark.parametrize("failure", [Busy(), TimeoutError(), ValueError("a fault of ours")])
async def test_what_may_pass_is_an_alarm_when_it_did_not(
    failure: Exception,
    self_test: SelfTest,
    service: Service,
    board: AlarmBoard,
    seconds: Seconds,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.raises = failure
    await self_test.look()
    at_once = board.open
    seconds.now += MINUTE.total_seconds()

    await self_test.look()

    assert (at_once, board.open) == ({}, {"teams_token": "critical"})
    assert vars(caplog.records[0])["reason"] == type(failure).__name__


async def test_what_comes_and_goes_is_no_alarm(
    self_test: SelfTest, service: Service, board: AlarmBoard, seconds: Seconds
) -> None:
    for failure in (Busy(), None) * 5:
        service.raises = failure
        await self_test.look()
        seconds.now += 600 + PATIENCE.total_seconds()

    assert board.counts == {}


async def test_what_failed_is_tried_again_within_a_minute_and_ends_the_alarm(
    self_test: SelfTest, service: Service, board: AlarmBoard, seconds: Seconds
) -> None:
    service.raises = NotSetUp("invalid_client")
    await self_test.look()
    service.raises = None
    seconds.now += MINUTE.total_seconds()

    await self_test.look()

    assert board.open == {}


async def test_while_the_old_one_serves_a_refusal_is_an_alarm_and_the_host_is_ready(
    self_test: SelfTest, service: Service, board: AlarmBoard, seconds: Seconds
) -> None:
    service.raises, service.serves = NotSetUp("invalid_client"), True
    await self_test.look()
    while_it_serves = (board.open, board.blocking)
    service.serves = False
    seconds.now += MINUTE.total_seconds()

    await self_test.look()

    assert while_it_serves == ({"teams_token": "critical"}, [])
    assert board.blocking == ["teams_token"]


async def test_one_that_fails_keeps_no_other_from_being_proved(
    board: AlarmBoard, seconds: Seconds
) -> None:
    broken, sound = Service(NotSetUp("x"), seconds=seconds), Service(seconds=seconds)
    both = SelfTest(board, [Proof(TEAMS_TOKEN, broken), Proof(GRAPH_TOKEN, sound)], seconds)

    await both.look()

    assert (board.open, len(sound.asked)) == ({"teams_token": "critical"}, 1)
