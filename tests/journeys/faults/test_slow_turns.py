"""A turn that is held up: too long, and the person is told; what was kept stays."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.bootstrap.application import TURNS
from bot.ports import Conflict
from tests.journeys.acts import the_report
from tests.journeys.faults.outages import outage
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_preview, to_questions
from tests.stand_ins.faults import Fault
from tests.words import email_state, fragment, question_text, words

TROUBLE, NOT_KEPT = fragment("trouble.unexpected"), fragment("trouble.not_kept")
LIMIT = "bot.adapters.teams.turns.turns.TURN_TIMEOUT"
PATIENCE = "bot.adapters.teams.turns.turns.OUTAGE_AFTER"


@dataclass
class HangsOnce:
    """Whatever it stands before; the first call of one name never comes back."""

    real: Any
    name: str
    has_hung: bool = False

    def __getattr__(self, name: str) -> Any:
        if name != self.name or self.has_hung:
            return getattr(self.real, name)
        return self._hang

    async def _hang(self, *_: object, **__: object) -> None:
        self.has_hung = True
        await asyncio.Event().wait()


@dataclass
class Outrun:
    """The chats, which another host always changes first, so many times."""

    real: Any
    times: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def save(self, *given: Any, **named: Any) -> None:
        """As the real one, once the other host has no more to do with this chat."""
        if self.times:
            self.times -= 1
            raise Conflict
        await self.real.save(*given, **named)


def hangs(bot: Running, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The next call of that name, of the storage or of Teams, hangs."""
    turns = bot.app[TURNS]
    monkeypatch.setattr(LIMIT, 1.0)
    if name in ("send", "update"):
        messenger = HangsOnce(turns.replies.messenger, name)
        monkeypatch.setattr(turns, "replies", replace(turns.replies, messenger=messenger))
    else:
        transaction = turns.transaction
        monkeypatch.setattr(
            transaction, "conversations", HangsOnce(transaction.conversations, name)
        )


@pytest.mark.parametrize("name", ["load", "save"])
async def test_a_turn_whose_storage_hangs_is_given_up_and_the_chat_goes_on(
    name: str,
    bot: Running,
    aroha: Somebody,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()
    hangs(bot, monkeypatch, name)

    monkeypatch.setattr(PATIENCE, 0.2)

    given_up = await aroha.says("my home address")
    told = aroha.answer
    kept = bot.draft()
    await aroha.says("go on")

    assert given_up.status == 503
    assert words("outage.band") in told
    assert "111" in told
    assert kept == before
    assert question_text("shows") in aroha.answer
    failures = [vars(it)["failure"] for it in caplog.records if it.message == "turn failed"]
    assert failures == ["TimeoutError"]
    assert "my home address" not in str([vars(record) for record in caplog.records])


async def test_a_report_that_was_kept_before_its_turn_hung_goes_its_way(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    send = aroha.button(words("preview.send"))
    hangs(bot, monkeypatch, "update")

    given_up = await aroha.pressing(send)
    told = aroha.answer
    await bot.time_passes(seconds=3)
    await aroha.pressing(send)
    await bot.time_passes(minutes=6)

    assert given_up.status == 200
    assert TROUBLE in told
    assert len(bot.rows("reports")) == len(bot.mails()) == 1
    assert email_state("sent") in aroha.chat


async def test_a_card_whose_turn_hung_is_brought_by_the_worker(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.time_passes(minutes=6)
    before = aroha.chat.count(email_state("sent"))
    hangs(bot, monkeypatch, "send")
    bot.teams.answers_next("update", Fault(404))

    await aroha.sends({"verb": "open_report", "report_id": the_report(bot)})
    told = aroha.answer
    await bot.time_passes(minutes=6)

    assert TROUBLE in told
    assert aroha.chat.count(email_state("sent")) == before + 1


async def test_a_chat_that_another_host_is_busy_with_is_answered_all_the_same(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_questions(aroha, HIGH)
    transaction = bot.app[TURNS].transaction
    outrun = Outrun(transaction.conversations, times=50)
    monkeypatch.setattr(transaction, "conversations", outrun)
    monkeypatch.setattr("bot.adapters.teams.turns.transaction.CONFLICT_BACKOFF", 0)

    await aroha.says("my home address")

    assert outrun.times == 0
    assert question_text("shows") in aroha.answer
    assert TROUBLE not in aroha.answer


async def test_a_leaders_press_is_answered_at_once_while_storage_hangs_and_kept_all_the_same(
    bot: Running, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    approve = wiremu.button(words("leader.approve"))
    async with outage("hangs", monkeypatch) as is_back:
        async with asyncio.timeout(5):
            pressed = await wiremu.pressing(approve)
        told, again = wiremu.answer, wiremu.button(words("outage.again"))
        is_back.set()
        await wiremu.waits_for(fragment("leader.answered_approve"))

    await wiremu.pressing(again)
    await bot.rests()

    assert pressed.status == 200
    assert NOT_KEPT in told
    assert again.action["verb"] == approve.action["verb"]
    assert fragment("leader.answered_approve") in wiremu.answer
    assert len(bot.mails()) == 1


async def test_a_card_that_looks_for_news_stays_as_it_is_while_storage_hangs(
    bot: Running, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    look = {"verb": "show_leader_card", "report_id": the_report(bot)}
    card = wiremu.shown[-1].id
    async with outage("hangs", monkeypatch) as is_back:
        looked = await bot.teams.executes(
            wiremu.member, card, str(look["verb"]), look, trigger="automatic"
        )
        is_back.set()

    assert words("leader.approve") in wiremu.sees
    assert looked.status == 200
    assert isinstance(looked.body, dict)
    assert looked.body["type"] == "application/vnd.microsoft.error"


async def test_a_press_behind_a_turn_that_is_slow_to_be_shown_is_not_said_to_be_lost(
    bot: Running, aroha: Somebody, wiremu: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.turns.HELP_AFTER", 0.2)
    await reports(aroha, HIGH)
    await bot.rests()
    approve = wiremu.button(words("leader.approve"))
    messenger = TakesTime(bot.app[TURNS].replies.messenger)
    monkeypatch.setattr(
        bot.app[TURNS], "replies", replace(bot.app[TURNS].replies, messenger=messenger)
    )

    typed = asyncio.create_task(wiremu.says("help"))
    await messenger.began.wait()
    pressed = asyncio.create_task(wiremu.pressing(approve))
    await asyncio.sleep(0.6)
    is_answered = pressed.done()
    messenger.may_go_on.set()
    await asyncio.gather(typed, pressed)

    assert not is_answered
    assert fragment("leader.answered_approve") in wiremu.chat
    assert NOT_KEPT not in wiremu.chat


@dataclass
class TakesTime:
    """The way to Teams, whose first message is taken only once it may go on."""

    real: Any
    began: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def send(self, *given: Any, **named: Any) -> Any:
        """As the real one, after a while."""
        self.began.set()
        await self.may_go_on.wait()
        return await self.real.send(*given, **named)
