"""After an emergency: first how Security can find and ring the person; paperwork can wait."""

from collections.abc import Sequence
from email.message import EmailMessage

import pytest

from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, reports_in_short, with_app
from tests.words import contact_name, letter_line, words

WHERE = "12 Example Street, 021 555 0101"


def added(bot: Running) -> Sequence[EmailMessage]:
    """The mails about what was added, without the report's own."""
    before, _, _ = words("mail.follow_up_subject", subject="|").partition("|")
    return [mail for mail in bot.mails() if str(mail["Subject"]).startswith(before)]


def in_order(bot: Running) -> Sequence[str]:
    """What was added, in the order of the numbers that the mails give themselves."""
    return sorted(map(text_of, added(bot)), key=_number)


def _number(text: str) -> int:
    return max((it for it in range(2, 9) if _numbered(it) in text), default=1)


def _numbered(number: int) -> str:
    return letter_line("addition.txt", "letter.number", number=number)


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
    assert not [title for title in titles if contact_name("noggin") in title]


async def test_what_is_added_goes_to_security_as_one_more_mail(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)

    await adds(bot, aroha)
    await bot.time_passes(seconds=2)

    (mail,) = added(bot)
    (report,) = bot.rows("reports")
    assert WHERE in text_of(mail).splitlines()[0]
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
    await bot.time_passes(seconds=2)

    assert len(added(bot)) == 1


async def test_it_can_be_typed_and_words_of_danger_reach_security(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says(words("status.add_where").casefold())

    await aroha.says("he is outside 12 Example Street")
    await bot.time_passes(seconds=2)

    (mail,) = added(bot)
    assert "he is outside 12 Example Street" in text_of(mail)


async def test_an_empty_addition_is_asked_again_and_sends_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)

    await adds(bot, aroha, words=" ")
    await bot.time_passes(seconds=2)

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
    await bot.time_passes(seconds=2)

    titles = [button.title for button in aroha.newest_buttons()]
    assert len(added(bot)) == 1
    assert texts("status.safe_now") not in titles
    assert texts("status.afterwards") in titles
    assert bot.rows("reports")[0]["level"] == "emergency"


