"""Each fault has its own sentence, with its cause and its cure, and no other check repeats it."""

from itertools import permutations

import pytest

from bot.doctor.results import is_ready
from tests.doctor.breaks import tenant_wide_mail
from tests.doctor.conftest import World
from tests.doctor.faults import FAULTS, NOTABLE, Flaw
from tests.stand_ins.graph import GraphFault


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
async def test_a_fault_is_named_once_with_its_cause_and_its_cure(world: World, fault: Flaw) -> None:
    fault.breaks(world)

    findings = await world.examined()

    said = world.said(fault.check)
    assert said.state == "failed"
    assert fault.cause in said.says
    assert fault.cure in said.cure
    assert world.named("failed") == {fault.check, *fault.also}
    assert not is_ready(findings)


def test_no_two_faults_are_told_alike() -> None:
    pairs = permutations((*FAULTS, *NOTABLE), 2)

    alike = [(a.name, b.name) for a, b in pairs if a.check == b.check and a.cause in b.cause]

    assert alike == []


@pytest.mark.parametrize("fault", NOTABLE, ids=[fault.name for fault in NOTABLE])
async def test_what_the_bot_can_live_with_is_a_warning(world: World, fault: Flaw) -> None:
    fault.breaks(world)

    findings = await world.examined()

    said = world.said(fault.check)
    assert said.state == "warning"
    assert fault.cause in said.says
    assert fault.cure in said.cure
    assert is_ready(findings)


async def test_another_answer_than_yes_or_no_proves_nothing(world: World) -> None:
    tenant_wide_mail(world)
    world.graph.answers_next("send", GraphFault(400, "ErrorInvalidId"), times=2)

    await world.examined()

    said = world.said("mail.scope.send")
    assert (said.state, "ErrorInvalidId" in said.says) == ("warning", True)
    assert "Test-ServicePrincipalAuthorization" in said.cure


async def test_what_hangs_on_a_fault_is_not_checked(world: World) -> None:
    world.environment["MAIL_SENDER"] = "nobody"

    await world.examined()

    hangs = {"mailbox", "draft", "find", "send", "apart", "scope.read", "scope.send", "delete"}
    assert world.named("not checked") == {f"mail.{name}" for name in {*hangs, "recipient", "away"}}
    assert world.said("mail.mailbox").says == "It depends on MAIL_SENDER."
    assert world.said("mail.delete").says == "It depends on mail.draft."
