"""Finds non-delivery reports in the Inbox by their message class.

The class is PidTagMessageClass, [MS-OXCMSG] 2.2.1.3; a non-delivery report's is REPORT.….NDR:
https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmsg/7fd7ec40-deec-4c06-9493-1bc06b349682
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import odata_string, parse_time
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.ports import Gone, NonDeliveryReport, NotSetUp, Rejected

CLASS_PROPERTY = "String 0x001A"
"""PidTagMessageClass."""
USUAL_CLASS = "REPORT.IPM.Note.NDR"
FIELDS = "id,subject,receivedDateTime"
_CLASS = re.compile(r"REPORT\.(.+\.)?NDR", re.IGNORECASE)
# Subjects of a report, for a response without its class.
_SUBJECT = re.compile(
    r"undeliver|delivery (status notification|has failed|failure)|returned mail|delivery failed",
    re.IGNORECASE,
)


async def find_returned(
    client: GraphClient, mailbox: str, reference: str
) -> Sequence[NonDeliveryReport]:
    """Reports about mails with the reference in the subject. Raises any Failure but Unreachable.

    Exchange may refuse a filter, so several are tried, the most specific first, and the results
    are filtered here again.
    """
    place = ("users", mailbox, "mailFolders", "inbox", "messages")
    name = "returns"
    for options in _queries(reference):
        url = client.url(*place, select=FIELDS, top="50", **options)
        try:
            found = await client.request_list(GraphRequest(name, "GET", url, refusals=(400, 501)))
        except Gone:
            # Every mailbox has an Inbox; 404 means that the mailbox itself is missing.
            raise NotSetUp("mailbox") from None
        except Rejected as refused:
            if isinstance(refused, NotSetUp):
                raise
            continue
        reports = [report for item in found if (report := _report(item, reference)) is not None]
        client.skipped(name, sum(not _is_whole(item) for item in found))
        return reports
    raise NotSetUp("inbox")


def _queries(reference: str) -> Iterator[Mapping[str, str]]:
    expanded = f"singleValueExtendedProperties($filter=id eq {odata_string(CLASS_PROPERTY)})"
    yield {"filter": f"contains(subject,{odata_string(reference)})", "expand": expanded}
    condition = (
        f"ep/id eq {odata_string(CLASS_PROPERTY)} and ep/value eq {odata_string(USUAL_CLASS)}"
    )
    yield {"filter": f"singleValueExtendedProperties/Any(ep: {condition})"}
    yield {}


def _report(item: JsonObject, reference: str) -> NonDeliveryReport | None:
    subject, received_at = item.get("subject"), parse_time(item, "receivedDateTime")
    if not isinstance(subject, str) or received_at is None:
        return None
    # As a whole word: a longer word with the reference in it is not a reference.
    is_about_it = re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", subject, re.IGNORECASE)
    message_class = _class(item)
    is_report = _CLASS.fullmatch(message_class) if message_class else _SUBJECT.search(subject)
    return NonDeliveryReport(subject, received_at) if is_about_it and is_report else None


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


def _is_whole(item: JsonObject) -> bool:
    return isinstance(item.get("subject"), str) and parse_time(item, "receivedDateTime") is not None
