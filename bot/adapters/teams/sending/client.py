"""Client of the Bot Connector: sends and updates messages, opens chats, falls back to text."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.adapters.entra.tokens import CHANNEL_SCOPE, Tokens
from bot.adapters.http_json import JsonObject, JsonResponse, encode_json, retry_after
from bot.adapters.http_session import NOT_SENT
from bot.adapters.teams.sending.errors import codes_of, teams_failure
from bot.adapters.teams.sending.pacing import Pacing, is_reply
from bot.allowed_hosts import ServiceHosts
from bot.ports import (
    Address,
    Busy,
    Clock,
    Gone,
    Message,
    Messenger,
    NotSetUp,
    Outage,
    Rejected,
    Unclear,
)
from bot.services.alarm_board import ANSWERS_REFUSED, AlarmBoard
from bot.services.worker.alarms import Alarms
from cards.plain_text import plain_text

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class TeamsRequest:
    """One request to the Bot Connector; a retry sends it unchanged."""

    method: str
    url: str
    """With its ids percent-encoded."""
    chat: str
    """Key of the rate limit: a conversation id, or a person's id while no chat is open."""
    body: JsonObject


def send_request(to: Address, message: Message) -> TeamsRequest:
    """Posts a new message."""
    return TeamsRequest("POST", _activities(to), to.conversation_id, _activity(to, message))


def update_request(to: Address, activity_id: str, message: Message) -> TeamsRequest:
    """Replaces a message in place."""
    url = f"{_activities(to)}/{quote(activity_id, safe='')}"
    body = {**_activity(to, message), "id": activity_id}
    return TeamsRequest("PUT", url, to.conversation_id, body)


def open_request(person_id: str, tenant_id: str, service_url: str, bot_id: str) -> TeamsRequest:
    """Creates the one-to-one conversation with a person, or finds it."""
    body = {
        "isGroup": False,
        "bot": {"id": bot_id},
        "members": [{"id": person_id}],
        "tenantId": tenant_id,
        "channelData": {"tenant": {"id": tenant_id}},
    }
    return TeamsRequest("POST", _conversations(service_url), person_id, body)


def _conversations(service_url: str) -> str:
    return f"{service_url.rstrip('/')}/v3/conversations"


def _activities(to: Address) -> str:
    return f"{_conversations(to.service_url)}/{quote(to.conversation_id, safe='')}/activities"


def _activity(to: Address, message: Message) -> JsonObject:
    content: JsonObject
    # Never both: Teams splits them into two messages and returns no id to update either by
    # (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages).
    if message.card is not None:
        content = {"attachments": [{"contentType": CARD, "content": message.card}]}
    else:
        content = {"text": message.text or "", "textFormat": "plain"}
    return {
        "type": "message",
        "from": {"id": to.bot_id},
        "recipient": {"id": to.member_id, "aadObjectId": to.person_id},
        "conversation": {"id": to.conversation_id, "tenantId": to.tenant_id},
        "summary": message.summary,
        **content,
    }


TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
OnResponse = Callable[[str, int], None]
"""Called with the chat and the HTTP status of each response."""

log = logging.getLogger(__name__)


