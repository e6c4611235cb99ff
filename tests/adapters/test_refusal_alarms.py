"""Consecutive refusals, incoming and outgoing: one alarm each, cleared by a success."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.auth import (
    REQUESTS_IN_A_ROW,
    UNPROVEN_IN_A_ROW,
    Caller,
    Cause,
    ForbiddenHost,
    ForbiddenTenant,
    TokenRefused,
    WatchedGate,
)
from bot.adapters.teams.sending.client import CHATS_IN_A_ROW, REPLIES_IN_A_ROW, RefusedReplies
from bot.adapters.teams.sending.pacing import sending_as
from bot.ports import Busy, Failure, Gone, NotSetUp, Rejected, Unclear
from bot.services.alarm_board import AlarmBoard
from bot.services.emails.delivery import MAILS_IN_A_ROW, WatchedMail

PROVEN = [cause for cause in Cause if cause.is_proven]
UNPROVEN = [cause for cause in Cause if not cause.is_proven and cause is not Cause.NO_TOKEN]
HELLO = Inbound(
    type="message",
    conversation_id="a:1",
    member_id="29:1",
    activity_id="1",
    service_url="https://smba.example.org/au/",
)


@dataclass
class ScriptedGate:
    """A gate with scripted outcomes."""

    refuses: Exception | None = None
    forbids: Exception | None = None

    async def authenticate(self, authorization: str) -> Caller | None:
        """Raises the scripted error."""
        if self.refuses:
            raise self.refuses
        return None

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Raises the scripted error."""
        if self.forbids:
            raise self.forbids

    def can_check(self) -> bool:
        """It can."""
        return True


@dataclass
class Entry:
    """A gate wrapped by the alarm under test."""

    board: AlarmBoard = field(default_factory=AlarmBoard)
    door: ScriptedGate = field(default_factory=ScriptedGate)

    def __post_init__(self) -> None:
        self.gate = WatchedGate(self.door, self.board)

    async def comes(self, times: int = 1) -> None:
        """One request, accepted or refused."""
        for _ in range(times):
            with suppress(TokenRefused, ForbiddenHost, ForbiddenTenant):
                self.gate.authorize(await self.gate.authenticate("x"), HELLO)


@pytest.fixture
def entry() -> Entry:
    return Entry()


