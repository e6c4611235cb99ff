"""Writes into people's chats: one shared session, our own timeout, one meaning for each failure."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.adapters.graph.tokens import CHANNEL_SCOPE, Tokens
from bot.adapters.teams.failures import code_of, failure, wait_of
from bot.adapters.teams.hosts import ServiceHosts
from bot.adapters.teams.pacing import Pacing
from bot.ports import Address, Busy, Clock, Gone, Message, Rejected, Unclear

CARD = "application/vnd.microsoft.card.adaptive"
PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
JsonObject = Mapping[str, Any]

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
    ) -> None:
        self._session = session
        self._bot_id = bot_id
        self._hosts = hosts
        self._clock = clock
        self._tokens = tokens
        self._pacing = pacing
        self._patience = patience

    async def send(self, to: Address, message: Message) -> str:
        """Sends and returns the activity id, which is empty if Teams gave none."""
        url = f"{_conversation(to)}/activities"
        answer = await self._call("POST", url, to.conversation_id, _activity(to, message))
        return _text(answer.get("id"))

    async def update(self, to: Address, activity_id: str, message: Message) -> None:
        """Replaces a message in place. Raises Gone when it is no longer there."""
        if not activity_id:
            raise Gone
        url = f"{_conversation(to)}/activities/{quote(activity_id, safe='')}"
        body = {**_activity(to, message), "id": activity_id}
        await self._call("PUT", url, to.conversation_id, body, harmless_twice=True)

    async def open(self, person_id: str, tenant_id: str, service_url: str) -> Address:
        """Opens the one-to-one chat with a person; opening it again gives the same chat."""
        url = f"{service_url.rstrip('/')}/v3/conversations"
        body = {
            "isGroup": False,
            "bot": {"id": self._bot_id},
            "members": [{"id": person_id}],
            "tenantId": tenant_id,
            "channelData": {"tenant": {"id": tenant_id}},
        }
        answer = await self._call("POST", url, person_id, body, harmless_twice=True)
        if not (conversation_id := _text(answer.get("id"))):
            raise Rejected("no conversation id")
        theirs = _text(answer.get("serviceUrl"))
        return Address(
            person_id=person_id,
            tenant_id=tenant_id,
            service_url=theirs if self._hosts.allows(theirs) else service_url,
            conversation_id=conversation_id,
            bot_id=self._bot_id,
            member_id=person_id,
        )

    async def _call(
        self, method: str, url: str, chat: str, body: JsonObject, *, harmless_twice: bool = False
    ) -> JsonObject:
        # Before a token is fetched, so that none can leave the house for a wrong address.
        if not self._hosts.allows(url):
            log.error("service host not allowed")
            raise Rejected("host")
        token = await self._tokens.get(CHANNEL_SCOPE) if self._tokens else None
        # Last, so that what waited for a token together does not leave together.
        if self._pacing:
            await self._pacing.wait(chat)
        status, answer, headers = await self._exchange(method, url, body, token, harmless_twice)
        if status == 401 and self._tokens and token:
            token = await self._tokens.get(CHANNEL_SCOPE, refused=token)
            status, answer, headers = await self._exchange(method, url, body, token, harmless_twice)
        if status in (200, 201, 202):
            return answer
        code, wait = code_of(answer), wait_of(headers, self._clock)
        failed = failure(status, code, wait, harmless_twice=harmless_twice)
        log.warning(
            "message not taken",
            extra={"status": status, "code": code, "failure": type(failed).__name__},
        )
        raise failed

    async def _exchange(
        self, method: str, url: str, body: JsonObject, token: str | None, harmless_twice: bool
    ) -> tuple[int, JsonObject, Mapping[str, str]]:
        """One request and its answer. Raises Busy if nothing left the house, Unclear if it may."""
        try:
            async with self._session.request(
                method,
                # The ids in it are encoded already; yarl would take "%2F" for a slash again.
                URL(url, encoded=True),
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json"}
                | ({"Authorization": f"Bearer {token}"} if token else {}),
                timeout=self._patience,
                # A redirect would carry the card to a host nobody checked.
                allow_redirects=False,
            ) as response:
                return response.status, await _object(response), response.headers
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            log.warning("Teams not reached", extra={"failure": type(error).__name__})
            raise Busy from None
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("answer of Teams lost", extra={"failure": type(error).__name__})
            raise (Busy() if harmless_twice else Unclear()) from None


async def _object(response: aiohttp.ClientResponse) -> JsonObject:
    """The body as an object; HTML, nothing, and half a body read as empty."""
    try:
        answer = json.loads(await response.read())
    except (ValueError, RecursionError, aiohttp.ClientPayloadError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _conversation(to: Address) -> str:
    return f"{to.service_url.rstrip('/')}/v3/conversations/{quote(to.conversation_id, safe='')}"


def _activity(to: Address, message: Message) -> JsonObject:
    """One message as Teams takes it. Card and text never travel together: ids get lost then."""
    shown: JsonObject
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


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