async def test_the_words_of_safe_now_count_whatever_was_shown_meanwhile(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says("hello")

    await aroha.says(words("status.safe_now"))
    await bot.time_passes(seconds=2)

    assert len(added(bot)) == 1


@pytest.mark.parametrize("words", ["I'm safe", "we are safe", "kei te haumaru au"])
async def test_other_words_of_being_safe_show_the_button_and_tell_nobody(
    words: str, bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says("hello")

    await aroha.says(words)
    await bot.time_passes(seconds=2)

    titles = [button.title for button in aroha.newest_buttons()]
    assert bot.content.texts("status.safe_now") in titles
    assert added(bot) == []


async def test_who_has_no_emergency_is_asked_what_would_help(bot: Running, aroha: Somebody) -> None:
    await aroha.says(words("status.safe_now"))

    assert bot.content.texts("menu.report") in [it.title for it in aroha.newest_buttons()]
    assert bot.mails() == []


async def test_while_the_mail_service_is_down_it_is_said_and_sent_later(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.time_passes(seconds=2)
    bot.post.is_unplugged = True
    await adds(bot, aroha)
    await bot.time_passes(seconds=2)
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
    await bot.time_passes(seconds=2)
    strangers = len(added(bot))
    await aroha.pressing(send, words=WHERE)
    await bot.time_passes(seconds=2)

    assert strangers == 0
    assert texts("refusal.not_yours") in tamati.answer
    assert len(added(bot)) == 1


@pytest.mark.parametrize("verb", ["add_to_report", "say_i_am_safe"])
async def test_nothing_overtakes_a_report_that_still_waits(
    verb: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.time_passes(seconds=2)
    (report,) = bot.rows("reports")
    nonce = {"nonce": "ab12"} if verb == "add_to_report" else {}

    await aroha.sends({"verb": verb, "report_id": report["id"], **nonce, "input.words": WHERE})
    await bot.time_passes(seconds=2)
    waiting, before = aroha.sees, bot.mails()
    await wiremu.presses(bot.content.texts("leader.approve"))
    await bot.time_passes(minutes=20)

    assert bot.content.texts("status.added_waits", time="")[:17] in waiting
    assert before == []
    assert len(bot.mails()) == 2
    assert len(added(bot)) == 1


async def test_the_words_stand_on_no_card_and_in_no_leaders_chat(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_in_short(aroha)
    await adds(bot, aroha)
    await bot.time_passes(seconds=2)

    assert WHERE not in aroha.sees
    assert WHERE not in wiremu.chat


FILE = "application/vnd.microsoft.teams.file.download.info"
CORRECTED = "14 Example Street, 021 555 0102"


async def asks_where(bot: Running, somebody: Somebody) -> None:
    """Has sent an emergency and is asked where they are."""
    await reports_in_short(somebody)
    await somebody.says(bot.content.texts("status.add_where"))


async def test_a_changed_addition_goes_to_security_as_another_mail(
    bot: Running, aroha: Somebody
) -> None:
    await asks_where(bot, aroha)
    where = await aroha.says(WHERE)
    changed = await aroha.edits(where, CORRECTED)
    answer = aroha.answer
    await aroha.posts(changed.activity)
    await bot.time_passes(seconds=2)

    first, second = in_order(bot)
    assert WHERE in first
    assert CORRECTED in second
    assert _numbered(2) in second
    assert bot.content.texts("change.heard") in answer


async def test_each_change_of_an_addition_goes_even_one_that_goes_back(
    bot: Running, aroha: Somebody
) -> None:
    await asks_where(bot, aroha)
    where = await aroha.says(WHERE)
    await bot.time_passes(seconds=2)
    await aroha.edits(where, CORRECTED, timestamp="2026-11-23T01:02:03Z")
    await bot.time_passes(seconds=2)
    await aroha.edits(where, "he is here, behind number 14", timestamp="2026-11-23T01:02:04Z")
    await bot.time_passes(seconds=2)
    await aroha.edits(where, CORRECTED, timestamp="2026-11-23T01:02:05Z")
    await bot.time_passes(seconds=2)

    assert [CORRECTED in text for text in in_order(bot)] == [False, True, False, True]


async def test_a_deleted_addition_stays_sent_and_this_is_said(
    bot: Running, aroha: Somebody
) -> None:
    await asks_where(bot, aroha)
    where = await aroha.says(WHERE)

    await aroha.deletes(where)
    await bot.time_passes(seconds=2)

    assert bot.content.texts("change.deleted_closed") in aroha.answer
    assert len(added(bot)) == 1


@pytest.mark.parametrize("now", ["thanks, see you at lunch", "where is my mate?", "I like red"])
async def test_an_older_message_that_changes_is_not_where_they_are(
    now: str, bot: Running, aroha: Somebody
) -> None:
    older = await aroha.says("thnaks")
    await asks_where(bot, aroha)
    await aroha.edits(older, now)
    asked_again = aroha.sees
    await aroha.says(WHERE)
    await bot.time_passes(seconds=2)

    (mail,) = added(bot)
    assert bot.content.texts("addition.title") in asked_again
    assert WHERE in text_of(mail)


async def test_an_older_message_that_now_speaks_of_danger_is_heard_as_such(
    bot: Running, aroha: Somebody
) -> None:
    older = await aroha.says("thnaks")
    await asks_where(bot, aroha)

    await aroha.edits(older, "he has a gun and stands outside")

    assert bot.content.texts("danger.call_now") in aroha.answer


async def test_after_something_else_was_deleted_where_they_are_is_asked_again(
    bot: Running, aroha: Somebody
) -> None:
    older = await aroha.says("hello")
    await asks_where(bot, aroha)
    await aroha.deletes(older)
    await aroha.says(WHERE)
    await bot.time_passes(seconds=2)

    assert len(added(bot)) == 1


@pytest.mark.parametrize("kind", [FILE, "forwardedMessageReference"])
async def test_after_something_that_cannot_be_read_where_they_are_is_asked_again(
    kind: str, bot: Running, aroha: Somebody
) -> None:
    await asks_where(bot, aroha)
    chat = bot.teams.opens_chat(aroha.member)
    picture = bot.teams.channel.activity("message", aroha.member, chat, text="")
    await aroha.posts({**picture, "attachments": [{"contentType": kind}]})
    asked_again = aroha.sees
    await aroha.says(WHERE)
    await bot.time_passes(seconds=2)

    assert bot.content.texts("addition.title") in asked_again
    assert len(added(bot)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "I want to talk to someone, 021 555 0101",
        "someone can ring me at the Example Street office",
        "is this confidential? I am at 12 Example Street",
        "talk to a person at the desk, second floor",
        "Example Street, who reads this? ring me",
    ],
)
async def test_words_beside_a_place_take_nobody_to_a_page(
    words: str, bot: Running, aroha: Somebody
) -> None:
    await asks_where(bot, aroha)
    await aroha.says(words)
    await bot.time_passes(seconds=2)

    (mail,) = added(bot)
    assert words in text_of(mail)


async def test_a_long_addition_is_mailed_to_its_last_word(bot: Running, aroha: Somebody) -> None:
    words = f"{'the long way round, ' * 40} then ring 021 555 0101"
    await asks_where(bot, aroha)
    await aroha.says(words)
    await bot.time_passes(seconds=2)

    (mail,) = added(bot)
    assert "ring 021 555 0101" in text_of(mail)


@pytest.mark.parametrize("meanwhile", ["help", "support", "xyzzy"])
async def test_the_words_of_the_button_count_whatever_was_shown_meanwhile(
    meanwhile: str, bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.says(meanwhile)
    await aroha.says(bot.content.texts("status.add_where"))
    await aroha.says(WHERE)
    await bot.time_passes(seconds=2)

    assert len(added(bot)) == 1


async def test_other_words_from_the_same_card_are_another_mail(
    bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await reports_in_short(aroha)
    await aroha.presses(texts("status.add_where"))
    send = aroha.button(texts("addition.send"))
    await aroha.pressing(send, words=WHERE)
    await aroha.pressing(send, words=CORRECTED)
    await aroha.pressing(send, words=CORRECTED)
    await aroha.pressing(send, words=WHERE)
    await bot.time_passes(seconds=2)
    await bot.time_passes(seconds=2)  # the second waits until the first has gone

    assert [CORRECTED in text for text in in_order(bot)] == [False, True]
