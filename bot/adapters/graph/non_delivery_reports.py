"""Finds what came back into the Inbox about a mail: non-delivery reports, by their message class.

The class is PidTagMessageClass, [MS-OXCMSG] 2.2.1.3; a non-delivery report's is REPORT.….NDR:
https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmsg/7fd7ec40-deec-4c06-9493-1bc06b349682
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import odata_string, parse_time
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.ports import Gone, NonDeliveryReport, NotSetUp, Rejected

CLASS_PROPERTY = "String 0x001A"
"""PidTagMessageClass."""
USUAL_CLASS = "REPORT.IPM.Note.NDR"
FIELDS = "id,subject,receivedDateTime,from"
_CLASS = re.compile(r"REPORT\.(.+\.)?NDR", re.IGNORECASE)
# Subjects of a report, for a response without its class.
_SUBJECT = re.compile(
    r"undeliver|delivery (status notification|has failed|failure)|returned mail|delivery failed",
    re.IGNORECASE,
)


Query = Mapping[str, str]
NO_FILTER: Query = {}


@dataclass(frozen=True)
class InboxMessage:
    """A message in the Inbox. Anyone can forge one."""

    subject: str
    received_at: datetime
    message_class: str
    """Empty if the response does not say it."""
    sender: str
    """An address in small letters, or empty."""

    @classmethod
    def read(cls, item: JsonObject) -> Self | None:
        """None for an item without a subject or a time."""
        subject, received_at = item.get("subject"), parse_time(item, "receivedDateTime")
        if not isinstance(subject, str) or received_at is None:
            return None
        return cls(subject, received_at, _class(item), _sender(item))

    @property
    def is_non_delivery_report(self) -> bool:
        """By its class, or else by its subject."""
        if self.message_class:
            return _CLASS.fullmatch(self.message_class) is not None
        return _SUBJECT.search(self.subject) is not None

    def is_about(self, reference: str) -> bool:
        """Whether the subject has the reference as a whole word, not in a longer one."""
        whole = rf"(?<![\w-]){re.escape(reference)}(?![\w-])"
        return re.search(whole, self.subject, re.IGNORECASE) is not None


async def find_returned(
    client: GraphClient, mailbox: str, reference: str
) -> Sequence[NonDeliveryReport]:
    """Non-delivery reports about mails with the reference in the subject."""
    queries = (_by_subject(reference), _by_class(), NO_FILTER)
    found = await _find(client, mailbox, reference, queries)
    return [
        NonDeliveryReport(one.subject, one.received_at)
        for one in found
        if one.is_non_delivery_report
    ]


async def find_about(client: GraphClient, mailbox: str, reference: str) -> Sequence[InboxMessage]:
    """Everything with the reference in the subject: reports, receipts, answers."""
    return await _find(client, mailbox, reference, (_by_subject(reference), NO_FILTER))


async def _find(
    client: GraphClient, mailbox: str, reference: str, queries: Sequence[Query]
) -> Sequence[InboxMessage]:
    """Messages about the reference. Raises any Failure but Unreachable.

    Exchange may refuse a filter, so several queries are tried, the most specific first, and the
    results are filtered here again.
    """
    place = ("users", mailbox, "mailFolders", "inbox", "messages")
    name = "returns"
    for options in queries:
        url = client.url(*place, select=FIELDS, top="50", **options)
        try:
            items = await client.request_list(GraphRequest(name, "GET", url, refusals=(400, 501)))
        except Gone:
            # Every mailbox has an Inbox; 404 means that the mailbox itself is missing.
            raise NotSetUp("mailbox") from None
        except Rejected as refused:
            if isinstance(refused, NotSetUp):
                raise
            continue
        whole = [one for item in items if (one := InboxMessage.read(item)) is not None]
        client.skipped(name, len(items) - len(whole))
        return [one for one in whole if one.is_about(reference)]
    raise NotSetUp("inbox")


def _by_subject(reference: str) -> Query:
    expanded = f"singleValueExtendedProperties($filter=id eq {odata_string(CLASS_PROPERTY)})"
    return {"filter": f"contains(subject,{odata_string(reference)})", "expand": expanded}


def _by_class() -> Query:
    condition = (
        f"ep/id eq {odata_string(CLASS_PROPERTY)} and ep/value eq {odata_string(USUAL_CLASS)}"
    )
    return {"filter": f"singleValueExtendedProperties/Any(ep: {condition})"}


def _class(item: JsonObject) -> str:
    """The message class, or an empty string."""
    properties = item.get("singleValueExtendedProperties")
    for one in properties if isinstance(properties, list) else []:
        is_class = (
            isinstance(one, dict) and str(one.get("id")).casefold() == CLASS_PROPERTY.casefold()
        )
        if is_class and isinstance(value := one.get("value"), str):
            return value
    return ""


def _sender(item: JsonObject) -> str:
    """The sender's address, or an empty string; a report may have none."""
    sender = item.get("from")
    named = sender.get("emailAddress") if isinstance(sender, dict) else None
    address = named.get("address") if isinstance(named, dict) else None
    return address.casefold() if isinstance(address, str) else ""
