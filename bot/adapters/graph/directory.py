"""People and their people leaders, from the organisation's directory in Entra."""

import asyncio
import logging
import re
from collections.abc import Sequence
from uuid import UUID

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import odata_string
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.domain.people import Person
from bot.domain.typed.names import candidate_names, folded, is_called, parse_name
from bot.ports import Busy, Failure, Gone, NotSetUp

MAX_QUERY_LENGTH = 256


def printable_line(words: str) -> str:
    """The words on one line, without unprintable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def is_searchable(words: str) -> bool:
    """Whether they could be a name, an address or an id."""
    return 0 < len(words) <= MAX_QUERY_LENGTH and any(c.isalnum() for c in words)


def as_guid(words: str) -> str | None:
    """The words as an object id in the directory's spelling, or None."""
    try:
        return str(UUID(words)) if re.fullmatch(r"[0-9A-Fa-f-]{36}", words) else None
    except ValueError:
        return None


def address_filter(address: str) -> str:
    """The $filter for the person with this address."""
    return f"mail eq {odata_string(address)} or userPrincipalName eq {odata_string(address)}"


def name_search(name: str) -> str:
    """The $search for people with these words in their name
    (https://learn.microsoft.com/graph/search-query-parameter).
    """
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"displayName:{escaped}"'


FIELDS = (
    "id,displayName,mail,userPrincipalName,accountEnabled,userType,jobTitle,officeLocation,"
    "businessPhones,mobilePhone"
)
PERSON_TIMEOUT = 10.0
MAX_LEVELS_UP = 5
AWAY_TIMEOUT = 4.0
USER = "#microsoft.graph.user"
GUEST, GUEST_MARK = "guest", "#ext#"
MAX_DETAIL_LENGTH = 64
"""Characters of a title or a place; some people have a whole paragraph."""

log = logging.getLogger(__name__)


class GraphDirectory:
    """Fulfils Directory. The bot's mailbox asks for the mail tips that tell who is away."""

    def __init__(
        self, client: GraphClient, mailbox: str, *, away_timeout: float = AWAY_TIMEOUT
    ) -> None:
        self._client = client
        self._mailbox = mailbox
        self._away_timeout = away_timeout

    async def leader_of(self, person_id: str) -> Person | None:
        """The nearest manager with an enabled account, or None. A guest is no leader."""
        visited = [person_id.lower()]
        for _ in range(MAX_LEVELS_UP):
            found = await self._one("leader", visited[-1], "manager")
            if found is None or found.get("@odata.type", USER) != USER:
                return None  # a contact or a group has no account
            leader = _person(found)
            # A chain of managers may end in a circle.
            if leader.id is None or leader.id in visited or leader.is_guest:
                return None
            if found["accountEnabled"]:
                return leader
            visited.append(leader.id)
        return None

    async def person(self, person_id: str) -> Person | None:
        """The person with that object id and an enabled account, or None."""
        found = await self._one("person", person_id)
        return _working(found) if found is not None else None

    async def find(self, words: str) -> Sequence[Person]:
        """People with that object id, mail address or name."""
        words = printable_line(words)
        if not is_searchable(words):
            return ()
        address = parse_name(words).address or ""
        if as_guid(address):
            found = await self.person(address)
            return (found,) if found and not found.is_guest else ()
        if address:
            url = self._client.url("users", filter=address_filter(address), select=FIELDS)
            return await self._all(GraphRequest("address", "GET", url, is_outlook=False))
        return await self._called(words)

    async def is_away(self, person_id: str) -> bool:
        """Whether their mailbox sends automatic replies; False if unknown within the timeout."""
        try:
            async with asyncio.timeout(self._away_timeout):
                found = await self.person(person_id)
                return bool(found and found.email and await self._has_auto_reply(found.email))
        except (Failure, TimeoutError) as failure:
            log.info("not known who is away", extra={"failure": type(failure).__name__})
            return False

    async def _one(self, name: str, person_id: str, *place: str) -> JsonObject | None:
        if not (object_id := as_guid(person_id)):
            return None
        url = self._client.url("users", object_id, *place, select=FIELDS)
        request = GraphRequest(name, "GET", url, is_outlook=False, timeout=PERSON_TIMEOUT)
        try:
            found = await self._client.request_json(request)
        except Gone:
            return None
        if not found:
            # Such as the HTML page of a proxy: an unusable body must not pass for "no such person".
            raise Busy
        return found

    async def _called(self, words: str) -> list[Person]:
        for name in candidate_names(words):
            # Names may have lost their macrons on the way into the directory.
            spellings = dict.fromkeys((name.casefold(), folded(name)))
            listed = [person for spelling in spellings for person in await self._named(spelling)]
            by_id = {person.id: person for person in listed if is_called(person.name, words)}
            if by_id:
                return list(by_id.values())
        return []

    async def _named(self, words: str) -> list[Person]:
        # $search needs this header and $count (https://learn.microsoft.com/graph/aad-advanced-queries).
        url = self._client.url(
            "users", search=name_search(words), count="true", select=FIELDS, top="100"
        )
        return await self._all(
            GraphRequest(
                "name", "GET", url, is_outlook=False, headers={"ConsistencyLevel": "eventual"}
            )
        )

    async def _all(self, request: GraphRequest) -> list[Person]:
        """The colleagues in a list, without guests and incomplete elements.

        Raises NotSetUp if no element has a name: a permission is missing.
        """
        found = await self._client.request_list(request)
        complete = [one for one in found if _is_complete(one)]
        if found and not any(isinstance(one.get("displayName"), str) for one in found):
            raise _hidden()
        self._client.skipped(request.name, len(found) - len(complete))
        working = [person for one in complete if (person := _working(one)) is not None]
        return [person for person in working if not person.is_guest]

    async def _has_auto_reply(self, address: str) -> bool:
        # https://learn.microsoft.com/graph/api/user-getmailtips
        body = {"EmailAddresses": [address], "MailTipsOptions": "automaticReplies"}
        url = self._client.url("users", self._mailbox, "getMailTips")
        tips = await self._client.request_list(GraphRequest("away", "POST", url, body=body))
        replies = [tip.get("automaticReplies") for tip in tips]
        return any(isinstance(reply, dict) and reply.get("message") for reply in replies)


