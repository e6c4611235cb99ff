"""Unknown keys survive a round trip; fields unknown to release 1.0.0 are stored separately."""

import json
from typing import Any

import pytest
from pydantic import Field
from sqlalchemy import Column, Table, select, update

from bot.adapters.storage.tables import BrokenDocument, cards, drafts, escalations, people, reports
from bot.domain.base import SINCE_1_1, split_additions
from bot.domain.draft import Draft
from bot.domain.escalation import Decision, Escalation, Transition
from bot.domain.people import KnownPerson, Person
from bot.domain.report import Report
from bot.ports import ChatState, PlacedCard
from tests.adapters.storage.builders import (
    LEADER,
    REPORTER,
    START,
    a_draft,
    a_report,
    a_submission,
    an_address,
)
from tests.adapters.storage.conftest import Store

EMPTY = ChatState(document=None, version=0, draft=None, draft_version=0)
UNKNOWN = {"from_a_newer_release": {"deep": ["x"]}}


class NewerPerson(Person):
    """A person with fields of a newer release."""

    desk: str | None = Field(None, json_schema_extra=SINCE_1_1)


class NewerDraft(Draft):
    """A draft with fields of a newer release."""

    reporter: NewerPerson
    mood: str | None = Field(None, json_schema_extra=SINCE_1_1)


class NewerKnown(KnownPerson):
    """A cached look-up with fields of a newer release."""

    leader: NewerPerson | None = None


class NewerReport(Report):
    """A report with fields of a newer release."""

    mood: str | None = Field(None, json_schema_extra=SINCE_1_1)


class NewerEscalation(Escalation):
    """An escalation with fields of a newer release."""

    mood: str | None = Field(None, json_schema_extra=SINCE_1_1)


async def test_an_escalation_keeps_what_it_does_not_know_through_its_transitions(
    store: Store,
) -> None:
    await store.reports.submit(a_submission())
    await _add_unknown(store, escalations, escalations.c.document)
    await _add_unknown(store, reports, reports.c.document)

    await store.reports.change("report-1", _approved)

    assert (await _document(store, escalations.c.document)).items() >= UNKNOWN.items()
    assert (await _document(store, reports.c.document)).items() >= UNKNOWN.items()
    report, escalation = await store.reports.get("report-1")
    assert report.model_extra == escalation.model_extra == UNKNOWN
    assert escalation.decision is Decision.APPROVE


async def test_parts_of_an_escalation_keep_what_they_do_not_know(store: Store) -> None:
    await store.reports.submit(a_submission())
    written = await _document(store, escalations.c.document)
    written["leader"] |= UNKNOWN
    await _write(store, escalations, escalations.c.document, written)

    await store.reports.change("report-1", _approved)

    assert (await _document(store, escalations.c.document))["leader"] == written["leader"]


async def test_a_draft_keeps_what_it_does_not_know(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())
    await _add_unknown(store, drafts, drafts.c.document)
    kept = await store.conversations.load("chat", REPORTER)
    assert kept.draft is not None

    draft = kept.draft.with_scenario("threat").with_answer("safe", ("yes",), "words")
    await store.conversations.save("chat", REPORTER, kept, document={}, draft=draft)

    written = await _document(store, drafts.c.document)
    assert written == {**split_additions(draft).document, **UNKNOWN}


async def test_what_is_known_of_a_person_is_read_with_what_is_not(store: Store) -> None:
    await store.people.remember_address(an_address())
    await store.people.remember_known(REPORTER, KnownPerson(leader_is_away=True))
    await _add_unknown(store, people, people.c.known)
    await _add_unknown(store, people, people.c.address)

    known, address = await store.people.known(REPORTER), await store.people.address(REPORTER)
    assert known is not None
    assert address is not None
    await store.people.remember_known(REPORTER, known.model_copy(update={"leader_is_away": False}))
    await store.people.remember_address(address)

    expected = {**split_additions(KnownPerson()).document, **UNKNOWN}
    assert await _document(store, people.c.known) == expected
    assert await _document(store, people.c.address) == {**an_address().model_dump(), **UNKNOWN}


async def test_the_place_of_a_card_is_read_with_what_is_unknown(store: Store) -> None:
    await store.reports.submit(a_submission())
    card = PlacedCard(LEADER.id, "leader", an_address(LEADER.id), "activity-1")
    await store.reports.place_card("report-1", card)
    await _add_unknown(store, cards, cards.c.address)

    placed = await store.reports.placed_card("report-1", LEADER.id, "leader")

    assert placed is not None
    assert placed.activity_id == "activity-1"
    assert placed.address.model_extra == UNKNOWN


