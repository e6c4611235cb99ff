"""A people leader answers by typing: words and numbers mean the card they belong to."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, reports_details, to_preview
from tests.stand_ins.faults import Fault
from tests.words import fragment, question_text, words


async def types(somebody: Somebody, *lines: str) -> str:
    """Types these, one message after the other; the last answer."""
    for line in lines:
        await somebody.says(line)
    return somebody.answer


async def test_a_leader_says_why_no_report_is_needed(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    decline = words("leader.decline")
    asked = await types(wiremu, decline.casefold())
    declined = await types(wiremu, f"{decline}: we have talked, and it is gone.")

    assert words("refusal.reason_missing") in asked
    assert fragment("leader.answered_decline") in declined
    assert "we have talked, and it is gone." in await aroha.waits_for(words("declined.reason"))


async def test_a_leader_looks_hands_it_on_and_undoes_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_details(aroha)
    await bot.rests()

    warned = await types(wiremu, words("leader.show_details").casefold())
    details = await types(wiremu, "1")
    asked_which = await types(wiremu, words("leader.not-me").casefold())
    handed_on = await types(wiremu, words("not_me.cannot").casefold())
    undone = await types(wiremu, words("handed_on.undo").casefold())
    await bot.time_passes(minutes=2)

    assert words("details.warning_title") in warned
    assert fragment("details.title") in details
    assert words("not_me.title") in asked_which
    assert words("handed_on.pending") in handed_on
    assert fragment("leader.heading") in undone
    assert bot.mails() == []


async def test_a_leaders_number_means_the_card_that_came_last(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await types(wiremu, "help")
    await reports(aroha, STANDARD)
    await bot.rests()

    assert fragment("leader.answered_approve") in await types(wiremu, "1")


async def test_a_leaders_number_does_not_approve_while_a_menu_is_up(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await types(wiremu, "help", "1")
    await bot.rests()

    assert question_text("danger") in wiremu.answer
    assert bot.all_mails() == []


async def test_a_leaders_number_does_not_approve_before_the_card_is_there(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, STANDARD)
    bot.teams.answers_next("send", Fault(429, retry_after="60"), to=wiremu.member)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await types(wiremu, "1")

    assert question_text("danger") in wiremu.answer
    assert bot.all_mails() == []


async def test_a_leader_of_two_reports_is_asked_which(
    bot: Running, aroha: Somebody, wiremu: Somebody, tamati: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await reports(tamati, STANDARD)
    await bot.rests()

    approve = words("leader.approve").casefold()
    which = await types(wiremu, approve.rpartition(" ")[0] or approve)
    await types(wiremu, "2", approve)
    await bot.rests()

    assert words("waiting.title") in which
    assert "Tāmati Example" in bot.mail()
