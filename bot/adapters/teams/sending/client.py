"""Writes into people's chats: one shared session, our own timeout, one meaning for each failure."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.adapters.entra.tokens import CHANNEL_SCOPE, Tokens
from bot.adapters.http_session import NOTHING_LEFT
from bot.adapters.teams.sending.errors import codes_of, teams_failure, wait_of
from bot.adapters.teams.sending.pacing import Pacing
from bot.allowed_hosts import ServiceHosts
from bot.ports import Address, Busy, Clock, Gone, Message, Outage, Rejected, Unclear

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True)
class TeamsRequest:
    """One request; whatever is asked a second time is asked in the very same words."""

    method: str
    url: str
    """The ids in it are encoded already."""
    chat: str
    """Whose pace it keeps: that of a chat, or of a person whose chat is not open yet."""
    body: Mapping[str, Any]


def sending(to: Address, message: Message) -> TeamsRequest:
    """A new message."""
    return TeamsRequest("POST", _activities(to), to.conversation_id, _activity(to, message))


def replacing(to: Address, activity_id: str, message: Message) -> TeamsRequest:
    """Another message in the place of one that is there."""
    url = f"{_activities(to)}/{quote(activity_id, safe='')}"
    body = {**_activity(to, message), "id": activity_id}
    return TeamsRequest("PUT", url, to.conversation_id, body)


def opening(person_id: str, tenant_id: str, service_url: str, bot_id: str) -> TeamsRequest:
    """The one-to-one chat with a person."""
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


def _activity(to: Address, message: Message) -> Mapping[str, Any]:
    """One message as Teams takes it. Card and text never travel together: ids get lost then."""
    shown: Mapping[str, Any]
    if message.card is not None:
        shown = {"attachments": [{"contentType": CARD, "content": message.card}]}
    else:
        shown = {"text": message.text or "", "textFormat": "plain"}
    return {
        "type": "message",
        "from": {"id": to.bot_id},
        "recipient": {"id": to.member_id, "aadObjectId": to.person_id},
        "conversation": {"id": to.conversation_id, "tenantId": to.tenant_id},
        "summary": message.summary,
        **shown,
    }


PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
OnResponse = Callable[[str, int], None]
"""Told of each answer of Teams: about which chat, and its status."""

log = logging.getLogger(__name__)


class TeamsMessenger:
    """Sends, replaces and opens. Local mode's needs no tokens, and no pace: nothing limits it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        bot_id: str,
        hosts: ServiceHosts,
        clock: Clock,
        tokens: Tokens | None = None,
        pacing: Pacing | None = None,
        patience: aiohttp.ClientTimeout = PATIENCE,
        answered: OnResponse = lambda chat, status: None,
    ) -> None:
        self._session = session
        self._bot_id = bot_id
        self._hosts = hosts
        self._clock = clock
        self._tokens = tokens
        self._pacing = pacing
        self._patience = patience
        self._answered = answered

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id, which is empty if Teams gave none."""
        answer = await self._ask(sending(to, message))
        return _text(answer.get("id"))

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises Gone when it is no longer there."""
        if not activity_id:
            raise Gone
        await self._ask(replacing(to, activity_id, message))

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person; opening it again gives the same chat."""
        answer = await self._ask(opening(person_id, tenant_id, service_url, self._bot_id))
        if not (conversation_id := _text(answer.get("id"))):
            raise Unclear  # a page of a proxy, say
        theirs = _text(answer.get("serviceUrl"))
        return Address(
            person_id=person_id,
            tenant_id=tenant_id,
            service_url=theirs if self._hosts.allows(theirs) else service_url,
            conversation_id=conversation_id,
            bot_id=self._bot_id,
            member_id=person_id,
        )

    async def _ask(self, it: TeamsRequest) -> Mapping[str, Any]:
        # Before a token is fetched, so that none can leave the house for a wrong address.
        if not self._hosts.allows(it.url):
            log.error("service host not allowed")
            raise Rejected("host")
        token = await self._tokens.get(CHANNEL_SCOPE) if self._tokens else None
        status, answer, headers = await self._exchange(it, token)
        if status == 401 and self._tokens and token:
            token = await self._tokens.get(CHANNEL_SCOPE, refused=token)
            status, answer, headers = await self._exchange(it, token)
        self._answered(it.chat, status)
        if 200 <= status < 300:
            return answer
        codes, wait = codes_of(answer), wait_of(headers, self._clock)
        failed = teams_failure(status, codes, wait)
        if status == 429 and self._pacing:
            self._pacing.refused(wait)
        code = ", ".join(sorted(codes))
        log.warning(
            "message not taken",
            extra={"status": status, "code": code, "failure": type(failed).__name__},
        )
        raise failed

    async def _exchange(
        self, it: TeamsRequest, token: str | None
    ) -> tuple[int, Mapping[str, Any], Mapping[str, str]]:
        """One request and its answer. Raises Busy if nothing left the house, Unclear if it may."""
        # Here, so that each request counts, and what waited for a token does not leave together.
        if self._pacing:
            await self._pacing.wait(it.chat)
        try:
            async with self._session.request(
                it.method,
                # The ids in it are encoded already; yarl would take "%2F" for a slash again.
                URL(it.url, encoded=True),
                # Half an emoji must not hold up a card.
                data=json.dumps(it.body, ensure_ascii=False).encode("utf-8", "replace"),
                headers={"Content-Type": "application/json"}
                | ({"Authorization": f"Bearer {token}"} if token else {}),
                timeout=self._patience,
                # A redirect would carry the card to a host nobody checked.
                allow_redirects=False,
            ) as response:
                return response.status, await _object(response), response.headers
        except NOTHING_LEFT as error:
            log.warning("Teams not reached", extra={"failure": type(error).__name__})
            raise Busy from None
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("answer of Teams lost", extra={"failure": type(error).__name__})
            raise Outage from None


async def _object(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The body as an object; HTML, nothing, and half a body read as empty."""
    try:
        answer = json.loads(await response.read())
    except (ValueError, RecursionError, aiohttp.ClientPayloadError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