def _working(found: JsonObject) -> Person | None:
    person = _person(found)
    return person if found["accountEnabled"] else None


def _person(found: JsonObject) -> Person:
    """Raises NotSetUp if properties are hidden: a permission is missing."""
    if not _is_complete(found):
        raise _hidden()
    return Person(
        id=as_guid(str(found["id"])),
        name=printable_line(found["displayName"]),
        email=_address(found),
        title=_detail(found, "jobTitle"),
        place=_detail(found, "officeLocation"),
        phone=_phone(found),
        is_guest=_is_guest(found),
    )


def _detail(found: JsonObject, name: str) -> str | None:
    value = found.get(name)
    return (
        (printable_line(value)[:MAX_DETAIL_LENGTH].strip() or None)
        if isinstance(value, str)
        else None
    )


def _phone(found: JsonObject) -> str | None:
    """The work phone, else the mobile that the directory lists.

    https://learn.microsoft.com/graph/api/resources/user#properties
    """
    listed = found.get("businessPhones")
    numbers = listed if isinstance(listed, list) else []
    told = [
        _detail({"number": number}, "number") for number in (*numbers, found.get("mobilePhone"))
    ]
    return next((number for number in told if number), None)


def _is_guest(found: JsonObject) -> bool:
    """By the account's type, or by the user principal name of an old account without one.

    https://learn.microsoft.com/entra/external-id/user-properties
    """
    kind, name = found.get("userType"), found.get("userPrincipalName")
    if isinstance(kind, str) and kind:
        return kind.casefold() == GUEST
    return isinstance(name, str) and GUEST_MARK in name.casefold()


def _is_complete(found: JsonObject) -> bool:
    """Whether it has an id, a name and whether the account is enabled."""
    name, enabled = found.get("displayName"), found.get("accountEnabled")
    is_named = isinstance(name, str) and bool(printable_line(name))
    return bool(as_guid(str(found.get("id")))) and is_named and isinstance(enabled, bool)


def _hidden() -> NotSetUp:
    log.error("directory shows too little: check the right User.Read.All")
    return NotSetUp("directory")


def _address(found: JsonObject) -> str | None:
    for address in (found.get("mail"), found.get("userPrincipalName")):
        # A guest's user principal name has a "#" and is no address.
        if isinstance(address, str) and "@" in address and "#" not in address:
            return address
    return None
