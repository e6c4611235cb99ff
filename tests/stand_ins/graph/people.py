"""The people of an invented organisation, as Entra's directory tells of them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from tests.stand_ins.graph.form import WellFormed
from tests.stand_ins.graph.queries import PersonQuery, number, only, selected
from tests.stand_ins.graph.refusals import Refused

USUAL = ("id", "displayName", "givenName", "surname", "mail", "userPrincipalName", "jobTitle")
KNOWN = frozenset(
    {
        *(*USUAL, "accountEnabled", "userType", "department", "officeLocation"),
        *("businessPhones", "mobilePhone"),
    }
)
MOST = 999


@dataclass(frozen=True)
class Human:
    """Somebody in the directory; a contact is not from here and has no mailbox."""

    id: str
    name: str
    mail: str
    manager_id: str | None = None
    enabled: bool | None = True
    """None is an account of which the directory does not say."""
    kind: Literal["user", "contact"] = "user"
    away: bool = False
    upn: str = ""
    """The name they sign in with, if it is not their address."""
    user_type: str | None = "Member"
    title: str | None = None
    office: str | None = None
    phones: tuple[str, ...] = ()
    mobile: str | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """By what they can be found."""
        return {"mail": self.mail, "userPrincipalName": self.upn or self.mail}

    def as_json(self, select: Iterable[str], *, typed: bool = False) -> dict[str, Any]:
        """The properties asked for that a directory object of this kind has."""
        first, _, last = self.name.partition(" ")
        shown: dict[str, Any] = {
            "id": self.id,
            "displayName": self.name,
            "givenName": first,
            "surname": last,
            "mail": self.mail or None,
        }
        if self.kind == "user":
            shown |= {"userPrincipalName": self.upn or self.mail, "accountEnabled": self.enabled}
            shown |= {"userType": self.user_type, "officeLocation": self.office}
            shown |= {"businessPhones": list(self.phones), "mobilePhone": self.mobile}
        shown |= {"jobTitle": self.title, "department": None}
        chosen = {name: value for name, value in shown.items() if name in select}
        kind = "#microsoft.graph.user" if self.kind == "user" else "#microsoft.graph.orgContact"
        return {"@odata.type": kind, **chosen} if typed else chosen


class PeopleStandIn:
    """Answers who somebody is, who leads them, and who has a name."""

    def __init__(self, people: Iterable[Human], roles: Set[str]) -> None:
        self.people = list(people)
        self._roles = roles

    def user(self, name: str) -> Human:
        """The user of that object id or sign-in name. Raises Refused."""
        for human in self.people:
            names = {human.id.casefold(), human.addresses["userPrincipalName"].casefold()}
            if human.kind == "user" and name.casefold() in names:
                return human
        raise Refused(404, "Request_ResourceNotFound")

    def has_mailbox(self, name: str) -> bool:
        """Whether a user has that address or object id."""
        return any(
            human.kind == "user" and name.casefold() in {human.id.casefold(), human.mail.casefold()}
            for human in self.people
        )

    def person(self, asked: WellFormed) -> web.Response:
        """GET users/{id}."""
        only(asked.request.query, "$select")
        select = selected(asked.request.query.get("$select"), KNOWN) or USUAL
        return web.json_response(self.user(asked["user"]).as_json(select))

    def manager(self, asked: WellFormed) -> web.Response:
        """GET users/{id}/manager; an object of nulls to an app that may not read it."""
        only(asked.request.query, "$select")
        select = selected(asked.request.query.get("$select"), KNOWN) or USUAL
        with_banner = self.user(asked["user"]).manager_id
        found = next((human for human in self.people if human.id == with_banner), None)
        if found is None:
            raise Refused(404, "Request_ResourceNotFound")
        if "User.Read.All" in self._roles:
            return web.json_response(found.as_json(select, typed=True))
        if "User.ReadBasic.All" in self._roles:
            raise Refused(403, "Authorization_RequestDenied")
        shown = found.as_json(select, typed=True)
        nulls: dict[str, Any] = {
            name: [] if isinstance(value, list) else None for name, value in shown.items()
        }
        return web.json_response({**nulls, "@odata.type": "#microsoft.graph.user", "id": found.id})

    def search(self, asked: WellFormed) -> web.Response:
        """GET users, by address or by the beginnings of names."""
        query = asked.request.query
        only(query, "$filter", "$search", "$select", "$top", "$count")
        select = selected(query.get("$select"), KNOWN) or USUAL
        wanted = PersonQuery.of(query, asked.request.headers.get("ConsistencyLevel"))
        top = number(query, "$top", 100, 1, MOST)
        found = [h for h in self.people if h.kind == "user" and wanted.fits(h.name, h.addresses)]
        answer: dict[str, Any] = {"value": [human.as_json(select) for human in found[:top]]}
        if query.get("$count") == "true":
            answer["@odata.count"] = len(found)
        return web.json_response(answer)
