"""Only a leader whom Teams did not reach, or not in time, gets an email."""

import pytest

from bot.domain.escalation import Transition
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import Rejected
from tests.builders import LEA, a_person, opened
from tests.domain.escalation.acts import (
    Act,
    acknowledge,
    asked,
    deadline,
    found,
    not_reached,
    send,
    withdraw,
)
from tests.services.fakes import Faults
from tests.services.mail_tasks import SECURITY, Post, post
from tests.words import words

TO_LEA = [words("mail.leader_subject", reference="OH-2026-ABCD")]
URGENT = opened(level=Level.URGENT)
NAMED = opened(Person(name="lea@example.org", email="lea@example.org"))


async def after(step: Transition, *acts: Act) -> Post:
    """Applies these transitions."""
    it = await post(step)
    await it.happens(*acts)
    return it


@pytest.mark.parametrize(
    ("step", "acts"),
    [
        (opened(), (not_reached,)),
        (URGENT, (not_reached,)),
        (opened(), (asked, deadline)),
        (opened(), (deadline,)),
        (NAMED, (found(LEA), not_reached)),
    ],
)
async def test_a_leader_who_was_asked_in_vain_is_told_by_mail(
    step: Transition, acts: tuple[Act, ...]
) -> None:
    it = await after(step, *acts)

    await it.does("mail_leader")

    assert it.letters_to("lea@example.org") == TO_LEA
    assert it.tasks.done == ["r1:mail_leader"]


async def test_a_leader_is_told_once_however_often_they_are_missed() -> None:
    it = await after(opened(), not_reached, deadline)

    await it.does_all("mail_leader")

    assert it.tasks.kinds().count("mail_leader") == 1
    assert it.letters_to("lea@example.org") == TO_LEA


@pytest.mark.parametrize(
    ("step", "acts"),
    [
        (opened(), (asked, send)),
        (URGENT, (asked, acknowledge)),
        (opened(LEA, told=False), ()),
        (opened(), (withdraw,)),
    ],
)
async def test_nobody_is_told_by_mail_who_was_asked_or_left_out(
    step: Transition, acts: tuple[Act, ...]
) -> None:
    it = await after(step, *acts)

    assert "mail_leader" not in it.tasks.kinds()


@pytest.mark.parametrize(
    ("step", "acts"),
    [
        (NAMED, (not_reached,)),
        (NAMED, (found(a_person("rea")),)),
        (opened(LEA.model_copy(update={"email": None})), (not_reached,)),
        (opened(), (not_reached, withdraw)),
        (URGENT, (asked, not_reached, acknowledge)),
    ],
)
async def test_no_mail_to_an_address_that_was_typed_or_about_what_is_settled(
    step: Transition, acts: tuple[Act, ...]
) -> None:
    it = await after(step, *acts)

    await it.does("mail_leader")

    assert it.mailbox.calls == []
    assert it.tasks.done == ["r1:mail_leader"]


async def test_the_two_letters_do_not_stand_in_each_others_way() -> None:
    it = await after(URGENT, not_reached)

    await it.does_all("mail_leader")
    await it.does_all("send_mail")
    await it.does_all("confirm_mail")

    assert it.letters_to("lea@example.org") == TO_LEA
    assert len(it.letters_to(SECURITY)) == 1
    assert sorted(it.mailbox.left) == ["draft-1", "draft-2"]


async def test_a_refused_letter_to_the_leader_is_no_trouble_of_the_mail_to_security() -> None:
    it = await after(URGENT, not_reached)
    it.mailbox.faults = Faults(["rejected"])

    with pytest.raises(Rejected):
        await it.does("mail_leader")

    assert it.it.mail_trouble is None
    assert it.tasks.done == []
