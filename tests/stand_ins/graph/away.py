"""Whether somebody's mailbox answers that they are away, asked in either of two ways."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import AliasChoices, Field

from tests.stand_ins.graph.form import Asked
from tests.stand_ins.graph.messages import Part, read
from tests.stand_ins.graph.people import Directory
from tests.stand_ins.graph.queries import only, selected
from tests.stand_ins.graph.refusals import Malformed, Refused

WORDS = "I am away; invented."


class Question(Part):
    """The body of getMailTips."""

    addresses: Annotated[
        tuple[str, ...], Field(validation_alias=AliasChoices("EmailAddresses", "emailAddresses"))
    ]
    options: Annotated[
        Literal["automaticReplies"],
        Field(validation_alias=AliasChoices("MailTipsOptions", "mailTipsOptions")),
    ]


class Away:
    """Answers for the mailboxes of the people in a directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def mail_tips(self, asked: Asked) -> web.Response:
        """POST users/{id}/getMailTips."""
        if asked.request.query:
            raise Malformed("no option is taken here")
        question = read(Question, asked.raw)
        return web.json_response({"value": list(self._tips(question.addresses))})

    def settings(self, asked: Asked) -> web.Response:
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

    def _tips(self, addresses: Iterable[str]) -> Iterable[dict[str, Any]]:
        by_mail = {human.mail.casefold(): human for human in self._directory.people}
        for address in addresses:
            human = by_mail.get(address.casefold())
            name = {"address": address, "name": human.name if human else ""}
            if human is None:
                error = {"code": "ErrorInvalidRecipients", "message": "An invented failure."}
                yield {"emailAddress": name, "error": error}
            else:
                message = WORDS if human.away else ""
                yield {"emailAddress": name, "automaticReplies": {"message": message}}
