"""Exactly one email leaves, whatever fails and wherever the process dies."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import Busy, LeaseLost, Rejected, Unclear
from bot.services.emails.delivery import AcceptedMail, Vanished
from bot.services.worker.worker import Reschedule
from tests.builders import NOON
from tests.services.emails.deliveries import (
    KEY,
    LETTER,
    TASK,
    DeliveryRun,
    attempt,
    begin,
    read_anew,
    to_the_end,
)
from tests.services.fake_mailbox import drafts_in
from tests.services.fakes import MAIL, Died

FAULTS = ["ok", "die", "die late", "busy", "rejected", "lost", "unclear", "not found"]
SLOW = [(0.0, 0.0), (20.0, 0.0), (0.0, 20.0), (90.0, 0.0), (0.0, 90.0), (30.0, 400.0)]
"""Seconds of lag of the look-up, and seconds for which a sent email still looks like a draft."""


def is_exactly_once(run: DeliveryRun) -> bool:
    """One email left and is known to have left; no call risked a second one."""
    is_known = run.accepted is not None and run.accepted.accepted_at is not None
    return len(run.mailbox.left) == 1 and is_known and run.mailbox.wrong == []


# When nothing goes wrong


async def test_a_letter_is_looked_up_drafted_kept_and_sent() -> None:
    run = await to_the_end(begin())

    assert run.mailbox.calls == [
        ("look_up", KEY),
        ("create_draft", KEY),
        ("send_draft", "draft-1"),
    ]
    assert run.accepted == AcceptedMail("draft-1", NOON, ())
    assert run.mailbox.faults.came == [
        (call, "ok") for call in ("look_up", "create_draft", "checkpoint", "checkpoint")
    ] + [("send_draft", "ok")]


async def test_what_else_the_task_holds_stays_there() -> None:
    run = await to_the_end(begin())

    assert run.tasks.payloads[TASK.key]["other"] == "stays"


# Everything that can go wrong, in every order


@pytest.mark.parametrize(("lag", "moves_in"), SLOW)
@pytest.mark.parametrize("length", [1, 2, 3])
async def test_exactly_one_mail_leaves_whatever_goes_wrong(
    length: int, lag: float, moves_in: float
) -> None:
    for script in itertools.product(FAULTS, repeat=length):
        run = await to_the_end(begin(script, lag, moves_in))

        assert is_exactly_once(run), run.says


@pytest.mark.parametrize("dies_of", [asyncio.CancelledError, OSError])
async def test_it_does_not_matter_what_the_process_dies_of(dies_of: type[BaseException]) -> None:
    for script in itertools.product(["ok", "die", "die late"], repeat=5):
        run = await to_the_end(begin(script, lag=20, dies_of=dies_of))

        assert is_exactly_once(run), run.says


@settings(max_examples=400, deadline=None)
@given(
    script=st.lists(st.sampled_from(FAULTS), min_size=4, max_size=14),
    slow=st.tuples(st.floats(0, 250), st.floats(0, 250)),
)
async def test_exactly_one_mail_leaves_after_a_long_run_of_bad_luck(
    script: list[str], slow: tuple[float, float]
) -> None:
    run = await to_the_end(begin(script, *slow))

    assert is_exactly_once(run), run.says


@pytest.mark.parametrize(("faults", "length"), [(FAULTS, 3), (["lost", "unclear", "busy"], 6)])
async def test_exactly_one_mail_leaves_whatever_a_send_comes_to(
    faults: list[str], length: int
) -> None:
    for script in itertools.product(faults, repeat=length):
        run = await to_the_end(begin(script, only_at="send_draft"))

        assert is_exactly_once(run), run.says


@settings(max_examples=300, deadline=None)
@given(
    script=st.lists(st.sampled_from([*FAULTS, "gone"]), max_size=12),
    slow=st.tuples(st.floats(0, 250), st.floats(0, 250)),
)
async def test_a_draft_somebody_deletes_never_makes_two_mails(
    script: list[str], slow: tuple[float, float]
) -> None:
    run = await to_the_end(begin(script, *slow))

    assert run.mailbox.wrong == [], run.says
    assert len(run.mailbox.left) == (0 if run.accepted is None else 1), run.says
    assert run.accepted is not None or "Vanished" in run.ends, run.says


# Single ways, told one by one


async def test_a_draft_that_was_made_before_a_crash_is_taken_over() -> None:
    run = await to_the_end(begin(["ok", "die late"]))

    assert run.mailbox.count("create_draft") == 1
    assert run.mailbox.left == ["draft-1"]


async def test_of_several_drafts_the_oldest_is_kept_and_the_others_go() -> None:
    run = begin()
    for _ in range(3):
        await run.mailbox.create_draft(LETTER)

    await to_the_end(run)

    assert run.mailbox.left == ["draft-1"]
    assert drafts_in(run.mailbox) == []


async def test_a_mail_that_is_there_already_is_not_sent_again() -> None:
    run = begin()
    await run.mailbox.create_draft(LETTER)
    await run.mailbox.send_draft("draft-1")
    run.mailbox.calls.clear()
    run.mailbox.clock.passes(timedelta(minutes=2))

    await to_the_end(run)

    assert run.accepted == AcceptedMail("", NOON, ())
    assert run.mailbox.calls == [("look_up", KEY)]


async def test_a_doubtful_send_is_looked_for_before_anything_else() -> None:
    run = begin(["unclear"], only_at="send_draft")
    with pytest.raises(Unclear):
        await attempt(run)
    run.mailbox.calls.clear()

    accepted = await attempt(run)

    assert run.mailbox.calls == [("look_up", KEY)]
    assert accepted.accepted_at == NOON


async def test_a_draft_that_is_still_there_is_handed_over_again_only_after_a_while() -> None:
    run = begin(["lost"], only_at="send_draft")
    with pytest.raises(Unclear):
        await attempt(run)

    with pytest.raises(Reschedule) as soon:
        await attempt(run)
    run.mailbox.clock.passes(MAIL.resend_after)
    accepted = await attempt(run)

    assert soon.value.delay == MAIL.first_look
    assert (accepted.draft_id, run.mailbox.left) == ("draft-1", ["draft-1"])


async def test_the_looks_grow_rarer_up_to_a_minute() -> None:
    run = begin(["die"], only_at="send_draft")
    run.mailbox.lag = timedelta(minutes=4)
    delays = []
    with pytest.raises(Died):
        await attempt(run)

    for _ in range(6):
        with pytest.raises(Reschedule) as later:
            await attempt(run)
        delays.append(later.value.delay.total_seconds())
        run.mailbox.clock.passes(later.value.delay)

    assert delays == [5, 5, 10, 20, 40, 60]


async def test_a_mail_that_is_nowhere_is_left_to_a_person_and_looked_for_again() -> None:
    run = begin(["die late"], only_at="send_draft")
    run.mailbox.lag = timedelta(minutes=70)

    await to_the_end(run)

    assert "Vanished" in run.ends
    assert run.ends[-1] == "accepted"
    assert run.mailbox.count("create_draft") == 1


async def test_a_draft_that_was_deleted_before_it_was_sent_is_made_anew() -> None:
    run = begin(["gone"], only_at="send_draft")
    with pytest.raises(Unclear):
        await attempt(run)

    accepted = await attempt(run)

    assert (accepted.draft_id, run.mailbox.left) == ("draft-2", ["draft-2"])


async def test_a_draft_that_is_denied_once_and_there_is_taken_again() -> None:
    run = await to_the_end(begin(["not found"], only_at="send_draft"))

    assert (run.mailbox.count("create_draft"), run.mailbox.left) == (1, ["draft-1"])


async def test_a_draft_that_disappears_in_doubt_is_never_made_anew() -> None:
    run = await to_the_end(begin(["lost", "gone"], only_at="send_draft"))

    assert run.accepted is None
    assert run.ends.count("Vanished") == 3
    assert (run.mailbox.count("create_draft"), run.mailbox.left) == (1, [])


@pytest.mark.parametrize(("fault", "failure"), [("busy", Busy), ("rejected", Rejected)])
async def test_a_send_that_surely_failed_is_tried_again_without_a_look(
    fault: str, failure: type[Exception]
) -> None:
    run = begin([fault], only_at="send_draft")
    with pytest.raises(failure):
        await attempt(run)
    run.mailbox.calls.clear()

    await attempt(run)

    assert run.mailbox.calls == [("send_draft", "draft-1")]


@pytest.mark.parametrize("fault", ["busy", "rejected"])
async def test_a_refusal_after_a_doubtful_send_does_not_take_the_doubt_away(fault: str) -> None:
    run = begin(["lost", fault], only_at="send_draft")
    with pytest.raises(Unclear):
        await attempt(run)
    run.mailbox.clock.passes(MAIL.resend_after)
    with pytest.raises((Busy, Rejected)):
        await attempt(run)
    run.mailbox.calls.clear()

    with pytest.raises(Reschedule):
        await attempt(run)

    assert run.mailbox.calls == [("look_up", KEY)]


async def test_who_has_lost_the_lease_hands_nothing_over() -> None:
    run = begin()
    run.tasks.is_lost = True

    with pytest.raises(LeaseLost):
        await attempt(run)

    assert run.mailbox.count("send_draft") == 0


async def test_a_host_that_sleeps_through_its_lease_leaves_no_second_mail() -> None:
    run = begin()
    asleep = read_anew(run.tasks)
    await to_the_end(run)
    run.tasks.is_lost, run.mailbox.lag = True, timedelta(hours=1)
    run.mailbox.in_doubt.clear()  # the sleeper knows nothing of it, and its draft stays unsent

    with pytest.raises(LeaseLost):
        await attempt(run, asleep)

    assert run.mailbox.left == ["draft-1"]
    assert drafts_in(run.mailbox) == ["draft-2"]


async def test_a_letter_is_written_only_for_a_new_draft() -> None:
    run = begin(["busy"], only_at="send_draft")
    with pytest.raises(Busy):
        await attempt(run)

    await to_the_end(run)

    assert run.mailbox.count("create_draft") == 1


def test_a_vanished_mail_is_for_a_person_to_look_at() -> None:
    assert issubclass(Vanished, Rejected)
