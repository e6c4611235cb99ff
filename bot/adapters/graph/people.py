"""Who works here and who leads whom, asked of the organisation's directory."""

import asyncio
import logging
from collections.abc import Sequence

from bot.adapters.graph.calls import Call, JsonObject
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.search import as_guid, folded, is_sayable, one_line, with_address, with_name
from bot.domain.people import Person
from bot.ports import Busy, Failure, Gone, NotSetUp

FIELDS = "id,displayName,mail,userPrincipalName,accountEnabled"
PATIENCE = 10.0
STEPS_UP = 5
HINT_SECONDS = 4.0
CONTACT = "#microsoft.graph.orgContact"

log = logging.getLogger(__name__)


class GraphDirectory:
    """Fulfils Directory. The mailbox is the one that may ask who is away."""

    def __init__(
        self, client: GraphClient, mailbox: str, *, hint_seconds: float = HINT_SECONDS
    ) -> None:
        self._client = client
        self._mailbox = mailbox
        self._hint_seconds = hint_seconds

    async def leader_of(self, person_id: str) -> Person | None:
        """The nearest above who still works here; None without one."""
        passed = [person_id.lower()]
        for _ in range(STEPS_UP):
            found = await self._one("leader", passed[-1], "manager")
            if found is None or found.get("@odata.type") == CONTACT:
                return None
            leader = _person(found)
            # Nobody leads themselves, alone or in a ring of people who left.
            if leader.id is None or leader.id in passed:
                return None
            if found["accountEnabled"]:
                return leader
            passed.append(leader.id)
        return None

    async def person(self, person_id: str) -> Person | None:
        """The person of that object id who still works here, or None."""
        found = await self._one("person", person_id)
        return _working(found) if found is not None else None

    async def find(self, words: str) -> Sequence[Person]:
        """People whose object id or mail address equals the words, or whose name does."""
        words = one_line(words)
        if not is_sayable(words):
            return ()
        if as_guid(words):
            found = await self.person(words)
            return (found,) if found else ()
        if "@" in words:
            url = self._client.url("users", filter=with_address(words), select=FIELDS)
            return await self._all(Call("address", "GET", url, is_outlook=False))
        # Many a name lost its macrons on its way into the directory.
        spellings = dict.fromkeys((words.casefold(), folded(words)))
        named = [person for spelling in spellings for person in await self._named(spelling)]
        by_id = {person.id: person for person in named if folded(person.name) == folded(words)}
        return list(by_id.values())

    async def is_away(self, person_id: str) -> bool:
        """Whether their mailbox answers that they are away; False if nobody knows in time."""
        try:
            async with asyncio.timeout(self._hint_seconds):
                found = await self.person(person_id)
                return bool(found and found.email and await self._answers_away(found.email))
        except (Failure, TimeoutError) as failure:
            log.info("not known who is away", extra={"failure": type(failure).__name__})
            return False

    async def _one(self, name: str, person_id: str, *place: str) -> JsonObject | None:
        if not (object_id := as_guid(person_id)):
            return None
        url = self._client.url("users", object_id, *place, select=FIELDS)
        call = Call(name, "GET", url, is_outlook=False, patience=PATIENCE)
        try:
            found = await self._client.ask(call)
        except Gone:
            return None
        if not found:
            # A page of a proxy, or half an answer: it must not pass for nobody.
            raise Busy
        return found

    async def _named(self, words: str) -> list[Person]:
        url = self._client.url(
            "users", search=with_name(words), count="true", select=FIELDS, top="100"
        )
        return await self._all(
            Call("name", "GET", url, is_outlook=False, headers={"ConsistencyLevel": "eventual"})
        )

    async def _all(self, call: Call) -> list[Person]:
        people = [_working(found) for found in await self._client.items(call)]
        return [one for one in people if one is not None]

    async def _answers_away(self, address: str) -> bool:
        body = {"EmailAddresses": [address], "MailTipsOptions": "automaticReplies"}
        url = self._client.url("users", self._mailbox, "getMailTips")
        tips = await self._client.items(Call("away", "POST", url, body=body))
        replies = tips[0].get("automaticReplies") if tips else None
        return bool(isinstance(replies, dict) and replies.get("message"))


def _working(found: JsonObject) -> Person | None:
    person = _person(found)
    return person if found["accountEnabled"] else None


def _person(found: JsonObject) -> Person:
    """Raises NotSetUp if the directory shows us nothing of them: rights are missing."""
    name, enabled = found.get("displayName"), found.get("accountEnabled")
    object_id = as_guid(str(found.get("id")))
    if not object_id or not isinstance(name, str) or not isinstance(enabled, bool):
        log.error("directory shows too little: check the right User.Read.All")
        raise NotSetUp("directory")
    return Person(id=object_id, name=one_line(name), email=_address(found))


def _address(found: JsonObject) -> str | None:
    for address in (found.get("mail"), found.get("userPrincipalName")):
        # The name of a guest's account holds a "#" and is nobody's address.
        if isinstance(address, str) and "@" in address and "#" not in address:
            return address
    return None
