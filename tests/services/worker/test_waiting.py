"""Holders of a card are reminded once; a report without an answer in time goes to Security."""

import pytest

from bot.domain.escalation import Escalation, EscalationStatus, Transition
from bot.ports import NewTask
from tests.builders import NOON, a_person
from tests.domain.escalation.acts import LATER, approve, asked, not_reached, send, withdraw
from tests.services.report_and_people import Around, around

DEE = a_person("dee")


# The deadline


async def test_a_report_nobody_answered_in_time_goes_to_security() -> None:
    it = await around()
    await it.does("ask_leader")

    await it.does("pass_deadline")

    assert (it.it.stage, it.it.mailing_because) == (EscalationStatus.MAILING, "deadline")
    assert {"send_mail", "mail_leader"} <= set(it.tasks.kinds())


async def test_a_deadline_changes_nothing_that_was_answered() -> None:
    it = await around()
    await it.happens(asked, approve)

    await it.does("pass_deadline")

    assert it.it.mailing_because == "approved"
    assert "r1:pass_deadline" in it.tasks.done


# The reminder


async def with_reminder(*acts: object) -> Around:
    it = await around(lea="dee")
    await it.has(NewTask("r1:remind_leader", "remind_leader", report_id="r1"))
    await it.happens(*acts)  # type: ignore[arg-type]
    return it


def deputised(it: Escalation) -> Transition:
    """Finds Dee as the deputy."""
    return it.deputy_found(DEE, at=LATER)


def deputy_asked(it: Escalation) -> Transition:
    """Dee has the card."""
    return it.deputy_asked(at=LATER)


async def test_a_leader_who_has_not_answered_is_reminded_once() -> None:
    it = await with_reminder(asked)

    await it.does("remind_leader")

    assert it.teams.sent == [("lea", "reminder")]
    assert it.it.reminded_at == NOON
    assert it.tasks.done == ["r1:remind_leader"]
    assert not it.it.reminded(at=LATER).is_change


async def test_only_who_still_has_to_answer_is_reminded() -> None:
    it = await with_reminder(not_reached, deputised, deputy_asked)

    await it.does("remind_leader")

    assert it.teams.sent == [("dee", "reminder")]


@pytest.mark.parametrize("acts", [(), (asked, approve), (asked, withdraw), (asked, send)])
async def test_nobody_is_reminded_of_what_does_not_wait_for_them(acts: tuple[object, ...]) -> None:
    it = await with_reminder(*acts)

    await it.does("remind_leader")

    assert it.teams.sent == []
    assert "r1:remind_leader" in it.tasks.done


async def test_a_reminder_that_does_not_arrive_is_left_to_the_deadline() -> None:
    it = await with_reminder(asked)
    it.teams.unreachable.add("lea")

    await it.does("remind_leader")

    assert "r1:remind_leader" in it.tasks.done
    assert it.it.stage is EscalationStatus.AWAITING_LEADER
