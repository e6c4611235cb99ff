"""Each rule for what a draft may hold refuses, and says so in the violations."""

from typing import Any

import pytest

from tests.stand_ins.graph import Graph
from tests.stand_ins.graph.caller import DRAFT, GUID, MESSAGES, PROPERTY, GraphCaller

HEADER = {"name": "x-report-reference", "value": "BSMA-1"}
FILE = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "e30="}


@pytest.mark.parametrize(
    "change",
    [
        {"subjekt": "misspelt"},
        {"isDraft": True},
        {"importance": "urgent"},
        {"body": {"contentType": "html", "content": "", "format": "html"}},
        {"body": {"contentType": "HTML", "content": ""}},
        {"toRecipients": [{"address": "security@example.org"}]},
        {"isReadReceiptRequested": "true"},
        {"isReadReceiptRequested": 1},
        {"internetMessageHeaders": []},
        {"internetMessageHeaders": [HEADER] * 6},
        {"internetMessageHeaders": [{"name": "Reply-To", "value": "somebody@example.org"}]},
        {"internetMessageHeaders": [{"name": "x-two", "value": "a\r\nBcc: b@example.org"}]},
        {"singleValueExtendedProperties": [{"id": "EscalationRef", "value": "BSMA-1"}]},
        {"singleValueExtendedProperties": [{"id": PROPERTY.lower(), "value": "BSMA-1"}]},
        {"singleValueExtendedProperties": [{"id": f"String {GUID} Name ", "value": "BSMA-1"}]},
        {"singleValueExtendedProperties": [{"id": f"String {GUID[:-1]} Name X", "value": "1"}]},
        {"singleValueExtendedProperties": [{"id": PROPERTY, "value": ""}]},
        {"singleValueExtendedProperties": []},
        {"attachments": [{**FILE, "@odata.type": "#microsoft.graph.itemAttachment"}]},
        {"attachments": [{"name": "a.txt", "contentBytes": "e30="}]},
        {"attachments": [{**FILE, "contentBytes": "e30"}]},
        {"attachments": [{**FILE, "contentBytes": "e 30="}]},
        {"attachments": [{**FILE, "content": "e30="}]},
        {"attachments": [{**FILE, "contentBytes": "AAAA" * 1_020_000}]},
        {"attachments": [{**FILE, "contentBytes": "AAAA" * 510_000}] * 2},
    ],
    ids=lambda change: str(change)[:90],
)
async def test_a_wrong_draft_is_refused(
    change: dict[str, Any], graph: Graph, call: GraphCaller
) -> None:
    answer = await call("POST", MESSAGES, {**DRAFT, **change})

    assert answer.status == 400
    assert len(graph.violations) == 1
    assert (await call.looks_up()).found == []


@pytest.mark.parametrize(
    "change",
    [
        {"internetMessageHeaders": [HEADER] * 5},
        {"isReadReceiptRequested": True},
        {"ccRecipients": [{"emailAddress": {"address": "duty@example.org"}}]},
        {"attachments": [FILE, {**FILE, "isInline": False}]},
        {"attachments": [{**FILE, "contentBytes": "AAAA" * 1_000_000}]},
    ],
    ids=lambda change: str(change)[:60],
)
async def test_a_right_draft_is_kept(
    change: dict[str, Any], graph: Graph, call: GraphCaller
) -> None:
    answer = await call("POST", MESSAGES, {**DRAFT, **change})

    assert (answer.status, graph.violations) == (201, [])