class TeamsMessenger:
    """Fulfils Messenger. In local mode without tokens and pacing: nothing there asks for them."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        bot_id: str,
        hosts: ServiceHosts,
        clock: Clock,
        tokens: Tokens | None = None,
        pacing: Pacing | None = None,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
        on_response: OnResponse = lambda chat, status: None,
    ) -> None:
        self._session = session
        self._bot_id = bot_id
        self._hosts = hosts
        self._clock = clock
        self._tokens = tokens
        self._pacing = pacing
        self._timeout = timeout
        self._on_response = on_response

    async def send(self, to: Address, message: Message) -> str:
        """Returns the activity id, empty if Teams gave none."""
        body = await self._request(send_request(to, message))
        return _text(body.get("id"))

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises Gone when it is no longer there."""
        if not activity_id:
            raise Gone
        await self._request(update_request(to, activity_id, message))

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Idempotent: opening a chat again returns the same one."""
        body = await self._request(open_request(person_id, tenant_id, service_url, self._bot_id))
        if not (conversation_id := _text(body.get("id"))):
            raise Unclear  # such as the HTML page of a proxy
        returned_url = _text(body.get("serviceUrl"))
        return Address(
            person_id=person_id,
            tenant_id=tenant_id,
            service_url=returned_url if self._hosts.allows(returned_url) else service_url,
            conversation_id=conversation_id,
            bot_id=self._bot_id,
            member_id=person_id,
        )

    async def _request(self, request: TeamsRequest) -> JsonObject:
        # Checked before a token is fetched, so that no token is sent to a wrong address.
        if not self._hosts.allows(request.url):
            log.error("service host not allowed")
            raise Rejected("host")
        token = await self._tokens.get(CHANNEL_SCOPE) if self._tokens else None
        response = await self._send_once(request, token)
        if response.status == 401 and self._tokens and token:
            token = await self._tokens.get(CHANNEL_SCOPE, refused=token)
            response = await self._send_once(request, token)
        self._on_response(request.chat, response.status)
        if 200 <= response.status < 300:
            return response.body
        codes, wait = codes_of(response.body), retry_after(response.headers, self._clock)
        failure = teams_failure(response.status, codes, wait)
        if response.status == 429 and self._pacing:
            self._pacing.refused(wait)
        log.warning(
            "message not taken",
            extra={
                "status": response.status,
                "code": ", ".join(sorted(codes)),
                "failure": type(failure).__name__,
            },
        )
        raise failure

    async def _send_once(self, request: TeamsRequest, token: str | None) -> JsonResponse:
        """Raises Busy if the request was not sent, Outage if it may have been."""
        # Paced here, after the token: every attempt counts, and requests that waited for the same
        # token do not leave together.
        if self._pacing:
            await self._pacing.wait(request.chat)
        try:
            async with self._session.request(
                request.method,
                # Without `encoded`, yarl would turn the "%2F" of an id into a slash.
                URL(request.url, encoded=True),
                data=encode_json(request.body),
                headers={"Content-Type": "application/json"}
                | ({"Authorization": f"Bearer {token}"} if token else {}),
                timeout=self._timeout,
                # A redirect could take the card to a host that is not on the list.
                allow_redirects=False,
            ) as response:
                return await JsonResponse.read(response)
        except NOT_SENT as error:
            log.warning("Teams not reached", extra={"failure": type(error).__name__})
            raise Busy from None
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("answer of Teams lost", extra={"failure": type(error).__name__})
            raise Outage from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class TextFallbackMessenger:
    """Messenger with a text fallback; the text of a card can be answered by typing."""

    messenger: Messenger
    alarms: Alarms

    async def send(self, to: Address, message: Message) -> str:
        """Sends; as text if the card is rejected. Raises any Failure."""
        try:
            return await self.messenger.send(to, message)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            if message.card is None:
                raise
            return await self.messenger.send(to, _as_text(message))

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces in place; with text if the card is rejected. Raises any Failure."""
        try:
            await self.messenger.update(to, activity_id, message)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            if message.card is None:
                raise
            await self.messenger.update(to, activity_id, _as_text(message))

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person. Raises any Failure."""
        try:
            return await self.messenger.open(person_id, tenant_id, service_url)
        except NotSetUp:
            raise
        except Rejected:
            self._raise_alarm()
            raise

    def _raise_alarm(self) -> None:
        self.alarms(kind="message", report=None, reason="Rejected")


def _as_text(message: Message) -> Message:
    return Message(summary=message.summary, text=plain_text(message.card or {}))


REPLIES_IN_A_ROW = 3
"""Of replies to people who have just written, and so have not blocked the bot."""
CHATS_IN_A_ROW = 5
"""A leader and their deputies may all lack the app; more chats in a row point to a fault."""


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
