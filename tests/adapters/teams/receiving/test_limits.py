"""A person is always answered, however fast they press; floods are limited per sender."""

import asyncio

import pytest

from bot.adapters.teams.receiving.auth import OpenGate
from bot.adapters.teams.receiving.routes import MAX_BURST, REFILL_RATE, FloodLimit
from tests.adapters.teams.edge import JSON, Handler, edge
from tests.seconds import Seconds
from tests.stand_ins.teams import Teams

AROHA, WIREMU = ("aroha", "kainga"), ("wiremu", "kainga")


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def floods(seconds: Seconds) -> FloodLimit:
    return FloodLimit(now=seconds)


def sends(floods: FloodLimit, many: int, person: tuple[str, str] = AROHA) -> int:
    """How many of so many at once are taken."""
    return sum(not floods.is_exceeded_by(person) for _ in range(many))


def test_somebody_who_presses_as_fast_as_fingers_go_is_always_answered(
    floods: FloodLimit, seconds: Seconds
) -> None:
    taken = 0
    for _ in range(120):
        taken += sends(floods, 5)
        seconds.now += 1

    assert taken == 600


def test_what_no_fingers_do_is_left_unanswered_until_it_slows_down(
    floods: FloodLimit, seconds: Seconds
) -> None:
    burst_limit = sends(floods, 1000)
    seconds.now += 1
    a_second_later = sends(floods, 1000)
    seconds.now += 10
    after_a_rest = sends(floods, 1000)

    assert (burst_limit, a_second_later, after_a_rest) == (MAX_BURST, REFILL_RATE, MAX_BURST)


def test_a_flood_is_nobody_elses_trouble(floods: FloodLimit) -> None:
    sends(floods, 1000)

    assert sends(floods, 20, WIREMU) == 20
    assert sends(floods, 20, ("aroha", "another organisation")) == 20


def test_a_flood_is_logged_once_and_the_next_one_again(
    floods: FloodLimit, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    sends(floods, 1000)
    seconds.now += 1
    sends(floods, 1000)
    logged = [record.__dict__["person"] for record in caplog.records]
    seconds.now += 60
    sends(floods, 1000)

    assert logged == ["aroha"]
    assert len(caplog.records) == 2


async def test_a_flood_is_answered_with_an_empty_200_and_done_nothing_with(
    handler: Handler,
) -> None:
    floods = FloodLimit(burst=3, per_second=0.000_001)
    async with Teams() as teams, edge(OpenGate(), handler, floods) as teams.bot_url:
        aroha, wiremu = teams.person("Aroha Example"), teams.person("Wiremu Example")
        sent = [await teams.says(aroha, str(number)) for number in range(6)]
        pressed = await teams.executes(aroha, "1:1", "approve", {"id": "7"})
        other = await teams.says(wiremu, "hello")
        removed = await teams.removes(aroha)

    answers = [*sent, pressed, other, removed]
    assert {(delivered.status, delivered.body) for delivered in answers} == {(200, "")}
    assert [inbound.text or inbound.action for inbound in handler.taken] == [
        *("0", "1", "2"),
        "hello",
        "remove",
    ]


async def test_a_body_that_comes_drop_by_drop_is_given_up(
    handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.receiving.routes.UPLOAD_TIMEOUT", 0.1)
    async with edge(OpenGate(), handler) as url:
        host, port = url.split("/")[2].split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST /api/messages HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n"
        fields = "".join(f"{name}: {value}\r\n" for name, value in JSON.items())
        writer.write(f"{head}{fields}\r\n{{".encode())
        answer = await reader.readline()
        writer.close()

    assert answer.split()[1] == b"408"
    assert handler.taken == []
