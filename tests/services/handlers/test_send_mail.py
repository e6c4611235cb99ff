"""The reporter is told the true state of the email, from Send until it is in the sent items."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.escalation import EscalationStatus, MailTrouble
from bot.domain.scenario import Level
from bot.ports import Busy, Rejected, Unclear
from bot.services.emails.delivery import Vanished
from bot.services.reports.follow_ups import AN_OUTAGE
from bot.services.worker.worker import Reschedule
from tests.builders import LEA, NOON, opened
from tests.domain.escalation.acts import deadline
from tests.services.fake_mailbox import drafts_in
from tests.services.fakes import MAIL, Faults
from tests.services.mail_tasks import SECURITY, post, sent
from tests.words import level_name, words


async def test_sent_is_said_once_the_mail_is_accepted() -> None:
    it = await sent()

    assert (it.it.stage, it.it.sent_at) == (EscalationStatus.SENT, NOON)
    assert it.letters_to(SECURITY) == [
        words("mail.subject", level=level_name("standard"), reference="OH-2026-ABCD")
    ]
    assert it.tasks.done == ["r1:send_mail"]
    assert it.tasks.task("r1:confirm_mail").lane == "mail"


@pytest.mark.parametrize("failure", [Busy, Unclear])
async def test_nothing_is_said_while_it_is_not_known(failure: type[Exception]) -> None:
    fault = "busy" if failure is Busy else "unclear"
    it = await post(faults=Faults([fault], only_at="send_draft"))

    with pytest.raises(failure):
        await it.does("send_mail")

    assert (it.it.stage, it.it.mail_trouble, it.tasks.done) == (EscalationStatus.MAILING, None, [])


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

    assert (it.it.stage, it.it.mail_trouble) == (EscalationStatus.MAILING, MailTrouble.REFUSED)
    assert it.tasks.done == []
    await it.does("send_mail")
    assert (it.it.stage, it.it.mail_trouble) == (EscalationStatus.SENT, None)


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
    with pytest.raises(Reschedule):
        await it.does("send_mail")
    it.clock.passes(MAIL.park_after)

    with pytest.raises(Vanished):
        await it.does("send_mail")

    assert (it.it.stage, it.it.mail_trouble) == (EscalationStatus.MAILING, MailTrouble.UNCONFIRMED)
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


async def test_after_an_outage_the_mail_goes_before_its_watch_calls_it_late() -> None:
    it = await post()
    it.clock.passes(MAIL.late_after + AN_OUTAGE + timedelta(minutes=1))

    with pytest.raises(Reschedule):
        await it.does("watch_mail")
    first = it.it.mail_trouble
    await it.does("watch_mail")

    assert (first, it.it.mail_trouble) == (None, MailTrouble.LATE)


async def test_nobody_is_alarmed_about_a_mail_that_went() -> None:
    it = await sent()
    it.clock.passes(MAIL.late_after)

    await it.does("watch_mail")

    assert (it.it.mail_trouble, it.alarms.counts) == (None, {})


# All of it together


async def test_a_mail_is_sent_once_and_told_truly_whatever_goes_wrong() -> None:
    faults = ["ok", "die", "die late", "rejected", "unclear", "not found"]
    for script in itertools.product(faults, repeat=3):
        it = await post(faults=Faults(script))

        await it.does_all("send_mail")
        was_told = it.it.stage
        await it.does_all("confirm_mail")

        assert (was_told, it.mailbox.left) == (EscalationStatus.SENT, ["draft-1"]), script
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
    assert (it.it.stage, it.it.mail_trouble) == (EscalationStatus.SENT, None)


@pytest.mark.parametrize(("level", "lane"), [(Level.STANDARD, "mail"), (Level.URGENT, "urgent")])
async def test_what_is_urgent_has_a_lane_of_its_own(level: Level, lane: str) -> None:
    it = await post(opened(LEA, told=False, level=level))

    assert it.tasks.task("r1:send_mail").lane == lane
