"""What Exchange knows of a mailbox: that it is there, takes mail, answers that it is away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from aiohttp import web
from pydantic import AfterValidator, AliasChoices, Field

from tests.stand_ins.graph.form import WellFormed
from tests.stand_ins.graph.messages import StrictForm, read
from tests.stand_ins.graph.people import PeopleStandIn
from tests.stand_ins.graph.queries import only, selected
from tests.stand_ins.graph.refusals import Malformed, Refused

WORDS = "I am away; invented."
OPTIONS = {
    "automaticReplies": "automaticReplies",
    "mailboxFullStatus": "mailboxFull",
    "deliveryRestriction": "deliveryRestricted",
    "moderationStatus": "isModerated",
    "recipientScope": "recipientScope",
    "externalMemberCount": "externalMemberCount",
    "totalMemberCount": "totalMemberCount",
    "maxMessageSize": "maxMessageSize",
    "customMailTip": "customMailTip",
}
"""Each option, and the property that answers it."""


def _are_options(text: str) -> str:
    if not {name.strip() for name in text.split(",")} <= OPTIONS.keys():
        raise ValueError("no such option")
    return text


@dataclass
class MailFate:
    """What keeps a mail from a mailbox, or takes it out of the organisation."""

    is_full: bool = False
    is_restricted: bool = False
    is_moderated: bool = False
    members_outside: int = 0
    error: str = ""
    """The code of an error that is given in place of all tips."""


class Question(StrictForm):
    """The body of getMailTips."""

    addresses: Annotated[
        tuple[str, ...], Field(validation_alias=AliasChoices("EmailAddresses", "emailAddresses"))
    ]
    options: Annotated[
        str,
        AfterValidator(_are_options),
        Field(validation_alias=AliasChoices("MailTipsOptions", "mailTipsOptions")),
    ]


class Away:
    """Answers for the mailboxes of the people in a directory."""

    def __init__(self, directory: PeopleStandIn) -> None:
        self._directory = directory
        self.delivery: dict[str, MailFate] = {}
        """By address, where there is anything to tell."""

    def mail_tips(self, asked: WellFormed) -> web.Response:
        """POST users/{id}/getMailTips."""
        if asked.request.query:
            raise Malformed("no option is taken here")
        question = read(Question, asked.raw)
        return web.json_response({"value": list(self._tips(question))})

    def settings(self, asked: WellFormed) -> web.Response:
        """GET users/{id}/mailboxSettings."""
        only(asked.request.query, "$select")
        selected(asked.request.query.get("$select"), {"automaticRepliesSetting"})
        human = next(
            (h for h in self._directory.people if asked["mailbox"] in {h.id, h.mail}), None
        )
        if human is None:
            raise Refused(404, "ErrorInvalidUser")
        status = "alwaysEnabled" if human.away else "disabled"
        words = WORDS if human.away else ""
        setting = {"status": status, "internalReplyMessage": words}
        return web.json_response({"automaticRepliesSetting": setting})

    def _tips(self, question: Question) -> Iterable[dict[str, Any]]:
        by_mail = {human.mail.casefold(): human for human in self._directory.people}
        wanted = {OPTIONS[name.strip()] for name in question.options.split(",")}
        for address in question.addresses:
            human = by_mail.get(address.casefold())
            name = {"address": address, "name": human.name if human else ""}
            delivery = self.delivery.get(address.casefold(), MailFate())
            is_ours = address.rpartition("@")[2].casefold() in _domains(by_mail)
            code = delivery.error or ("" if human or not is_ours else "ErrorInvalidRecipients")
            if code:
                error = {"code": code, "message": "An invented failure."}
                yield {"emailAddress": name, "error": error}
            else:
                tips = _all(delivery, is_away=bool(human and human.away), is_ours=is_ours)
                shown = {key: value for key, value in tips.items() if key in wanted}
                yield {"emailAddress": name, **shown}


def _domains(addresses: Iterable[str]) -> set[str]:
    return {address.rpartition("@")[2] for address in addresses}


def _all(delivery: MailFate, *, is_away: bool, is_ours: bool) -> dict[str, Any]:
    return {
        "automaticReplies": {"message": WORDS if is_away else ""},
        "mailboxFull": delivery.is_full,
        "deliveryRestricted": delivery.is_restricted,
        "isModerated": delivery.is_moderated,
        "externalMemberCount": delivery.members_outside,
        "recipientScope": "internal" if is_ours else "external",
    }
