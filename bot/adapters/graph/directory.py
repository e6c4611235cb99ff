"""Who works here and who leads whom, asked of the organisation's directory."""

import asyncio
import logging
import re
from collections.abc import Sequence
from uuid import UUID

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import quoted
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.domain.people import Person
from bot.domain.typed.names import candidate_names, folded, is_called, parse_name
from bot.ports import Busy, Failure, Gone, NotSetUp

LONGEST = 256


def one_line(words: str) -> str:
    """The words with nothing in them that cannot be printed, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def is_sayable(words: str) -> bool:
    """Whether they can be anybody's name, address or id."""
    return 0 < len(words) <= LONGEST and any(c.isalnum() for c in words)


def as_guid(words: str) -> str | None:
    """An object id as the directory writes it, or None."""
    try:
        return str(UUID(words)) if re.fullmatch(r"[0-9A-Fa-f-]{36}", words) else None
    except ValueError:
        return None


def with_address(address: str) -> str:
    """The $filter for the one who has this address."""
    return f"mail eq {quoted(address)} or userPrincipalName eq {quoted(address)}"


def with_name(name: str) -> str:
    """The $search for everybody whose name has these words in it."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"displayName:{escaped}"'


FIELDS = "id,displayName,mail,userPrincipalName,accountEnabled,userType,jobTitle,officeLocation"
PATIENCE = 10.0
STEPS_UP = 5
HINT_SECONDS = 4.0
USER = "#microsoft.graph.user"
GUEST, GUESTS_NAME = "guest", "#ext#"
LONGEST_PART = 64
"""Letters of a title or a place; there are people with a whole paragraph."""

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
        """The nearest above who still works here; None without one. A guest leads nobody."""
        passed = [person_id.lower()]
        for _ in range(STEPS_UP):
            found = await self._one("leader", passed[-1], "manager")
            if found is None or found.get("@odata.type", USER) != USER:
                return None  # a contact has no account here, and a group is nobody
            leader = _person(found)
            # Nobody leads themselves, alone or in a ring of people who left.
            if leader.id is None or leader.id in passed or leader.is_guest:
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
        """People whose object id or mail address the words hold, or whose name they are."""
        words = one_line(words)
        if not is_sayable(words):
            return ()
        address = parse_name(words).address or ""
        if as_guid(address):
            found = await self.person(address)
            return (found,) if found and not found.is_guest else ()
        if address:
            url = self._client.url("users", filter=with_address(address), select=FIELDS)
            return await self._all(GraphRequest("address", "GET", url, is_outlook=False))
        return await self._called(words)

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
        call = GraphRequest(name, "GET", url, is_outlook=False, patience=PATIENCE)
        try:
            found = await self._client.ask(call)
        except Gone:
            return None
        if not found:
            # A page of a proxy, or half an answer: it must not pass for nobody.
            raise Busy
        return found

    async def _called(self, words: str) -> list[Person]:
        for name in candidate_names(words):
            # Many a name lost its macrons on its way into the directory.
            spellings = dict.fromkeys((name.casefold(), folded(name)))
            listed = [person for it in spellings for person in await self._named(it)]
            by_id = {person.id: person for person in listed if is_called(person.name, words)}
            if by_id:
                return list(by_id.values())
        return []

    async def _named(self, words: str) -> list[Person]:
        url = self._client.url(
            "users", search=with_name(words), count="true", select=FIELDS, top="100"
        )
        return await self._all(
            GraphRequest(
                "name", "GET", url, is_outlook=False, headers={"ConsistencyLevel": "eventual"}
            )
        )

    async def _all(self, call: GraphRequest) -> list[Person]:
        """Colleagues of a list, no guests; an element that says too little of somebody is skipped.

        Raises NotSetUp if the whole list hides who people are: rights are missing.
        """
        found = await self._client.items(call)
        shown = [one for one in found if _is_shown(one)]
        if found and not any(isinstance(one.get("displayName"), str) for one in found):
            raise _hidden()
        self._client.skipped(call.name, len(found) - len(shown))
        working = [person for one in shown if (person := _working(one)) is not None]
        return [person for person in working if not person.is_guest]

    async def _answers_away(self, address: str) -> bool:
        body = {"EmailAddresses": [address], "MailTipsOptions": "automaticReplies"}
        url = self._client.url("users", self._mailbox, "getMailTips")
        tips = await self._client.items(GraphRequest("away", "POST", url, body=body))
        replies = [tip.get("automaticReplies") for tip in tips]
        return any(isinstance(reply, dict) and reply.get("message") for reply in replies)


def _working(found: JsonObject) -> Person | None:
    person = _person(found)
    return person if found["accountEnabled"] else None


def _person(found: JsonObject) -> Person:
    """Raises NotSetUp if the directory shows us nothing of them: rights are missing."""
    if not _is_shown(found):
        raise _hidden()
    return Person(
        id=as_guid(str(found["id"])),
        name=one_line(found["displayName"]),
        email=_address(found),
        title=_part(found, "jobTitle"),
        place=_part(found, "officeLocation"),
        is_guest=_is_guest(found),
    )


def _part(found: JsonObject, name: str) -> str | None:
    value = found.get(name)
    return (one_line(value)[:LONGEST_PART].strip() or None) if isinstance(value, str) else None


def _is_guest(found: JsonObject) -> bool:
    """Accounts of long ago have no type; the name of a guest's says so as well."""
    kind, name = found.get("userType"), found.get("userPrincipalName")
    if isinstance(kind, str) and kind:
        return kind.casefold() == GUEST
    return isinstance(name, str) and GUESTS_NAME in name.casefold()


def _is_shown(found: JsonObject) -> bool:
    """Whether it says who somebody is and whether they still work here."""
    name, enabled = found.get("displayName"), found.get("accountEnabled")
    is_named = isinstance(name, str) and bool(one_line(name))
    return bool(as_guid(str(found.get("id")))) and is_named and isinstance(enabled, bool)


def _hidden() -> NotSetUp:
    log.error("directory shows too little: check the right User.Read.All")
    return NotSetUp("directory")


def _address(found: JsonObject) -> str | None:
    for address in (found.get("mail"), found.get("userPrincipalName")):
        # The name of a guest's account holds a "#" and is nobody's address.
        if isinstance(address, str) and "@" in address and "#" not in address:
            return address
    return None
