"""The whole way of a mail through the stand-in, asked as Graph wants to be asked."""

from base64 import b64decode

from tests.stand_ins.graph import Graph
from tests.stand_ins.graph.caller import DRAFT, GUID, MESSAGES, PROPERTY, GraphCaller


async def test_a_draft_is_found_sent_and_found_among_the_sent(
    graph: Graph, call: GraphCaller
) -> None:
    draft_id = await call.creates()
    before = await call.looks_up()
    sent = await call.sends(draft_id)
    after = await call.looks_up(folder="sentitems")

    assert [(m["isDraft"], m["id"]) for m in before.found] == [(True, after.found[0]["id"])]
    assert (sent.status, sent.body) == (202, b"")
    assert [m["isDraft"] for m in after.found] == [False]
    assert graph.violations == []


async def test_the_ledger_holds_what_left(graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates()
    assert graph.ledger == []

    await call.sends(draft_id)

    mail = graph.ledger[0]
    assert (mail.key, mail.property_id) == ("BSMA-1", PROPERTY)
    assert (mail.to, mail.subject) == (("security@example.org",), "An invented subject")
    assert (mail.content_type, mail.body, mail.importance) == ("html", "<p>Invented.</p>", "high")
    assert mail.headers == {"x-report-reference": "BSMA-1"}
    assert [(file.name, file.content) for file in mail.attachments] == [
        ("report.json", b64decode("e30="))
    ]


async def test_the_filter_minds_the_names_case_and_not_the_values(call: GraphCaller) -> None:
    await call.creates()
    misspelt = PROPERTY.replace("EscalationRef", "escalationref")
    shouted = PROPERTY.replace(GUID, GUID.upper())

    assert len((await call.looks_up("bsma-1")).found) == 1
    assert (await call.looks_up("BSMA-2")).found == []
    assert len((await call("GET", MESSAGES, query=_filter(shouted))).found) == 1
    assert (await call("GET", MESSAGES, query=_filter(misspelt))).found == []


async def test_a_quoted_quote_is_one_quote(graph: Graph, call: GraphCaller) -> None:
    await call.creates(singleValueExtendedProperties=[{"id": PROPERTY, "value": "O'Example"}])

    assert len((await call.looks_up("O'Example")).found) == 1
    assert graph.violations == []


def _filter(property_id: str) -> dict[str, str]:
    asked = f"ep/id eq '{property_id}' and ep/value eq 'BSMA-1'"
    return {"$filter": f"singleValueExtendedProperties/Any(ep: {asked})"}


async def test_a_draft_may_be_read_changed_and_dropped(graph: Graph, call: GraphCaller) -> None:
    draft_id = await call.creates()

    changed = await call("PATCH", f"{MESSAGES}/{draft_id}", {"subject": "Another"})
    read = await call("GET", f"{MESSAGES}/{draft_id}", query={"$select": "subject,importance"})
    deleted = await call("DELETE", f"{MESSAGES}/{draft_id}")
    gone = await call("GET", f"{MESSAGES}/{draft_id}")

    assert (changed.status, deleted.status) == (200, 204)
    assert (read.body["subject"], read.body["importance"]) == ("Another", "high")
    assert (gone.status, gone.code) == (404, "ErrorItemNotFound")
    assert graph.violations == []


async def test_without_the_header_an_id_does_not_outlive_the_move(call: GraphCaller) -> None:
    plain = {"Prefer": None}
    created = await call("POST", MESSAGES, DRAFT, headers=plain)
    kept = (await call.looks_up()).found[0]["id"]
    await call.sends((await call.looks_up()).found[0]["id"].replace("/", "%2F"))

    sent = await call("GET", MESSAGES, headers=plain)

    assert sent.found[0]["id"] not in {created.body["id"], kept}
    assert (await call.looks_up()).found[0]["id"] == kept
