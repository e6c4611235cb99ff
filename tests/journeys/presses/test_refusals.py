"""Each refusal, beside the very act that succeeds for the right person at the right time."""

import pytest

from tests.journeys.acts import (
    LEADER_ENDS,
    LEADER_LOOKS,
    OF_LEADER,
    OF_REPORTER,
    REPORTER_ENDS,
    REPORTER_LOOKS,
    Act,
    the_report,
    tries,
    tries_all,
    tries_from_elsewhere,
    what_stands,
)
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, informs_in_short, reports, takes_back
from tests.words import email_state, fragment, with_address, words

NOT_YOURS = words("refusal.not_yours")
NOT_THE_LEADER = words("refusal.not_the_leader")
UNKNOWN = words("refusal.unknown")
NOBODYS = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c9999"


@pytest.mark.parametrize("end", REPORTER_ENDS.values(), ids=REPORTER_ENDS)
async def test_only_the_reporter_can_do_something_to_their_report(
    end: Act, bot: Running, aroha: Somebody, wiremu: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before, report = what_stands(bot), the_report(bot)

    told = {await tries_all(tamati, OF_REPORTER, report)}
    told.add(await tries_all(wiremu, OF_REPORTER, report))
    told.add(await tries_from_elsewhere(aroha, end, report))
    refused = what_stands(bot)
    done = await tries_all(aroha, {**REPORTER_LOOKS, "end": end}, report)

    assert told == {NOT_YOURS}
    assert refused == before
    assert NOT_YOURS not in done
    assert what_stands(bot) != before


@pytest.mark.parametrize("end", LEADER_ENDS.values(), ids=LEADER_ENDS)
async def test_only_the_leader_it_was_sent_to_can_answer(
    end: Act, bot: Running, aroha: Somebody, wiremu: Somebody, sefina: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before, report = what_stands(bot), the_report(bot)

    told = {await tries_all(sefina, OF_LEADER, report)}
    told.add(await tries_all(aroha, OF_LEADER, report))
    told.add(await tries_from_elsewhere(wiremu, end, report))
    refused = what_stands(bot)
    done = await tries_all(wiremu, {**LEADER_LOOKS, "end": end}, report)

    assert told == {NOT_THE_LEADER}
    assert refused == before
    assert NOT_THE_LEADER not in done
    assert what_stands(bot) != before


async def test_a_report_that_never_was_is_not_known(aroha: Somebody) -> None:
    assert await tries_all(aroha, OF_REPORTER | OF_LEADER, NOBODYS) == UNKNOWN


async def test_a_leader_who_was_left_out_can_do_nothing(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()
    before = what_stands(bot)

    told = await tries_all(wiremu, OF_LEADER, the_report(bot))

    assert told == NOT_THE_LEADER
    assert what_stands(bot) == before


async def test_a_leader_who_was_left_out_finds_nothing_that_waits(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    await wiremu.says("approvals")

    assert words("waiting.none") in wiremu.answer


async def test_the_first_answer_of_a_leader_stands(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    await tries(wiremu, OF_LEADER["not-me"], the_report(bot))

    assert words("refusal.already_answered") in wiremu.answer
    assert fragment("leader.answered_approve") in wiremu.answer
    assert words("mail.leader_approve", name=with_address("Wiremu Example")) in bot.mail()


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
async def test_a_report_is_not_declined_without_a_reason(
    reason: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before = what_stands(bot)

    await wiremu.presses(words("leader.decline"), reason=reason)
    refused = what_stands(bot)
    await wiremu.presses(words("leader.decline"), reason="We have talked it through.")

    assert refused == before
    assert fragment("leader.answered_decline") in wiremu.answer
    assert "We have talked it through." in await aroha.waits_for(words("declined.reason"))


async def test_a_decline_asks_for_its_reason_and_misses_it_at_the_field(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.decline"))
    asked = wiremu.answer
    await wiremu.presses(words("leader.decline"), reason=" ")

    field = words("decline.label", name="Aroha Example")
    assert field in asked
    assert words("decline.missing") not in asked
    assert f"{words('decline.missing')}\n\n{field}" in wiremu.answer
    assert words("leader.decline") in [button.title for button in wiremu.newest_buttons()]


async def test_a_leader_who_would_rather_not_decline_goes_back_to_the_card(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before = what_stands(bot)

    await wiremu.presses(words("leader.decline"))
    await wiremu.presses(words("details.back"))

    assert fragment("leader.answer_by") in wiremu.answer
    assert what_stands(bot) == before


async def test_a_report_at_level_high_cannot_be_declined(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    before = what_stands(bot)

    await tries(wiremu, OF_LEADER["decline"], the_report(bot))
    refused = what_stands(bot)
    await tries(wiremu, OF_LEADER["approve"], the_report(bot))

    assert refused == before
    assert fragment("leader.answered_approve") in wiremu.answer


async def test_a_report_that_goes_at_once_cannot_be_declined(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await informs_in_short(bot, aroha)
    await bot.rests()

    await tries(wiremu, OF_LEADER["decline"], the_report(bot))

    assert words("refusal.not_at_this_level") in wiremu.answer
    assert len(bot.mails()) == 1


async def test_seen_is_no_answer_to_a_report_that_waits(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    before = what_stands(bot)

    acknowledge = {"verb": "decide_on_escalation", "decision": "acknowledge"}
    await tries(wiremu, acknowledge, the_report(bot))

    assert what_stands(bot) == before
    assert words("leader.approve") in wiremu.answer


async def test_a_report_that_is_sent_cannot_be_taken_back(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, tell=words("tell.security-only"))
    await bot.rests()

    await tries(aroha, OF_REPORTER["withdraw"], the_report(bot))

    assert words("refusal.already_on_its_way") in aroha.answer
    assert email_state("sent") in aroha.answer
    assert len(bot.mails()) == 1


async def test_a_report_that_was_taken_back_is_not_sent(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await takes_back(aroha)

    await tries(aroha, OF_REPORTER["send"], the_report(bot))
    await bot.rests()

    assert words("stage.withdrawn") in aroha.answer
    assert bot.all_mails() == []


async def test_a_leader_cannot_approve_what_was_taken_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await takes_back(aroha)

    await tries(wiremu, OF_LEADER["approve"], the_report(bot))
    await bot.rests()

    assert words("refusal.already_withdrawn") in wiremu.answer
    assert words("leader.withdrawn") in wiremu.answer
    assert bot.all_mails() == []


async def test_nobody_else_sees_a_list_of_somebodys_reports(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.says("my reports")
    await aroha.says("approvals")

    assert words("my_reports.none") in wiremu.answer
    assert words("waiting.none") in aroha.answer


async def test_a_colleague_who_types_approve_approves_nothing(
    bot: Running, aroha: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    before = what_stands(bot)

    await tamati.says("approve")

    assert words("menu.lead") in tamati.answer
    assert what_stands(bot) == before
