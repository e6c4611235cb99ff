"""After an emergency: first how Security can find and ring the person; paperwork can wait."""

from collections.abc import Sequence
from email.message import EmailMessage

import pytest

from tests.journeys.people import Somebody
from tests.journeys.post import text_of
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, reports_in_short, with_app

WHERE = "12 Example Street, 021 555 0101"


def added(bot: Running) -> Sequence[EmailMessage]:
    """The mails about what was added, without the report's own."""
    return [mail for mail in bot.mails() if "Added to" in str(mail["Subject"])]


async def adds(bot: Running, somebody: Somebody, words: str = WHERE) -> None:
    """Where they are, by the button of the status card."""
    texts = bot.content.texts
    await somebody.presses(texts("status.add_where"))
    await somebody.presses(texts("addition.send"), words=words)


async def test_the_card_of_an_emergency_begins_with_how_to_be_found_and_asks_no_paperwork(
    bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await reports_in_short(aroha)

    titles = [button.title for button in aroha.newest_buttons()]
    assert titles[:2] == [texts("status.add_where"), texts("status.safe_now")]
    assert not [title for title in titles if "Noggin" in title]


async def test_what_is_added_goes_to_security_as_one_more_mail(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)

    await adds(bot, aroha)
    await bot.rests()

    (mail,) = added(bot)
    (report,) = bot.rows("reports")
    assert WHERE in text_of(mail).splitlines()[2]
    assert report["reference"] in str(mail["Subject"])
    assert bot.content.texts("status.added_where_sent", time="")[:30] in aroha.sees
    assert len(bot.mails()) == 2


async def test_a_second_press_adds_nothing(bot: Running, aroha: Somebody) -> None:
    texts = bot.content.texts
    await reports_in_short(aroha)
    await aroha.presses(texts("status.add_where"))
    send = aroha.button(texts("addition.send"))

    await aroha.pressing(send, words=WHERE)
    await aroha.pressing(send, words=WHERE)
    await bot.rests()

    assert len(added(bot)) == 1


async def test_it_can_be_typed_and_words_of_danger_reach_security(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says("add where i am or a number")

    await aroha.says("he is outside 12 Example Street")
    await bot.rests()

    (mail,) = added(bot)
    assert "he is outside 12 Example Street" in text_of(mail)


async def test_an_empty_addition_is_asked_again_and_sends_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)

    await adds(bot, aroha, words=" ")
    await bot.rests()

    assert bot.content.texts("addition.empty") in aroha.chat
    assert bot.content.texts("addition.title") in aroha.sees
    assert added(bot) == []


async def test_safe_now_tells_security_once_and_lets_the_paperwork_come(
    bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await reports_in_short(aroha)
    safe = aroha.button(texts("status.safe_now"))

    await aroha.pressing(safe)
    await aroha.pressing(safe)
    await bot.rests()

    titles = [button.title for button in aroha.newest_buttons()]
    assert len(added(bot)) == 1
    assert texts("status.safe_now") not in titles
    assert [title for title in titles if "Noggin" in title]
    assert bot.rows("reports")[0]["level"] == "emergency"


async def test_the_words_of_safe_now_count_whatever_was_shown_meanwhile(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says("hello")

    await aroha.says("I am safe now")
    await bot.rests()

    assert len(added(bot)) == 1


@pytest.mark.parametrize("words", ["I'm safe", "we are safe", "kei te haumaru au"])
async def test_other_words_of_being_safe_show_the_button_and_tell_nobody(
    words: str, bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says("hello")

    await aroha.says(words)
    await bot.rests()

    titles = [button.title for button in aroha.newest_buttons()]
    assert bot.content.texts("status.safe_now") in titles
    assert added(bot) == []


async def test_who_has_no_emergency_is_asked_what_would_help(bot: Running, aroha: Somebody) -> None:
    await aroha.says("I am safe now")

    assert bot.content.texts("menu.report") in [it.title for it in aroha.newest_buttons()]
    assert bot.mails() == []


async def test_while_the_mail_service_is_down_it_is_said_and_sent_later(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    bot.post.is_unplugged = True
    await adds(bot, aroha)
    await bot.rests()
    waiting = aroha.sees

    bot.post.is_unplugged = False
    await bot.time_passes(minutes=10)

    assert bot.content.texts("status.added_where_due", time="")[:30] in waiting
    assert len(added(bot)) == 1


async def test_nobody_adds_to_the_report_of_somebody_else(bot: Running, aroha: Somebody) -> None:
    texts = bot.content.texts
    await reports_in_short(aroha)
    await aroha.presses(texts("status.add_where"))
    send = aroha.button(texts("addition.send"))
    tamati = await with_app(bot, "Tāmati Example")

    await tamati.pressing(send, words=WHERE)
    await bot.rests()
    strangers = len(added(bot))
    await aroha.pressing(send, words=WHERE)
    await bot.rests()

    assert strangers == 0
    assert texts("refusal.not_yours") in tamati.answer
    assert len(added(bot)) == 1


@pytest.mark.parametrize("verb", ["add_to_report", "say_i_am_safe"])
async def test_nothing_overtakes_a_report_that_still_waits(
    verb: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    (report,) = bot.rows("reports")
    nonce = {"nonce": "ab12"} if verb == "add_to_report" else {}

    await aroha.sends({"verb": verb, "report_id": report["id"], **nonce, "input.words": WHERE})
    await bot.rests()

    assert bot.content.texts("refusal.not_on_its_way") in aroha.chat
    assert bot.mails() == []


async def test_the_words_stand_on_no_card_and_in_no_leaders_chat(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_in_short(aroha)
    await adds(bot, aroha)
    await bot.rests()

    assert WHERE not in aroha.sees
    assert WHERE not in wiremu.chat