@pytest.mark.parametrize("cause", PROVEN)
async def test_good_signatures_that_are_refused_in_a_row_are_an_alarm(
    cause: Cause, entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    entry.door.refuses = TokenRefused(cause)
    await entry.comes(REQUESTS_IN_A_ROW - 1)
    before = entry.board.open

    await entry.comes(20)

    assert (before, entry.board.open) == ({}, {"requests_refused": "critical"})
    assert [vars(record)["reason"] for record in caplog.records] == [cause.value]
    assert entry.board.blocking == []


@pytest.mark.parametrize("cause", UNPROVEN)
async def test_what_anybody_can_send_sends_for_nobody(cause: Cause, entry: Entry) -> None:
    entry.door.refuses = TokenRefused(cause)
    await entry.comes(UNPROVEN_IN_A_ROW - 1)
    before = entry.board.open

    await entry.comes(1000)

    assert (before, entry.board.open) == ({}, {"unproven_requests": "warning"})
    assert entry.board.blocking == []


async def test_requests_without_a_token_are_no_sign_of_anything(entry: Entry) -> None:
    entry.door.refuses = TokenRefused(Cause.NO_TOKEN)

    await entry.comes(1000)

    assert entry.board.open == {}


async def test_whoever_gets_in_ends_the_alarm(entry: Entry) -> None:
    entry.door.refuses = TokenRefused(Cause.WRONG_AUDIENCE)
    await entry.comes(REQUESTS_IN_A_ROW)
    entry.door.refuses = TokenRefused(Cause.UNKNOWN_KEY)
    await entry.comes(UNPROVEN_IN_A_ROW)
    entry.door.refuses = None

    await entry.comes()

    assert entry.board.open == {}


async def test_a_refusal_now_and_then_is_no_alarm(entry: Entry) -> None:
    for _ in range(20):
        entry.door.refuses = TokenRefused(Cause.EXPIRED)
        await entry.comes(REQUESTS_IN_A_ROW - 1)
        entry.door.refuses = None
        await entry.comes()

    assert entry.board.open == {}


async def test_made_up_tokens_in_between_hide_no_refusals(entry: Entry) -> None:
    for _ in range(REQUESTS_IN_A_ROW):
        entry.door.refuses = TokenRefused(Cause.WRONG_AUDIENCE)
        await entry.comes()
        entry.door.refuses = TokenRefused(Cause.MALFORMED)
        await entry.comes()

    assert entry.board.open == {"requests_refused": "critical"}


async def test_a_service_url_that_is_not_the_tokens_counts_too(entry: Entry) -> None:
    entry.door.forbids = TokenRefused(Cause.WRONG_SERVICE_URL)

    await entry.comes(REQUESTS_IN_A_ROW)

    assert entry.board.open == {"requests_refused": "critical"}


async def test_a_host_of_our_own_organisation_that_is_refused_is_an_alarm_at_once(
    entry: Entry, caplog: pytest.LogCaptureFixture
) -> None:
    entry.door.forbids = ForbiddenHost()

    await entry.comes(5)

    assert entry.board.open == {"service_host_refused": "critical"}
    assert [vars(record)["reason"] for record in caplog.records] == ["smba.example.org"]


async def test_another_organisation_is_no_alarm(entry: Entry) -> None:
    entry.door.forbids = ForbiddenTenant()

    await entry.comes(100)

    assert entry.board.open == {}


@pytest.fixture
def board() -> AlarmBoard:
    return AlarmBoard()


@pytest.fixture
def answers(board: AlarmBoard) -> RefusedReplies:
    return RefusedReplies(board)


def tells(answers: RefusedReplies, status: int, *chats: str) -> None:
    """Teams answers so, in each of these chats."""
    for chat in chats:
        answers(chat, status)


@pytest.mark.parametrize("status", [401, 403])
def test_answers_to_people_who_wrote_that_are_refused_in_a_row_are_an_alarm(
    status: int, answers: RefusedReplies, board: AlarmBoard
) -> None:
    with sending_as():
        tells(answers, status, *["a:1"] * (REPLIES_IN_A_ROW - 1))
        before = board.open
        tells(answers, status, "a:1")

    assert (before, board.blocking) == ({}, ["answers_refused"])


def test_one_who_has_blocked_the_bot_is_no_alarm(
    answers: RefusedReplies, board: AlarmBoard
) -> None:
    tells(answers, 403, *["a:1"] * 100)

    assert board.open == {}


def test_many_chats_that_refuse_the_bot_in_a_row_are_an_alarm(
    answers: RefusedReplies, board: AlarmBoard
) -> None:
    tells(answers, 403, *[f"a:{number}" for number in range(CHATS_IN_A_ROW - 1)])
    before = board.open
    tells(answers, 403, "a:last")

    assert (before, board.open) == ({}, {"answers_refused": "critical"})


def test_a_token_that_is_refused_in_a_row_is_an_alarm_wherever_it_was_sent(
    answers: RefusedReplies, board: AlarmBoard
) -> None:
    tells(answers, 401, *["a:1"] * REPLIES_IN_A_ROW)

    assert board.open == {"answers_refused": "critical"}


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_message_that_is_taken_ends_the_alarm_and_the_row(
    status: int, answers: RefusedReplies, board: AlarmBoard
) -> None:
    tells(answers, 401, *["a:1"] * REPLIES_IN_A_ROW)
    tells(answers, status, "a:1")
    ended = board.open
    tells(answers, 401, "a:1")

    assert (ended, board.open) == ({}, {})


@pytest.mark.parametrize("status", [400, 404, 413, 429, 500, 502])
def test_other_answers_say_nothing_of_the_bot(
    status: int, answers: RefusedReplies, board: AlarmBoard
) -> None:
    tells(answers, status, *[f"a:{number}" for number in range(100)])

    assert board.open == {}


@dataclass
class ScriptedMailbox:
    """A mailbox with scripted outcomes."""

    raises: Failure | None = None

    async def create_draft(self, letter: object) -> str:
        """The id of the draft."""
        if self.raises:
            raise self.raises
        return "draft"

    send_draft = create_draft


async def posts(post: ScriptedMailbox, mail: WatchedMail, times: int = 1) -> None:
    """A mail is sent, or is not."""
    for _ in range(times):
        with suppress(Failure):
            await mail.create_draft(cast(Any, "a letter"))
            await mail.send_draft("draft")


@pytest.mark.parametrize(
    "failure", [NotSetUp("ErrorAccessDenied"), Rejected(), Unclear(was_refused=True)]
)
async def test_mails_that_are_refused_in_a_row_are_an_alarm_that_a_mail_ends(
    failure: Failure, board: AlarmBoard
) -> None:
    post = ScriptedMailbox(failure)
    mail = WatchedMail(cast(Any, post), board)
    await posts(post, mail, MAILS_IN_A_ROW - 1)
    before = board.open
    await posts(post, mail)
    during = board.open
    post.raises = None

    await posts(post, mail)

    assert (before, during, board.open) == ({}, {"mails_refused": "critical"}, {})


@pytest.mark.parametrize("failure", [Busy(), Unclear(), Gone()])
async def test_a_mail_service_that_is_busy_refuses_nothing(
    failure: Failure, board: AlarmBoard
) -> None:
    post = ScriptedMailbox(failure)

    await posts(post, WatchedMail(cast(Any, post), board), 100)

    assert board.open == {}