async def test_what_was_added_to_a_draft_stands_beside_its_document(store: Store) -> None:
    draft = NewerDraft.model_validate({**a_draft().model_dump(), "mood": "calm"})

    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=draft)

    assert await _document(store, drafts.c.document) == split_additions(a_draft()).document
    kept = await store.conversations.load("chat", REPORTER)
    assert kept.draft is not None
    assert kept.draft.model_extra == {"mood": "calm"}


async def test_what_was_added_is_still_there_after_release_1_0_0_wrote(store: Store) -> None:
    draft = NewerDraft.model_validate(
        {
            **a_draft().model_dump(),
            "mood": "calm",
            "reporter": {"id": REPORTER.id, "name": "Aroha", "desk": "021"},
        }
    )
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=draft)
    written = await _document(store, drafts.c.document)
    written |= {"scenario_id": "threat", "reporter": {"id": REPORTER.id, "name": "Aroha Example"}}

    await _write(store, drafts, drafts.c.document, written)

    kept = (await store.conversations.load("chat", REPORTER)).draft
    assert kept is not None
    assert (kept.scenario_id, kept.model_extra) == ("threat", {"mood": "calm"})
    assert (kept.reporter.name, kept.reporter.model_extra) == ("Aroha Example", {"desk": "021"})


async def test_a_draft_begun_anew_by_release_1_0_0_has_nothing_of_the_one_before(
    store: Store,
) -> None:
    draft = NewerDraft.model_validate({**a_draft().model_dump(), "mood": "calm"})
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=draft)

    anew = a_draft("report-2")
    await _write(store, drafts, drafts.c.document, anew.model_dump(mode="json"))

    assert (await store.conversations.load("chat", REPORTER)).draft == anew


async def test_what_was_added_to_a_report_and_its_escalation_stands_beside_them(
    store: Store,
) -> None:
    submission = a_submission(NewerReport.model_validate({**a_report().model_dump(), "mood": "a"}))
    opened = submission.escalation.model_dump()
    escalation = NewerEscalation.model_validate({**opened, "mood": "b"})
    step = Transition(before=None, after=escalation, events=submission.transition.events)

    await store.reports.submit(type(submission)(submission.report, escalation, step))

    assert "mood" not in await _document(store, reports.c.document)
    assert "mood" not in await _document(store, escalations.c.document)
    report, escalation_read = await store.reports.get("report-1")
    assert report.model_extra == {"mood": "a"}
    assert escalation_read.model_extra == {"mood": "b"}


async def test_what_was_added_to_an_answer_of_the_directory_holds_for_that_answer(
    store: Store,
) -> None:
    leader = {"name": "Lea Example", "desk": "021"}
    await store.people.remember_known(REPORTER, NewerKnown.model_validate({"leader": leader}))
    assert "desk" not in (await _document(store, people.c.known))["leader"]
    known = await store.people.known(REPORTER)

    another = KnownPerson(leader=Person(name="Ana Example"))
    await _write(store, people, people.c.known, another.model_dump())

    assert known is not None
    assert known.leader is not None
    assert known.leader.model_extra == {"desk": "021"}
    assert await store.people.known(REPORTER) == another


@pytest.mark.parametrize("broken", ["[]", "{", '{"": 1}', '{"": {"to": "report-1"}}', '{"": {}}'])
async def test_additions_that_cannot_be_read_are_a_broken_row(store: Store, broken: str) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())
    async with store.database.write() as connection:
        await connection.execute(update(drafts).values(additions=broken))

    with pytest.raises(BrokenDocument, match=f"draft of {REPORTER.id}"):
        await store.conversations.load("chat", REPORTER)


def _approved(escalation: Escalation) -> Transition:
    return escalation.decide(Decision.APPROVE, by=LEADER, at=START)


async def _document(store: Store, column: Column[Any]) -> dict[str, Any]:
    ((text,),) = await store.rows(select(column))
    found: dict[str, Any] = json.loads(text)
    return found


async def _add_unknown(store: Store, table: Table, column: Column[Any]) -> None:
    await _write(store, table, column, {**await _document(store, column), **UNKNOWN})


async def _write(store: Store, table: Table, column: Column[Any], said: dict[str, Any]) -> None:
    """Updates as another release does, which writes its own columns only."""
    async with store.database.write() as connection:
        await connection.execute(update(table).values({column: json.dumps(said)}))
