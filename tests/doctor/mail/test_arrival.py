"""One test mail to Security: what comes back of it, and what that proves."""

import asyncio
from datetime import timedelta

import pytest

from bot.doctor.checks.mail.arrival import ArrivalCheck
from bot.doctor.results import is_ready
from tests.doctor.breaks import recipient
from tests.doctor.conftest import SECURITY, World
from tests.stand_ins.graph import NAMED
from tests.stand_ins.graph.faults import GraphFault
from tests.words import words

RECEIPT = "REPORT.IPM.Note.DR"
NON_DELIVERY = "REPORT.IPM.Note.NDR"
ANSWER = "IPM.Note"


@pytest.fixture
def world(world: World) -> World:
    world.sends_test = True
    return world


async def examined(world: World, *comes_back: tuple[str, str, str]) -> None:
    """The doctor's findings, when this comes back of each mail: words, class, sender."""
    examination = asyncio.create_task(world.examined())
    try:
        if comes_back:
            (mail,) = await world.graph.until(lambda: world.graph.ledger, 20.0)
            for begins, message_class, sender in comes_back:
                world.graph.receives(f"{begins}{mail.subject}", message_class, sender=sender)
    finally:
        await examination


async def test_without_being_asked_the_doctor_sends_nothing(world: World) -> None:
    world.sends_test = False

    await world.examined()

    assert world.graph.ledger == []
    assert {"mail.test", "mail.delivered"}.isdisjoint(one.check for one in world.findings)
    assert [one.check for one in world.findings if "elivered" in one.says] == []


async def test_a_receipt_proves_that_the_mail_is_delivered(world: World) -> None:
    await examined(world, ("Delivered: ", RECEIPT, ""))

    said = world.said("mail.delivered")
    assert said.state == "ready"
    assert said.says.startswith("Delivered: ")
    assert "Not proved: that somebody reads it" in said.says
    assert "manifest/deploy/INSTALL.md" in said.cure
    assert is_ready(world.findings)


async def test_an_answer_of_the_mailbox_proves_it_too(world: World) -> None:
    await examined(world, ("RE: ", ANSWER, SECURITY.upper()))

    assert world.said("mail.delivered").says.startswith("Delivered: SECURITY_MAILBOX answered")


async def test_a_mail_that_comes_back_fails(world: World) -> None:
    await examined(world, ("Undeliverable: ", NON_DELIVERY, "postmaster@example.org"))

    said = world.said("mail.delivered")
    assert (said.state, "came back" in said.says) == ("failed", True)
    assert "Inbox of MAIL_SENDER" in said.cure
    assert not is_ready(world.findings)


async def test_a_mail_that_reached_some_of_a_group_counts_as_come_back(world: World) -> None:
    back = ("Delivered: ", RECEIPT, ""), ("Undeliverable: ", NON_DELIVERY, "")
    examination = asyncio.create_task(world.examined())
    (mail,) = await world.graph.until(lambda: world.graph.ledger, 20.0)
    for begins, message_class, _ in back:
        world.graph.receives(begins + mail.subject, message_class)

    await examination

    assert world.said("mail.delivered").state == "failed"


async def test_silence_proves_nothing(world: World) -> None:
    world.wait = 0.0

    await examined(world)

    said = world.said("mail.delivered")
    assert said.state == "warning"
    assert said.says.startswith("Not proved to be delivered: Nothing came back of the test mail")
    assert "quarantine" in said.cure
    assert world.said("mail.test").state == "ready"
    assert len(world.graph.ledger) == 1


@pytest.mark.parametrize(
    ("begins", "message_class", "sender", "says"),
    [
        ("Relayed: ", "REPORT.IPM.Note.Relayed.DR", "", "passed the test mail on"),
        ("Expanded: ", "REPORT.IPM.Note.Expanded.DR", "", "passed the test mail on"),
        ("Delayed: ", "REPORT.IPM.Note.Delayed.DR", "", "passed the test mail on"),
        ("RE: ", ANSWER, "stranger@example.org", "neither a receipt nor from"),
        ("Quarantined: ", ANSWER, "", "neither a receipt nor from"),
        ("Read: ", "REPORT.IPM.Note.IPNRN", SECURITY, "neither a receipt nor from"),
    ],
)
async def test_what_else_comes_back_proves_no_delivery(
    begins: str, message_class: str, sender: str, says: str, world: World
) -> None:
    world.wait = 0.5

    await examined(world, (begins, message_class, sender))

    said = world.said("mail.delivered")
    assert (said.state, said.says.startswith("Not proved to be delivered")) == ("warning", True)
    assert says in said.says


