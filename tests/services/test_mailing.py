"""The reporter is told the truth about the mail, from Send until it stands among the sent items."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.escalation import MailTrouble, Stage
from bot.domain.scenario import Level
from bot.ports import Busy, Rejected, Unclear
from bot.services.attempt import Later
from bot.services.delivery import Vanished
from tests.builders import LEA, NOON, opened
from tests.domain.acts import deadline
from tests.services.fakes import MAIL, Died, Faults
from tests.services.mailbox import drafts_in
from tests.services.post import SECURITY, Post, post


async def sent() -> Post:
    """The mail has been accepted."""
    it = await post()
    await it.does("send_mail")
    return it


async def test_sent_is_said_once_the_mail_is_accepted() -> None:
    it = await sent()

    assert (it.it.stage, it.it.sent_at) == (Stage.SENT, NOON)
    assert it.letters_to(SECURITY) == ["Standard: Online harm report OH-2026-ABCD"]
    assert it.tasks.done == ["r1:send_mail"]
    assert it.tasks.task("r1:confirm_mail").lane == "mail"


@pytest.mark.parametrize("failure", [Busy, Unclear])
async def test_nothing_is_said_while_it_is_not_known(failure: type[Exception]) -> None:
    fault = "busy" if failure is Busy else "unclear"
    it = await post(faults=Faults([fault], only_at="send_draft"))

    with pytest.raises(failure):
        await it.does("send_mail")

    assert (it.it.stage, it.it.mail_trouble, it.tasks.done) == (Stage.MAILING, None, [])


async def test_a_task_that_runs_once_more_sends_nothing_more() -> None:
    it = await post(opened())
    await it.happens(deadline)
    await it.does("send_mail")
    it.mailbox.calls.clear()

    await it.does("send_mail")

    assert it.mailbox.calls == []


# Refused, late, lost


async def test_a_refused_mail_is_told_to_the_reporter_and_stays_due() -> None:
    it = await post(faults=Faults(["rejected"], only_at="create_draft"))

    with pytest.raises(Rejected):
        await it.does("send_mail")

    assert (it.it.stage, it.it.mail_trouble) == (Stage.MAILING, MailTrouble.REFUSED)
    assert it.tasks.done == []
    await it.does("send_mail")
    assert (it.it.stage, it.it.mail_trouble) == (Stage.SENT, None)


async def test_the_alarm_about_a_refused_mail_names_its_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    it = await post(faults=Faults(["rejected"], only_at="create_draft"))

    with pytest.raises(Rejected):
        await it.does("send_mail")

    (line,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert (vars(line)["report"], vars(line)["reason"]) == ("OH-2026-ABCD", "Rejected")


async def test_a_mail_that_vanished_is_told_as_unconfirmed() -> None:
    it = await post(faults=Faults(["lost", "gone"], only_at="send_draft"))
    with pytest.raises(Unclear):
        await it.does("send_mail")
    it.clock.passes(MAIL.resend_after)
    with pytest.raises(Later):
        await it.does("send_mail")
    it.clock.passes(MAIL.park_after)

    with pytest.raises(Vanished):
        await it.does("send_mail")

    assert (it.it.stage, it.it.mail_trouble) == (Stage.MAILING, MailTrouble.UNCONFIRMED)
    assert (it.mailbox.left, drafts_in(it.mailbox)) == ([], [])


async def test_a_late_mail_is_told_to_the_reporter_and_to_whoever_watches() -> None:
    it = await post()
    it.clock.passes(MAIL.late_after)

    await it.does("watch_mail")

    assert (it.it.mail_trouble, it.alarms.counts) == (MailTrouble.LATE, {"watch_mail": 1})
    assert it.tasks.done == ["r1:watch_mail"]
    assert "refresh_cards" in it.tasks.kinds()


async def test_the_watch_begins_with_the_mail() -> None:
    it = await post()

    assert it.tasks.put_once["r1:watch_mail"].due_at == NOON + MAIL.late_after


async def test_nobody_is_alarmed_about_a_mail_that_went() -> None:
    it = await sent()
    it.clock.passes(MAIL.late_after)

    await it.does("watch_mail")

    assert (it.it.mail_trouble, it.alarms.counts) == (None, {})


# Seen among the sent items


async def test_a_mail_that_is_seen_is_confirmed() -> None:
    it = await sent()
    it.clock.passes(MAIL.first_look)

    await it.does("confirm_mail")

    assert (it.it.stage, it.it.confirmed_at) == (Stage.SENT, NOON + MAIL.first_look)
    assert it.tasks.done[-1] == "r1:confirm_mail"


async def test_spare_drafts_go_once_the_mail_is_seen() -> None:
    it = await sent()
    letter = it.mailbox.items["draft-1"].letter
    await it.mailbox.create_draft(letter)

    await it.does("confirm_mail")

    assert drafts_in(it.mailbox) == []
    assert await it.mailbox.has_left(letter.key)


async def test_a_look_up_that_lags_does_not_take_the_sent_mail_for_a_spare() -> None:
    it = await post()
    await it.mailbox.create_draft(it.mailing.letters.to_security(*it.reports.kept["r1"], NOON))
    it.clock.passes(timedelta(minutes=1))
    await it.does("send_mail")
    it.mailbox.lag = timedelta(seconds=30)

    await it.does("confirm_mail")

    assert (await it.mailbox.look_up("OH-2026-ABCD")).drafts == ("draft-1",)
    assert ("delete_draft", "draft-1") not in it.mailbox.calls


async def test_the_looks_for_an_accepted_mail_grow_rarer() -> None:
    it = await post()
    it.mailbox.moves_in = timedelta(minutes=12)
    await it.does("send_mail")
    delays = []

    for _ in range(9):
        with pytest.raises(Later) as later:
            await it.does("confirm_mail")
        delays.append(later.value.delay.total_seconds())
        it.clock.passes(later.value.delay)
    await it.does("confirm_mail")

    assert delays == [5, 5, 10, 20, 40, 80, 160, 300, 300]
    assert it.it.confirmed_at is not None


async def unconfirmed() -> Post:
    """It was accepted, and is not among the sent items in time."""
    it = await sent()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "nowhere"))
    it.clock.passes(MAIL.confirm_within)
    with pytest.raises(Later):
        await it.does("confirm_mail")
    return it


async def test_a_mail_that_is_not_seen_in_time_is_no_longer_said_to_be_sent() -> None:
    it = await unconfirmed()

    assert (it.it.stage, it.it.sent_at) == (Stage.MAILING, None)
    assert it.it.mail_trouble is MailTrouble.UNCONFIRMED
    assert it.alarms.counts == {"confirm_mail": 1}
    assert it.mailbox.count("send_draft") == 1


async def test_a_mail_that_is_seen_at_last_is_sent_when_it_was_accepted() -> None:
    it = await unconfirmed()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "sent"))

    await it.does("confirm_mail")

    assert (it.it.stage, it.it.sent_at, it.it.mail_trouble) == (Stage.SENT, NOON, None)


async def test_an_unconfirmed_mail_is_never_written_anew() -> None:
    it = await unconfirmed()

    it.clock.passes(timedelta(hours=5))
    with pytest.raises(Later):
        await it.does("confirm_mail")

    assert it.mailbox.count("create_draft") == 1
    assert it.tasks.kinds().count("send_mail") == 1


async def test_a_mail_that_somebody_filed_away_is_confirmed_all_the_same() -> None:
    it = await sent()
    it.mailbox.items["draft-1"].seen.append((it.clock(), "sent"))
    it.mailbox.has_left = _never  # type: ignore[method-assign]
    with pytest.raises(Later):
        await it.does("confirm_mail")
    it.clock.passes(MAIL.confirm_within)

    await it.does("confirm_mail")

    assert it.it.confirmed_at == it.clock()


async def _never(key: str) -> bool:
    """The folder of sent items is empty."""
    return False


async def came_back(*script: str) -> Post:
    """It was accepted, did not leave, and lies among the drafts once more."""
    it = await sent()
    it.mailbox.comes_back("draft-1")
    it.clock.passes(MAIL.confirm_within)
    it.mailbox.faults = Faults(script, only_at="send_draft")
    return it


async def test_a_draft_that_came_back_is_handed_over_again() -> None:
    it = await came_back()

    ends = await it.does_all("confirm_mail")

    assert ends == ["Later", "done"]
    assert it.mailbox.left == ["draft-1"]
    assert (it.it.stage, it.it.sent_at) == (Stage.SENT, NOON)


async def test_a_draft_that_came_back_is_not_left_alone_because_somebody_was_busy() -> None:
    it = await came_back("busy", "rejected")

    for failure in (Busy, Rejected):
        with pytest.raises(failure):
            await it.does("confirm_mail")
    with pytest.raises(Later):
        await it.does("confirm_mail")

    assert it.mailbox.left == ["draft-1"]


@pytest.mark.parametrize("fault", ["die late", "unclear", "lost"])
async def test_a_doubtful_second_hand_over_is_given_the_whole_time_once_more(fault: str) -> None:
    it = await came_back(fault)
    it.mailbox.moves_in = timedelta(minutes=1)
    with pytest.raises((Died, Unclear)):
        await it.does("confirm_mail")
    it.mailbox.calls.clear()

    with pytest.raises(Later):
        await it.does("confirm_mail")
    assert it.mailbox.count("send_draft") == 0
    await it.does_all("confirm_mail")

    assert it.mailbox.count("create_draft") == 0
    assert it.mailbox.left == ["draft-1"]
    assert it.it.stage is Stage.SENT


# All of it together


async def test_a_mail_is_sent_once_and_told_truly_whatever_goes_wrong() -> None:
    faults = ["ok", "die", "die late", "rejected", "unclear", "not found"]
    for script in itertools.product(faults, repeat=3):
        it = await post(faults=Faults(script))

        await it.does_all("send_mail")
        was_told = it.it.stage
        await it.does_all("confirm_mail")

        assert (was_told, it.mailbox.left) == (Stage.SENT, ["draft-1"]), script
        assert it.it.confirmed_at is not None


@settings(max_examples=200, deadline=None)
@given(
    script=st.lists(st.sampled_from(["ok", "die late", "busy", "rejected", "lost", "unclear"])),
    lag=st.integers(0, 200),
    moves_in=st.integers(0, 200),
)
async def test_a_mail_is_sent_once_and_told_truly_however_slow_it_is(
    script: list[str], lag: int, moves_in: int
) -> None:
    it = await post(faults=Faults(script))
    it.mailbox.lag, it.mailbox.moves_in = timedelta(seconds=lag), timedelta(seconds=moves_in)

    await it.does_all("send_mail")
    await it.does_all("confirm_mail")

    assert len(it.mailbox.left) == 1
    assert (it.it.stage, it.it.mail_trouble) == (Stage.SENT, None)


@pytest.mark.parametrize(("level", "lane"), [(Level.STANDARD, "mail"), (Level.URGENT, "urgent")])
async def test_what_is_urgent_has_a_lane_of_its_own(level: Level, lane: str) -> None:
    it = await post(opened(LEA, told=False, level=level))

    assert it.tasks.task("r1:send_mail").lane == lane
