"""Dialog states and drafts: optimistic lock, written atomically."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.adapters.storage.tables import BrokenDocument, conversations, drafts, reports, tasks
from bot.domain.draft import Draft
from bot.domain.people import Actor
from bot.ports import ChatState, ChatWindow, Conflict, DraftChanged, NewTask
from tests.adapters.storage.builders import (
    REPORTER,
    START,
    TENANT,
    SetClock,
    a_draft,
    a_submission,
    an_address,
)
from tests.adapters.storage.conftest import Store

EMPTY = ChatState(document=None, version=0, draft=None, draft_version=0)
ASKING = {"step": "question", "nonce": "ā1", "deep": {"list": [1, None, True]}}


async def test_a_new_chat_has_nothing(store: Store) -> None:
    assert await store.conversations.load("chat", REPORTER) == EMPTY


async def test_position_and_draft_come_back_as_they_were_saved(store: Store) -> None:
    draft = a_draft(words="kūmara 🥔 \u0000 '; DROP TABLE drafts; --")

    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=draft)

    assert await store.conversations.load("chat", REPORTER) == ChatState(ASKING, 1, draft, 1)


async def test_a_draft_follows_its_reporter_and_a_position_its_chat(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    stranger = Actor(id=REPORTER.id, tenant_id="elsewhere")

    assert await store.conversations.load("chat", stranger) == ChatState(ASKING, 1, None, 0)
    assert await store.conversations.load("group", REPORTER) == ChatState(None, 0, a_draft(), 1)


async def test_an_unchanged_draft_is_not_written(store: Store, clock: SetClock) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    clock.passes(timedelta(minutes=1))

    await store.conversations.save("chat", REPORTER, kept, document={}, draft=a_draft())

    assert await store.conversations.load("chat", REPORTER) == ChatState({}, 2, a_draft(), 1)
    assert await store.rows(select(drafts.c.updated_at)) == [(START,)]


async def test_a_changed_draft_is_written_over_the_old_one(store: Store, clock: SetClock) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    clock.passes(timedelta(minutes=1))
    begun_anew = a_draft("report-2", "said")

    await store.conversations.save("chat", REPORTER, kept, document=ASKING, draft=begun_anew)

    assert await store.conversations.load("chat", REPORTER) == ChatState(ASKING, 2, begun_anew, 2)
    row = (await store.rows(select(drafts.c.id, drafts.c.updated_at)))[0]
    assert row == ("report-2", START + timedelta(minutes=1))


async def test_a_draft_is_read_with_the_time_of_its_last_change(
    store: Store, clock: SetClock
) -> None:
    draft = a_draft()
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=draft)
    clock.passes(timedelta(minutes=1))

    assert await store.drafts.get(draft.id) == (draft, START)
    assert await store.drafts.get("another") is None


async def test_a_draft_that_was_given_up_is_deleted(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)

    await store.conversations.save("chat", REPORTER, kept, document={}, draft=None)

    assert await store.conversations.load("chat", REPORTER) == ChatState({}, 2, None, 0)


async def test_a_turn_that_sent_the_report_finds_its_draft_gone_and_is_saved(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    await store.reports.submit(replace(a_submission(), draft_version=1))

    await store.conversations.save("chat", REPORTER, kept, document={}, draft=None, is_sent=True)

    assert await store.conversations.load("chat", REPORTER) == ChatState({}, 2, None, 0)


async def test_a_draft_that_was_sent_meanwhile_cannot_be_given_up(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    await store.reports.submit(replace(a_submission(), draft_version=1))

    with pytest.raises(Conflict):
        await store.conversations.save("chat", REPORTER, kept, document={}, draft=None)

    assert await store.conversations.load("chat", REPORTER) == ChatState(ASKING, 1, None, 0)


@pytest.mark.parametrize("meanwhile", [a_draft(words="more"), None], ids=["changed", "gone"])
async def test_a_draft_that_is_another_by_now_is_not_sent(
    store: Store, meanwhile: Draft | None
) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    await store.conversations.save("chat", REPORTER, kept, document={}, draft=meanwhile)

    with pytest.raises(DraftChanged):
        await store.reports.submit(replace(a_submission(), draft_version=1))

    assert await store.rows(select(reports)) == []
    assert (await store.conversations.load("chat", REPORTER)).draft == meanwhile


async def test_a_report_that_is_kept_is_found_again_without_its_draft(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    first = await store.reports.submit(replace(a_submission(), draft_version=1))

    again = await store.reports.submit(replace(a_submission(), draft_version=1))

    assert again == first


async def test_a_turn_that_was_overtaken_is_a_conflict(store: Store, other: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    await other.conversations.save("chat", REPORTER, kept, document={}, draft=kept.draft)

    with pytest.raises(Conflict):
        await store.conversations.save(
            "chat", REPORTER, kept, document=ASKING, draft=None, tasks=[NewTask("key", "kind")]
        )

    assert await store.conversations.load("chat", REPORTER) == ChatState({}, 2, a_draft(), 1)
    assert await store.rows(select(tasks)) == []
    assert store.woken == 0


@pytest.mark.parametrize("draft", [a_draft(words="mine"), None])
async def test_a_draft_that_changed_from_another_chat_is_a_conflict(
    store: Store, draft: object
) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    kept = await store.conversations.load("chat", REPORTER)
    elsewhere = await store.conversations.load("phone", REPORTER)
    theirs = a_draft(words="theirs")
    await store.conversations.save("phone", REPORTER, elsewhere, document={}, draft=theirs)

    with pytest.raises(Conflict):
        await store.conversations.save("chat", REPORTER, kept, document={}, draft=draft)  # type: ignore[arg-type]

    assert await store.conversations.load("chat", REPORTER) == ChatState(ASKING, 1, theirs, 2)


async def test_a_draft_that_was_replaced_by_a_new_one_is_a_conflict(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=a_draft())
    stale = await store.conversations.load("chat", REPORTER)
    await store.reports.submit(a_submission())
    fresh = await store.conversations.load("phone", REPORTER)
    await store.conversations.save("phone", REPORTER, fresh, document={}, draft=a_draft("new"))

    with pytest.raises(Conflict):
        await store.conversations.save(
            "chat", REPORTER, stale, document={}, draft=a_draft(words="late")
        )

    assert (await store.conversations.load("phone", REPORTER)).draft == a_draft("new")


async def test_of_twenty_first_turns_at_once_one_is_kept(store: Store, other: Store) -> None:
    outcomes = await asyncio.gather(
        *(
            each.conversations.save(
                "chat", REPORTER, EMPTY, document={"by": n}, draft=a_draft(f"draft-{n}")
            )
            for n in range(10)
            for each in (store, other)
        ),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict] * 19
    assert len(await store.rows(select(conversations))) == 1
    assert len(await store.rows(select(drafts))) == 1


async def test_tasks_and_address_are_kept_with_the_turn(store: Store) -> None:
    look_up = NewTask("draft:report-1:leader", "look_up_leader", payload={"id": REPORTER.id})

    await store.conversations.save(
        "chat", REPORTER, EMPTY, document={}, draft=None, tasks=[look_up], address=an_address()
    )

    assert await store.rows(select(tasks.c.key)) == [(look_up.key,)]
    assert await store.people.address(REPORTER) == an_address()
    assert store.woken == 1


async def test_something_that_is_not_plain_json_is_refused(store: Store) -> None:
    with pytest.raises(TypeError):
        await store.conversations.save("chat", REPORTER, EMPTY, document={"at": START}, draft=None)


@pytest.mark.parametrize("text", ["[]", "{", '"marked"', ""])
async def test_a_broken_position_is_named_and_not_quoted(store: Store, text: str) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=None)
    async with store.database.write() as connection:
        await connection.execute(update(conversations).values(document=text))

    with pytest.raises(BrokenDocument, match=r"^conversation chat does not hold an object$"):
        await store.conversations.load("chat", REPORTER)


async def test_a_draft_of_an_unknown_shape_is_named_and_not_quoted(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())
    async with store.database.write() as connection:
        await connection.execute(update(drafts).values(document='{"marked": 1}'))

    with pytest.raises(BrokenDocument, match=f"^draft of {REPORTER.id} does not hold a Draft$"):
        await store.conversations.load("chat", REPORTER)


async def test_an_untouched_draft_expires_and_a_touched_one_says_when(
    store: Store, clock: SetClock
) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())

    too_early = await store.drafts.expire("report-1", START - timedelta(microseconds=1))
    in_time = await store.drafts.expire("report-1", START)

    assert too_early == START
    assert in_time is None
    assert await store.rows(select(drafts)) == []
    assert await store.drafts.expire("report-1", START) is None


async def test_the_person_is_the_same_only_in_the_same_tenant(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document={}, draft=a_draft())

    rows = await store.rows(select(drafts.c.tenant_id, drafts.c.reporter_id))

    assert rows == [(TENANT, REPORTER.id)]


OPEN = ChatWindow(newest="1:b", open_card="1:a", open_kind="question")


async def test_what_a_chat_shows_is_loaded_with_its_position(store: Store) -> None:
    await store.windows.put_window("chat", OPEN)

    assert (await store.conversations.load("chat", REPORTER)).window == OPEN
    assert (await store.conversations.load("group", REPORTER)).window == ChatWindow()


async def test_what_a_chat_shows_is_no_part_of_its_optimistic_lock(store: Store) -> None:
    await store.conversations.save("chat", REPORTER, EMPTY, document=ASKING, draft=None)
    kept = await store.conversations.load("chat", REPORTER)
    await store.windows.put_window("chat", OPEN)

    await store.conversations.save("chat", REPORTER, kept, document={}, draft=None)

    assert await store.conversations.load("chat", REPORTER) == ChatState({}, 2, None, 0, OPEN)


async def test_a_message_outside_a_turn_is_the_newest_and_leaves_the_open_card(
    store: Store,
) -> None:
    await store.windows.put_window("chat", OPEN)

    before = await store.windows.message_sent("chat", "1:c")

    after = (await store.conversations.load("chat", REPORTER)).window
    assert before == OPEN
    assert after == OPEN.model_copy(update={"newest": "1:c"})


async def test_a_message_that_asks_is_the_open_card(store: Store) -> None:
    before = await store.windows.message_sent("chat", "1:c", "unsent")

    after = (await store.conversations.load("chat", REPORTER)).window
    assert before == ChatWindow()
    assert after == ChatWindow(newest="1:c", open_card="1:c", open_kind="unsent")


async def test_a_card_that_is_closed_is_handed_back_once(store: Store) -> None:
    await store.windows.put_window("chat", OPEN)

    first, second = [await store.windows.card_closed("chat") for _ in range(2)]

    assert (first.open_card, second.open_card) == ("1:a", "")
    assert (await store.conversations.load("chat", REPORTER)).window == ChatWindow(newest="1:b")


async def test_what_a_newer_release_notes_of_a_chat_is_kept(store: Store) -> None:
    await store.windows.put_window("chat", OPEN)
    newer = '{"newest":"1:b","open_card":"1:a","open_kind":"question","from_a_newer_release":1}'
    key = "window chat"
    async with store.database.write() as connection:
        await connection.execute(
            update(conversations).where(conversations.c.key == key).values(document=newer)
        )

    await store.windows.message_sent("chat", "1:c")

    (row,) = await store.rows(select(conversations.c.document).where(conversations.c.key == key))
    assert "from_a_newer_release" in row[0]
