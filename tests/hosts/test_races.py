"""A hundred presses at once, spread over two hosts: one effect, and a kind answer to each."""

import asyncio
import json
from collections.abc import Awaitable, Sequence

import pytest

from tests.hosts.pair import Pair
from tests.journeys.people import Button, Somebody
from tests.journeys.walks import STANDARD, reports, to_preview
from tests.stand_ins.teams import Delivered
from tests.words import email_state, fragment, words

DONE = words("again.done")
TROUBLE = "Aroha mai"
SENT = email_state("sent")


@pytest.fixture(autouse=True)
def turns_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a hundred wait for each other; how long a turn may take has tests of its own."""
    monkeypatch.setattr("bot.adapters.teams.turns.turns.TURN_TIMEOUT", 120.0)


async def presses_at_once(*presses: tuple[Somebody, Button], times: int) -> Sequence[Delivered]:
    """Each of these so many times, all of them together."""
    every = [somebody.pressing(button) for _ in range(times) for somebody, button in presses]
    return await asyncio.gather(*every)


async def test_a_hundred_presses_of_send_are_one_report_and_one_mail(
    pair: Pair, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    send = aroha.button(words("preview.send"))

    pressed = await presses_at_once((aroha, send), times=100)
    await pair.rests()

    assert {it.status for it in pressed} == {200}
    assert await pair.counts("select count(*) from reports") == 1
    assert len(pair.mails()) == len(pair.post.written) == len(pair.post.asked) == 1
    assert TROUBLE not in aroha.chat
    assert DONE not in aroha.chat
    assert SENT in aroha.chat


@pytest.mark.parametrize("apart", [-0.02, -0.005, 0.0, 0.005, 0.02])
@pytest.mark.parametrize("ending", [words("move.stop"), words("unfinished.delete")])
async def test_of_send_and_stop_at_once_one_happens_and_its_sentence_alone_is_said(
    ending: str, apart: float, pair: Pair, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    send, stop = aroha.button(words("preview.send")), aroha.button(words("move.stop"))
    if ending == words("unfinished.delete"):
        await aroha.says("report")
        stop = aroha.button(ending)

    await asyncio.gather(
        _after(max(0.0, -apart), aroha.pressing(send)),
        _after(max(0.0, apart), aroha.pressing(stop)),
    )
    await pair.rests()

    is_sent = await pair.counts("select count(*) from reports") == 1
    says_stopped = fragment("stop.paused") in aroha.chat
    assert says_stopped is not is_sent
    assert len(pair.mails()) == int(is_sent)
    assert TROUBLE not in aroha.chat


async def _after(seconds: float, act: Awaitable[Delivered]) -> Delivered:
    await asyncio.sleep(seconds)
    return await act


async def test_a_hundred_presses_of_approve_are_one_decision_and_one_mail(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await pair.rests()
    approve = wiremu.button(words("leader.approve"))

    pressed = await presses_at_once((wiremu, approve), times=100)
    await pair.rests()

    assert {it.status for it in pressed} == {200}
    assert all(fragment("leader.answered_approve") in json.dumps(it.body) for it in pressed)
    assert await pair.counts(_events("leader-approve")) == 1
    assert len(pair.mails()) == len(pair.post.written) == len(pair.post.asked) == 1
    assert TROUBLE not in wiremu.chat
    assert SENT in aroha.chat


async def test_approve_and_send_without_waiting_together_are_one_mail(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await pair.rests()
    approve = wiremu.button(words("leader.approve"))
    send_now = aroha.button(words("status.send_without_waiting"))

    pressed = await presses_at_once((wiremu, approve), (aroha, send_now), times=50)
    await pair.rests()

    assert {it.status for it in pressed} == {200}
    assert await pair.counts(_events("leader-approve")) == 1
    assert await pair.counts(_events("sent-without-waiting")) <= 1
    assert await pair.counts(_events("mailed")) == 1
    assert len(pair.mails()) == len(pair.post.written) == len(pair.post.asked) == 1
    assert TROUBLE not in wiremu.chat + aroha.chat
    assert SENT in aroha.chat
    assert words("leader_state.approve", name="Wiremu Example") in aroha.chat


async def test_the_same_activity_on_both_hosts_is_one_turn(pair: Pair, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await aroha.presses(words("preview.send"))
    await pair.rests()
    seen = len(aroha.shown)

    again = await asyncio.gather(*(pair.teams.redelivers() for _ in range(4)))
    await pair.rests()

    assert {it.status for it in again} == {200}
    assert len(aroha.shown) == seen
    assert len(pair.post.asked) == 1


async def test_an_answer_that_the_other_host_gets_again_is_answered_alike(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await pair.rests()
    await wiremu.presses(words("leader.approve"))

    again = await asyncio.gather(*(pair.teams.redelivers() for _ in range(4)))
    await pair.rests()

    assert all(fragment("leader.answered_approve") in json.dumps(it.body) for it in again)
    assert await pair.counts(_events("leader-approve")) == 1
    assert len(pair.post.asked) == 1


def _events(kind: str) -> str:
    return f"select count(*) from events where kind = '{kind}'"  # noqa: S608
