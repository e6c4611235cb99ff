"""Raises an alarm when requests, replies or mails are refused several times in a row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from yarl import URL

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.receiving.auth import (
    Caller,
    Cause,
    Forbidden,
    ForbiddenHost,
    Gate,
    TokenRefused,
)
from bot.adapters.teams.sending.pacing import is_reply
from bot.ports import Failure, Letter, Mail, MailboxEntry, NonDeliveryReport, Rejected, Unclear
from bot.services.alarm_board import (
    ANSWERS_REFUSED,
    MAILS_REFUSED,
    REQUESTS_REFUSED,
    SERVICE_HOST_REFUSED,
    UNPROVEN_REQUESTS,
    AlarmBoard,
)

REQUESTS_IN_A_ROW = 3
"""Of requests signed with a key of Microsoft: few are refused by mistake."""
UNPROVEN_IN_A_ROW = 5
REPLIES_IN_A_ROW = 3
"""Of replies to people who have just written, and so have not blocked the bot."""
CHATS_IN_A_ROW = 5
"""A leader and their deputies may all lack the app; more chats in a row point to a fault."""
MAILS_IN_A_ROW = 2


@dataclass
class WatchedGate:
    """A gate that counts its refusals."""

    gate: Gate
    board: AlarmBoard
    _refused: Counter[Cause] = field(default_factory=Counter)
    """Since the last accepted request."""

    async def authenticate(self, authorization: str) -> Caller | None:
        """Raises TokenRefused or KeysUnreachable."""
        try:
            return await self.gate.authenticate(authorization)
        except TokenRefused as refused:
            self._note(refused.cause)
            raise

    def authorize(self, caller: Caller | None, inbound: Inbound) -> None:
        """Raises TokenRefused or Forbidden."""
        try:
            self.gate.authorize(caller, inbound)
        except TokenRefused as refused:
            self._note(refused.cause)
            raise
        except Forbidden as refused:
            if isinstance(refused, ForbiddenHost):
                # The token is valid and of our tenant: the list of hosts is incomplete.
                self.board.start(SERVICE_HOST_REFUSED, _host_of(inbound.service_url))
            raise
        self._refused.clear()
        self.board.end(REQUESTS_REFUSED)
        self.board.end(UNPROVEN_REQUESTS)

    def can_check(self) -> bool:
        """Whether tokens can be checked now."""
        return self.gate.can_check()

    def _note(self, cause: Cause) -> None:
        # A request without a token comes from a scanner.
        if cause is Cause.NO_TOKEN:
            return
        self._refused[cause] += 1
        if cause.is_proven and self._refused[cause] >= REQUESTS_IN_A_ROW:
            self.board.start(REQUESTS_REFUSED, cause.value)
        elif not cause.is_proven and self._refused[cause] >= UNPROVEN_IN_A_ROW:
            self.board.start(UNPROVEN_REQUESTS, cause.value)


@dataclass
class RefusedReplies:
    """Called with the status of each message: 401 or 403 in a row means that none is accepted."""

    board: AlarmBoard
    _in_turns: int = 0
    _chats: set[str] = field(default_factory=set)

    def __call__(self, chat: str, status: int) -> None:
        """Counts one response."""
        if 200 <= status < 300:
            self._in_turns = 0
            self._chats.clear()
            self.board.end(ANSWERS_REFUSED)
        if status not in (401, 403):
            return
        if status == 401 or is_reply():
            self._in_turns += 1
        if len(self._chats) < CHATS_IN_A_ROW:
            self._chats.add(chat)
        if self._in_turns >= REPLIES_IN_A_ROW or len(self._chats) >= CHATS_IN_A_ROW:
            self.board.start(ANSWERS_REFUSED, str(status))


@dataclass
class WatchedMail:
    """Mail that counts its refusals."""

    mail: Mail
    board: AlarmBoard
    _refused: int = 0

    async def look_up(self, key: str) -> MailboxEntry:
        """The mail and the drafts with this key."""
        return await self.mail.look_up(key)

    async def create_draft(self, letter: Letter) -> str:
        """Creates a draft."""
        try:
            return await self.mail.create_draft(letter)
        except Failure as failure:
            self._note(failure)
            raise

    async def send_draft(self, draft_id: str) -> None:
        """Sends a draft."""
        try:
            await self.mail.send_draft(draft_id)
        except Failure as failure:
            self._note(failure)
            raise
        self._refused = 0
        self.board.end(MAILS_REFUSED)

    async def delete_draft(self, draft_id: str) -> None:
        """Deletes a draft."""
        await self.mail.delete_draft(draft_id)

    async def has_left(self, key: str) -> bool:
        """Whether the mail is in Sent Items."""
        return await self.mail.has_left(key)

    async def non_delivery_reports(self, reference: str) -> Sequence[NonDeliveryReport]:
        """The non-delivery reports about mails with that reference in the subject."""
        return await self.mail.non_delivery_reports(reference)

    def _note(self, failure: Failure) -> None:
        was_refused = isinstance(failure, Unclear) and failure.was_refused
        if not was_refused and not isinstance(failure, Rejected):
            return
        self._refused += 1
        if self._refused >= MAILS_IN_A_ROW:
            reason = str(failure) if isinstance(failure, Rejected) else ""
            self.board.start(MAILS_REFUSED, reason or type(failure).__name__)


def _host_of(url: str) -> str:
    """The host of a URL for the log; the URL is unvalidated input."""
    try:
        host = URL(url).raw_host or ""
    except ValueError:
        host = ""
    return host if host.isascii() and host.isprintable() and len(host) < 100 else "unreadable"
