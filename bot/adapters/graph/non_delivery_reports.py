"""Non-delivery reports in the Inbox, by the message class that Exchange gives them.

The class is PidTagMessageClass, [MS-OXCMSG] 2.2.1.3; a non-delivery report's is REPORT.….NDR.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.mail_payload import moment, quoted
from bot.adapters.graph.request import GraphRequest
from bot.adapters.http_json import JsonObject
from bot.ports import Gone, NonDeliveryReport, NotSetUp, Rejected

CLASS_PROPERTY = "String 0x001A"
"""PidTagMessageClass."""
USUAL_CLASS = "REPORT.IPM.Note.NDR"
FIELDS = "id,subject,receivedDateTime"
_CLASS = re.compile(r"REPORT\.(.+\.)?NDR", re.IGNORECASE)
# What a report is called where its class is not shown.
_CALLED = re.compile(
    r"undeliver|delivery (status notification|has failed|failure)|returned mail|delivery failed",
    re.IGNORECASE,
)


async def returned(
    client: GraphClient, mailbox: str, reference: str
) -> Sequence[NonDeliveryReport]:
    """Those about mails with the reference in the subject. Raises any Failure but Unreachable.

    Whether Exchange takes a filter is for Exchange to say, so there is more than one way to ask,
    and what is found is looked at here once more.
    """
    place = ("users", mailbox, "mailFolders", "inbox", "messages")
    name = "returns"
    for options in _ways(reference):
        url = client.url(*place, select=FIELDS, top="50", **options)
        try:
            found = await client.items(GraphRequest(name, "GET", url, refusals=(400, 501)))
        except Gone:
            # A mailbox always has an Inbox; gone is only the mailbox itself.
            raise NotSetUp("mailbox") from None
        except Rejected as refused:
            if isinstance(refused, NotSetUp):
                raise
            continue
        reports = [it for item in found if (it := _report(item, reference)) is not None]
        client.skipped(name, sum(not _is_whole(item) for item in found))
        return reports
    raise NotSetUp("inbox")


def _ways(reference: str) -> Iterator[Mapping[str, str]]:
    shown = f"singleValueExtendedProperties($filter=id eq {quoted(CLASS_PROPERTY)})"
    yield {"filter": f"contains(subject,{quoted(reference)})", "expand": shown}
    asked = f"ep/id eq {quoted(CLASS_PROPERTY)} and ep/value eq {quoted(USUAL_CLASS)}"
    yield {"filter": f"singleValueExtendedProperties/Any(ep: {asked})"}
    yield {}


def _report(item: JsonObject, reference: str) -> NonDeliveryReport | None:
    subject, received_at = item.get("subject"), moment(item, "receivedDateTime")
    if not isinstance(subject, str) or received_at is None:
        return None
    # Not part of a longer word: a reference is one of ours only as a whole.
    is_about_it = re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", subject, re.IGNORECASE)
    shown = _class(item)
    is_report = _CLASS.fullmatch(shown) if shown else _CALLED.search(subject)
    return NonDeliveryReport(subject, received_at) if is_about_it and is_report else None


def _class(item: JsonObject) -> str:
    """The message class; empty where it is not shown."""
    listed = item.get("singleValueExtendedProperties")
    for one in listed if isinstance(listed, list) else []:
        is_class = (
            isinstance(one, dict) and str(one.get("id")).casefold() == CLASS_PROPERTY.casefold()
        )
        if is_class and isinstance(value := one.get("value"), str):
            return value
    return ""


def _is_whole(item: JsonObject) -> bool:
    return isinstance(item.get("subject"), str) and moment(item, "receivedDateTime") is not None