async def test_a_receipt_for_another_mail_proves_nothing(world: World) -> None:
    world.wait = 0.5
    world.graph.receives("Delivered: High: Online harm report 4HMD-E37R", RECEIPT)

    await examined(world)

    assert "Nothing came back" in world.said("mail.delivered").says


async def test_the_mail_says_that_it_is_a_test_and_asks_for_a_receipt(world: World) -> None:
    world.wait = 0.0

    await examined(world)

    (mail,) = world.graph.ledger
    code = mail.headers["x-report-reference"]
    assert mail.to == (SECURITY,)
    assert mail.subject == words("mail.test_subject", code=code)
    assert mail.key.startswith("doctor-test/")
    assert mail.importance == "normal"
    assert words("mail.test_what") in mail.body
    assert mail.wants_receipt


async def test_a_second_doctor_in_the_hour_sends_no_second_mail(world: World) -> None:
    world.wait = 0.0
    await examined(world)
    (mail,) = world.graph.ledger
    world.graph.receives(f"Delivered: {mail.subject}", RECEIPT)

    await examined(world)

    assert len(world.graph.ledger) == 1
    assert "already, so none was sent" in world.said("mail.test").says
    assert world.said("mail.delivered").says.startswith("Delivered: ")


async def test_nothing_is_sent_to_a_mailbox_that_exchange_does_not_know(world: World) -> None:
    recipient(error="ErrorInvalidRecipients")(world)

    await world.examined()

    assert world.graph.ledger == []
    assert world.said("mail.test").says == "It depends on mail.recipient."
    assert world.said("mail.delivered").says == "It depends on mail.test."


@pytest.mark.parametrize(
    ("fault", "code", "cure"),
    [
        (NAMED["other_mailbox"], "ErrorAccessDenied", "Application Mail.Send"),
        (NAMED["bad_recipients"], "ErrorInvalidRecipients", "Correct SECURITY_MAILBOX"),
        (GraphFault(413, "RequestEntityTooLarge"), "RequestEntityTooLarge", "Run doctor again"),
    ],
    ids=["403", "recipients", "another reason"],
)
async def test_a_mail_that_is_refused_fails_and_leaves_no_draft(
    fault: GraphFault, code: str, cure: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ArrivalCheck.is_accepted

    async def refused(check: ArrivalCheck) -> object:
        world.graph.answers_next("send", fault)
        return await whole(check)

    monkeypatch.setattr(ArrivalCheck, "is_accepted", refused)

    await world.examined()

    said = world.said("mail.test")
    assert (said.state, f"({code})" in said.says) == ("failed", True)
    assert cure in said.cure
    assert world.graph.ledger == []
    asked = [call.operation for call in world.graph.calls]
    assert (asked.count("create"), asked.count("delete")) == (2, 2)


async def test_an_answer_that_is_lost_is_no_second_mail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.wait = 0.0
    whole = ArrivalCheck.is_accepted

    async def lost(check: ArrivalCheck) -> object:
        world.graph.answers_next("create", NAMED["unavailable_page"])
        world.graph.answers_next("send", NAMED["accepted_then_504"])
        return await whole(check)

    monkeypatch.setattr(ArrivalCheck, "is_accepted", lost)

    await world.examined()

    assert world.said("mail.test").state == "ready"
    assert len(world.graph.ledger) == 1


async def test_a_mail_that_is_not_accepted_in_time_is_not_known_to_have_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor.checks.mail.arrival.ACCEPT_WITHIN", 0.2)
    whole = ArrivalCheck.is_accepted

    async def silent(check: ArrivalCheck) -> object:
        world.graph.answers_next("send", GraphFault(400, empty=True), times=1000)
        return await whole(check)

    monkeypatch.setattr(ArrivalCheck, "is_accepted", silent)

    await world.examined()

    said = world.said("mail.test")
    assert (said.state, "whether it left is not known" in said.says) == ("failed", True)
    assert world.graph.ledger == []


async def test_a_mail_that_never_comes_to_sent_items_fails(world: World) -> None:
    world.wait = 0.0
    world.graph.habits.delay = timedelta(days=1)

    await examined(world)

    said = world.said("mail.delivered")
    assert (said.state, "is not in Sent Items" in said.says) == ("failed", True)


@pytest.mark.parametrize(
    ("fault", "state", "says"),
    [
        (NAMED["unavailable"], "ready", "Delivered: "),
        (NAMED["other_mailbox"], "failed", "cannot be read"),
    ],
    ids=["once", "for good"],
)
async def test_an_inbox_that_cannot_be_read_is_told_or_asked_again(
    fault: GraphFault, state: str, says: str, world: World
) -> None:
    world.graph.answers_next("inbox", fault)

    await examined(world, ("Delivered: ", RECEIPT, ""))

    said = world.said("mail.delivered")
    assert (said.state, says in said.says) == (state, True)
