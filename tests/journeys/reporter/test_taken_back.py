"""A report is taken back after its email has left: Security is told, and every card says so."""

from tests.journeys.acts import OF_LEADER, the_report, tries
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, URGENT, reports
from tests.words import email_state, fragment, words

SECURITY_ONLY = words("tell.security-only")
TELLS = fragment("follow_up.withdrawn")


async def takes_back_what_was_sent(somebody: Somebody) -> None:
    """Presses the button in the fold, and says that this is meant."""
    await somebody.presses(words("status.take_back"))
    await somebody.presses(words("withdraw.sure"))


async def test_security_is_told_once_and_the_card_says_what_is_so(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await takes_back_what_was_sent(aroha)
    await bot.time_passes(minutes=1)

    told = [TELLS in text_of(mail) for mail in bot.mails()]
    assert sorted(told) == [False, True]
    assert email_state("sent-taken-back") in aroha.status
    assert words("next.taken-back") in aroha.status
    assert fragment("status.added_withdrawn_sent") in aroha.status


async def test_it_asks_first_and_says_that_no_email_can_be_recalled(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await aroha.presses(words("status.take_back"))
    asked = aroha.answer

    await aroha.presses(words("withdraw.keep"))
    await bot.time_passes(minutes=1)

    assert fragment("take_back.text") in asked
    assert email_state("sent") in aroha.status
    assert len(bot.mails()) == 1


async def test_pressed_twice_security_is_told_once(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await aroha.presses(words("status.take_back"))
    sure = aroha.button(words("withdraw.sure"))

    await aroha.pressing(sure)
    await aroha.pressing(sure)
    await bot.time_passes(minutes=1)

    assert len(bot.mails()) == 2


async def test_the_leaders_card_says_it_and_asks_nothing_more(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()

    await takes_back_what_was_sent(aroha)
    await bot.rests()

    assert words("leader.taken_back") in wiremu.sees
    assert words("leader.acknowledge") not in wiremu.sees


async def test_an_old_button_of_the_leader_shows_no_details_any_more(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, URGENT)
    await bot.rests()
    details = OF_LEADER["sure-details"]
    await tries(wiremu, details, the_report(bot))
    shown = wiremu.answer
    await takes_back_what_was_sent(aroha)
    await bot.rests()

    await tries(wiremu, details, the_report(bot))

    assert fragment("details.title") in shown
    assert fragment("details.title") not in wiremu.answer
    assert words("leader.taken_back") in wiremu.answer


async def test_nobody_else_can_take_it_back(
    bot: Running, aroha: Somebody, sefina: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await aroha.presses(words("status.take_back"))
    sure = aroha.button(words("withdraw.sure"))

    await sefina.sends(sure.action["data"])
    after_a_stranger = len(bot.mails())
    await aroha.pressing(sure)
    await bot.time_passes(minutes=1)

    assert sefina.answer == words("refusal.not_yours")
    assert (after_a_stranger, len(bot.mails())) == (1, 2)


async def test_what_has_not_left_is_taken_back_without_a_mail(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    await aroha.presses(words("status.withdraw"))
    await aroha.presses(words("withdraw.sure"))
    await bot.time_passes(hours=3)

    assert words("stage.withdrawn") in aroha.status
    assert bot.mails() == []
