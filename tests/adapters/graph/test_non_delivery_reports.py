"""Non-delivery reports in the Inbox, through a strict Graph and through odd answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.mail import GraphMail
from bot.ports import Busy, Failure, NotSetUp
from tests.adapters.graph.plain_server import answered_by
from tests.metrics.told import Told
from tests.stand_ins.graph import NAMED, SENDER, Graph

REFERENCE = "4HMD-E37R"
SUBJECT = f"Undeliverable: High: Online harm report {REFERENCE}"
CLASS = "REPORT.IPM.Note.NDR"
AT = "2026-11-23T00:01:00Z"


@pytest.mark.parametrize("takes_filters", [True, False])
async def test_a_report_is_found_whether_or_not_the_inbox_takes_filters(
    takes_filters: bool, graph: Graph, mail: GraphMail
) -> None:
    graph.habits.takes_filters = takes_filters
    graph.receives("Undeliverable: High: Online harm report AAAA-BBBB")
    graph.receives("Re: lunch", "IPM.Note")
    graph.receives(SUBJECT)

    (found,) = await mail.non_delivery_reports(REFERENCE)

    assert found.subject == SUBJECT
    assert abs((found.received_at - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize(
    "message_class", ["report.ipm.note.ndr", "REPORT.IPM.Note.SMIME.NDR", "REPORT.NDR"]
)
async def test_every_class_of_a_non_delivery_report_is_one(
    message_class: str, graph: Graph, mail: GraphMail
) -> None:
    graph.receives(SUBJECT, message_class)

    assert len(await mail.non_delivery_reports(REFERENCE)) == 1


@pytest.mark.parametrize(
    "message_class",
    [
        "IPM.Note",
        "REPORT.IPM.Note.DR",
        "REPORT.IPM.Note.Delayed",
        "REPORT.IPM.Note.IPNRN",
        "IPM.Note.Rules.OofTemplate.Microsoft",
        "REPORT.IPM.Note.NDR.Not",
    ],
)
async def test_what_is_no_non_delivery_report_says_nothing(
    message_class: str, graph: Graph, mail: GraphMail
) -> None:
    graph.receives(SUBJECT, message_class)

    assert await mail.non_delivery_reports(REFERENCE) == []


@pytest.mark.parametrize(
    "subject",
    [
        "Undeliverable: Online harm report AAAA-BBBB",
        f"Undeliverable: X{REFERENCE}",
        f"Undeliverable: {REFERENCE}X",
        f"Undeliverable: {REFERENCE}-AAAA",
        "Undeliverable: 4HMD E37R",
        "",
    ],
)
async def test_only_a_whole_reference_of_ours_counts(
    subject: str, graph: Graph, mail: GraphMail
) -> None:
    graph.receives(subject)

    assert await mail.non_delivery_reports(REFERENCE) == []


async def test_a_report_in_another_language_is_known_by_its_class(
    graph: Graph, mail: GraphMail
) -> None:
    graph.receives(f"Unzustellbar: {REFERENCE.lower()}")

    assert len(await mail.non_delivery_reports(REFERENCE)) == 1


async def test_it_is_one_question_where_the_inbox_takes_filters(
    graph: Graph, mail: GraphMail
) -> None:
    await mail.non_delivery_reports(REFERENCE)

    assert [call.operation for call in graph.calls] == ["inbox"]


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("unavailable", Busy),
        ("dropped", Busy),
        ("other_mailbox", NotSetUp),
        ("no_mailbox", NotSetUp),
        ("item_gone", NotSetUp),
        ("foreign_404", Busy),
    ],
)
async def test_a_look_that_failed_does_not_pass_for_nothing_there(
    fault: str, meaning: type[Failure], graph: Graph, mail: GraphMail
) -> None:
    graph.answers_next("inbox", NAMED[fault])

    with pytest.raises(meaning):
        await mail.non_delivery_reports(REFERENCE)


async def test_an_inbox_that_answers_no_question_is_an_administrators_to_mend(
    graph: Graph, mail: GraphMail
) -> None:
    graph.answers_next("inbox", NAMED["unknown_code"], times=3)

    with pytest.raises(NotSetUp):
        await mail.non_delivery_reports(REFERENCE)


def item(**says: object) -> dict[str, object]:
    """A report as Graph lists it."""
    shown = [{"id": "String 0x1a", "value": "x"}, {"id": "string 0x001a", "value": CLASS}]
    usual = {"id": "1", "subject": SUBJECT, "receivedDateTime": AT}
    return usual | {"singleValueExtendedProperties": shown} | says


ODD: Sequence[object] = [
    None,
    7,
    {},
    item(subject=None),
    item(subject=7),
    item(receivedDateTime=None),
    item(receivedDateTime="yesterday"),
]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("odd", ODD)
async def test_beside_an_odd_element_a_report_is_still_found(
    odd: object, place: int, tokens: Tokens
) -> None:
    told, listed = Told(), [item()]
    listed.insert(place, odd)  # type: ignore[arg-type]

    async with answered_by(tokens, lambda _: web.json_response({"value": listed})) as client:
        client.skipped.counts = told
        found = await GraphMail(client, SENDER).non_delivery_reports(REFERENCE)

    assert len(found) == 1
    assert told.skips == [("returns", 1)]


@pytest.mark.parametrize("shown", [None, 7, [], [None], [{}], [{"id": "String 0x001A"}]])
@pytest.mark.parametrize(
    ("subject", "is_one"), [(SUBJECT, True), (f"Re: Online harm report {REFERENCE}", False)]
)
async def test_without_its_class_a_report_is_known_by_what_it_is_called(
    subject: str, is_one: bool, shown: object, tokens: Tokens
) -> None:
    listed = [item(subject=subject, singleValueExtendedProperties=shown)]

    async with answered_by(tokens, lambda _: web.json_response({"value": listed})) as client:
        assert bool(await GraphMail(client, SENDER).non_delivery_reports(REFERENCE)) is is_one
