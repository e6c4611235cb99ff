"""The Inbox as Graph lists it: by words in the subject, by the message class, or all of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.stand_ins.graph.mailbox import Received
from tests.stand_ins.graph.queries import QUOTED, number, only, selected, unquoted
from tests.stand_ins.graph.refusals import Malformed, Refused

CLASS = "String 0x001A"
KNOWN = frozenset({"id", "subject", "receivedDateTime", "from"})
_SUBJECT = re.compile(rf"contains\(subject,{QUOTED}\)")
_CLASS = re.compile(
    rf"singleValueExtendedProperties/[Aa]ny\((\w+): ?\1/id eq {QUOTED} and \1/value eq {QUOTED}\)"
)
_EXPAND = re.compile(rf"singleValueExtendedProperties\(\$filter=id eq {QUOTED}\)")


def listed(
    inbox: Sequence[Received], query: Mapping[str, str], *, takes_filters: bool
) -> list[dict[str, Any]]:
    """What is asked for, newest first. Raises Refused."""
    only(query, "$filter", "$expand", "$select", "$top")
    if "$filter" in query and not takes_filters:
        raise Refused(400, "ErrorInvalidUrlQueryFilter")
    select = selected(query.get("$select"), KNOWN) or KNOWN
    fitting = [it for it in inbox if _fits(it, query.get("$filter"))]
    top = number(query, "$top", 10, 1, 1000)
    shows_class = _shows_class(query.get("$expand"))
    newest_first = sorted(fitting, key=lambda it: it.received_at, reverse=True)
    return [_shown(it, select, shows_class=shows_class) for it in newest_first[:top]]


def _fits(it: Received, text: str | None) -> bool:
    if text is None:
        return True
    if by_subject := _SUBJECT.fullmatch(text):
        return unquoted(by_subject[1]).casefold() in it.subject.casefold()
    by_class = _CLASS.fullmatch(text)
    if by_class is None or unquoted(by_class[2]).casefold() != CLASS.casefold():
        raise Malformed("$filter of the Inbox", "ErrorInvalidUrlQueryFilter")
    return unquoted(by_class[3]).casefold() == it.message_class.casefold()


def _shows_class(text: str | None) -> bool:
    if text is None:
        return False
    found = _EXPAND.fullmatch(text)
    if found is None or unquoted(found[1]).casefold() != CLASS.casefold():
        raise Malformed("$expand of the Inbox")
    return True


def _shown(it: Received, select: frozenset[str], *, shows_class: bool) -> dict[str, Any]:
    everything: dict[str, Any] = {
        "subject": it.subject,
        "receivedDateTime": it.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if it.sender:
        everything["from"] = {"emailAddress": {"address": it.sender, "name": ""}}
    chosen: dict[str, Any] = {name: value for name, value in everything.items() if name in select}
    if shows_class:
        chosen["singleValueExtendedProperties"] = [{"id": CLASS, "value": it.message_class}]
    return {"@odata.etag": 'W/"1"', "id": it.id, **chosen}
