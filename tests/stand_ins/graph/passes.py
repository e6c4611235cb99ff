"""Whose token is good, and what it opens."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.stand_ins.entra import Entra
from tests.stand_ins.graph.faults import OUTLOOK, Operation
from tests.stand_ins.graph.refusals import Refused, challenge

TENANT_WIDE = frozenset({"MailTips.ReadBasic.All", "MailboxSettings.Read"})
"""Rights to ask of anybody's mailbox whether its owner is away."""


@dataclass
class Passes:
    """Tokens of one audience, the roles of the app, and the mailboxes it may use."""

    entra: Entra
    roles: set[str]
    mailboxes: set[str]
    has_mailbox: Callable[[str], bool]
    """Whether a mailbox of that address or object id exists at all."""
    audience: str = ""
    _taken_back: set[str] = field(default_factory=set)
    _claims: str | None = None

    def check(self, authorization: str | None) -> None:
        """Raises Refused unless it holds a token that Entra gave for us."""
        token = (authorization or "").removeprefix("Bearer ")
        form = self.entra.given_for.get(token)
        is_good = (
            authorization == f"Bearer {token}"
            and form is not None
            and form.get("scope") == self.audience
            and token not in self._taken_back
            and _answers(form.get("claims"), self._claims)
        )
        if not is_good:
            raise Refused(401, "InvalidAuthenticationToken", challenge(self._claims))

    def take_back(self, authorization: str | None, claims: str | None) -> None:
        """This token is good no more; the next must answer the claims, if there are some."""
        self._taken_back.add((authorization or "").removeprefix("Bearer "))
        self._claims = claims or self._claims

    def allow(self, operation: Operation, rights: set[str], mailbox: str | None) -> None:
        """Raises Refused unless the app has one of the rights, and for this mailbox."""
        held = rights & self.roles
        if operation not in OUTLOOK:
            if rights and not held:
                raise Refused(403, "Authorization_RequestDenied")
            return
        wanted = (mailbox or "").casefold()
        is_ours = wanted in {address.casefold() for address in self.mailboxes}
        if not is_ours and not self.has_mailbox(wanted):
            raise Refused(404, "ErrorInvalidUser")
        if not held or not (is_ours or held & TENANT_WIDE):
            raise Refused(403, "ErrorAccessDenied")


def _answers(given: str | None, wanted: str | None) -> bool:
    return wanted is None or (given is not None and json.loads(given) == json.loads(wanted))
