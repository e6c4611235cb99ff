"""After Send there is more to say: facts, words and links go to Security, and act at once."""

from collections.abc import Sequence
from email.message import EmailMessage

import pytest

from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    adds,
    inputs_of,
    opens_page,
    reports,
    reports_in_short,
    takes_back,
    to_preview,
    with_app,
)
from tests.words import (
    choice_text,
    fact_heading,
    fragment,
    letter_line,
    level_name,
    page_title,
    words,
)

SAID = "he has posted it in a second group as well"
LINK = "https://example.org/groups/99/posts/7"
SECURITY_ONLY = words("tell.security-only")


async def opens(somebody: Somebody, page: str) -> None:
    """From the status card to a page of what can be added."""
    await somebody.presses(words("status.add_something"))
    await somebody.presses(words("question.next"), choice=page)


async def fills(somebody: Somebody, page: str, **facts: str) -> None:
    """On to the preview of the addition."""
    await opens(somebody, page)
    await somebody.presses(words("form.save"), **facts)


async def sends(somebody: Somebody, page: str, **facts: str) -> None:
    """On to the end."""
    await fills(somebody, page, **facts)
    await somebody.presses(words("preview.send"))


def follow_ups(bot: Running) -> Sequence[EmailMessage]:
    """The mails about what was added, without the report's own."""
    before, _, _ = words("mail.follow_up_subject", subject="|").partition("|")
    return [mail for mail in bot.mails() if str(mail["Subject"]).startswith(before)]


def level(bot: Running) -> str:
    return str(bot.rows("escalations")[0]["level"])


# What is added


async def test_words_are_shown_as_they_will_be_sent_and_go_once_in_the_same_thread(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await fills(aroha, "words", more_words=SAID)
    shown, before = aroha.sees, follow_ups(bot)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert before == []
    assert SAID in shown
    assert words("follow_up.more", name="Aroha Example") in text_of(mail).splitlines()[0]
    assert SAID in text_of(mail)
    assert fragment("status.added_more_sent") in aroha.sees


async def test_a_page_comes_filled_in_and_only_what_is_new_is_sent(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, HIGH, SECURITY_ONLY)
    await adds(aroha, "where", platform="facebook")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await opens(aroha, "where")
    filled = {it["id"]: it.get("value") for it in aroha.shown[-1].card["body"] if "id" in it}
    await aroha.presses(words("form.save"), platform="facebook", link=LINK)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert filled["input.platform"] == "facebook"
    assert "example.org" in text_of(mail)
    assert choice_text("platform", "facebook") not in text_of(mail)


async def test_all_of_it_can_be_typed(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await aroha.says(words("status.add_something"))
    await aroha.says(page_title("words"))
    await aroha.says(SAID)
    await aroha.says(words("preview.send"))
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert SAID in text_of(mail)


async def test_next_without_a_tick_names_no_button_that_is_not_there(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await aroha.presses(words("status.add_something"))

    await aroha.presses(words("question.next"))

    assert words("again.tick_one") in aroha.answer
    assert words("move.skip") not in aroha.answer


async def test_a_second_press_on_send_adds_nothing(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await fills(aroha, "words", more_words=SAID)
    send = aroha.button(words("preview.send"))

    await aroha.pressing(send)
    await aroha.pressing(send)
    await bot.rests()

    assert len(follow_ups(bot)) == 1


async def test_a_page_left_as_it_was_sends_nothing_and_back_leads_to_the_report(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await fills(aroha, "words")
    told = aroha.sees
    await aroha.presses(words("move.back"))

    assert words("more.nothing_new") in told
    assert words("status.add_something") in [it.title for it in aroha.newest_buttons()]
    assert bot.rows("drafts") == []
    assert follow_ups(bot) == []


async def test_what_is_taken_back_is_said_so_and_is_no_longer_used(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, HIGH, SECURITY_ONLY)
    await adds(aroha, "reach", number="021 555 0101")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await sends(aroha, "reach", number="")
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert words("report.taken_back") in text_of(mail)
    assert "021 555 0101" not in text_of(mail)


async def test_stop_keeps_it_and_nothing_is_lost_to_a_new_report(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await fills(aroha, "words", more_words=SAID)

    await aroha.presses(words("move.stop"))
    paused = aroha.sees
    await aroha.says("report")
    guarded = aroha.sees
    await aroha.presses(words("unfinished.go_on"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("stop.addition") in paused
    assert fragment("unfinished.addition") in guarded
    assert SAID in text_of(follow_ups(bot)[0])


async def test_an_unfinished_report_is_not_lost_to_an_addition(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    add = aroha.button(words("status.add_something"))
    await to_preview(aroha, HIGH)

    await aroha.pressing(add)
    guarded = aroha.sees
    await aroha.presses(words("unfinished.go_on"))

    assert words("unfinished.text") in guarded
    assert words("preview.title") in aroha.sees


async def test_nobody_adds_to_the_report_of_somebody_else(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    add = aroha.button(words("status.add_something"))
    tamati = await with_app(bot, "Tāmati Example")

    await tamati.pressing(add)
    refused = tamati.answer
    await aroha.pressing(add)

    assert words("refusal.not_yours") in refused
    assert words("more.title") in aroha.sees


async def test_nothing_is_added_to_a_report_that_was_taken_back(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await fills(aroha, "words", more_words=SAID)
    send = aroha.button(words("preview.send"))
    await aroha.presses(words("move.stop"))
    await aroha.says("my reports")
    await aroha.presses(words("my_reports.show"))
    await takes_back(aroha)

    await aroha.says("go on")
    await aroha.pressing(send)
    await bot.rests()

    assert words("refusal.already_withdrawn") in aroha.chat
    assert bot.mails() == []


# When it goes


async def test_what_is_added_while_a_leader_is_asked_goes_with_the_report(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await fills(aroha, "words", more_words=SAID)
    preview = aroha.sees
    await aroha.presses(words("preview.send"))
    await bot.rests()
    waiting, before = aroha.sees, bot.mails()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    (mail,) = bot.mails()
    assert fragment("more.goes_with_report") in preview
    assert fragment("status.added_waits") in waiting
    assert before == []
    assert SAID in text_of(mail)
    assert words("report.added") in text_of(mail)
    assert fragment("status.added_more_sent") in aroha.chat


async def test_what_is_added_after_a_decline_goes_when_the_reporter_decides(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"))
    await wiremu.presses(words("leader.decline"), reason="Solved")
    await bot.rests()
    await fills(aroha, "words", more_words=SAID)
    preview = aroha.sees

    assert fragment("more.goes_with_declined") in preview
    assert fragment("more.goes_with_report") not in preview


async def test_it_is_not_lost_when_the_leaders_time_is_over(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await sends(aroha, "words", more_words=SAID)

    await bot.time_passes(hours=3)

    (mail,) = bot.mails()
    assert SAID in text_of(mail)


async def test_a_report_that_is_taken_back_takes_what_was_added_with_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await sends(aroha, "words", more_words=SAID)
    await takes_back(aroha)

    await bot.time_passes(hours=3)

    assert bot.mails() == []


async def test_what_is_added_while_the_mail_service_is_down_comes_after_the_report(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, HIGH, SECURITY_ONLY)
    await bot.rests()
    await sends(aroha, "words", more_words=SAID)
    await bot.rests()

    bot.post.is_unplugged = False
    await bot.time_passes(minutes=20)

    texts = [text_of(mail) for mail in bot.mails()]
    assert len([text for text in texts if SAID in text]) == 1


# What it changes at once


async def threatens(somebody: Somebody) -> None:
    """Adds a fact that makes every report urgent."""
    await sends(somebody, "what", shows="home")


async def test_a_fact_that_makes_it_urgent_sends_the_waiting_report_at_once(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await fills(aroha, "what", shows="home")
    preview = aroha.sees
    await aroha.presses(words("preview.send"))
    await bot.rests()

    (mail,) = bot.mails()
    assert fragment("more.raised", level=level_name("urgent")) in preview
    assert words("more.report_goes_at_once") in preview
    assert level(bot) == "urgent"
    assert level_name("urgent") in str(mail["Subject"])
    assert fact_heading("shows") in text_of(mail)
    assert words("leader.acknowledge") in [it.title for it in wiremu.newest_buttons()]
    assert level_name("urgent") in wiremu.sees


async def test_after_the_mail_a_raised_level_goes_as_an_urgent_follow_up(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await threatens(aroha)
    await bot.rests()

    (mail,) = follow_ups(bot)
    raised = letter_line(
        "addition.txt",
        "letter.raised_from",
        level_name=level_name("urgent"),
        raised_from=level_name("standard"),
    )
    assert raised in text_of(mail)
    assert level_name("urgent") in aroha.shown[-1].card["fallbackText"]


async def test_a_leader_who_approved_is_asked_again_once_it_is_urgent(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await bot.rests()
    cards = len(wiremu.shown)

    await threatens(aroha)
    await bot.rests()

    assert len(wiremu.shown) > cards
    assert words("leader.acknowledge") in [it.title for it in wiremu.newest_buttons()]


async def test_a_leader_who_has_not_seen_it_is_stood_in_for(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    ngaire = await with_app(bot, "Ngaire Example")
    await reports(aroha, STANDARD)
    await bot.rests()

    await threatens(aroha)
    await bot.time_passes(minutes=16)

    assert words("leader.acknowledge") in [it.title for it in ngaire.newest_buttons()]


async def test_no_fact_lowers_a_level(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await threatens(aroha)
    await bot.rests()

    await sends(aroha, "what", shows="none")
    await bot.rests()

    assert level(bot) == "urgent"
    assert level_name("urgent") in str(follow_ups(bot)[-1]["Subject"])


async def test_the_leader_sees_the_facts_they_may_read_and_no_others(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await sends(aroha, "where", platform="facebook", link=LINK)
    await sends(aroha, "said", poster="whanau-or-ex")
    await bot.time_passes(seconds=5)

    assert choice_text("platform", "facebook") in wiremu.sees
    assert "example.org/groups" not in wiremu.chat
    assert fact_heading("poster") not in wiremu.chat


# Danger


async def test_words_of_danger_in_an_addition_lead_to_111_and_make_it_an_emergency(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await opens(aroha, "words")

    await aroha.says("he is outside my house with a knife")
    screen = aroha.sees
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("preview.send"), where_now="12 Example Street, 021 555 0101")
    await bot.rests()

    (mail,) = follow_ups(bot)
    titles = [it.title for it in aroha.newest_buttons()]
    assert words("danger.call_now") in screen
    assert level(bot) == "emergency"
    assert "12 Example Street" in text_of(mail)
    assert "with a knife" in text_of(mail)
    assert titles[:3] == [words("status.add_where"), words("status.safe_now"), words("ring.button")]


async def test_who_is_safe_says_so_on_the_111_screen_and_is_not_asked_again(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await opens(aroha, "words")
    await aroha.says("he is outside my house with a knife")

    await aroha.presses(words("danger.safe_now"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    titles = [it.title for it in aroha.newest_buttons()]
    assert words("status.safe_now") not in titles
    assert words("status.add_something") in titles


async def test_safe_on_the_111_screen_before_send_is_not_asked_again(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(words("danger.safe_now"))
    await aroha.presses(STANDARD)
    while words("guidance.report") not in aroha.sees:
        await aroha.presses(words("move.skip"))
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level(bot) == "emergency"
    assert words("status.safe_now") not in [it.title for it in aroha.newest_buttons()]


async def test_safe_can_be_said_again_after_danger_came_back(bot: Running, aroha: Somebody) -> None:
    await reports_in_short(aroha)
    await aroha.presses(words("status.safe_now"))
    await opens(aroha, "words")
    await aroha.says("he is outside my house with a knife")
    await aroha.presses(words("danger.send_now"))
    await aroha.presses(words("preview.send"))

    await aroha.presses(words("status.safe_now"))
    await bot.time_passes(seconds=20)
    await bot.time_passes(seconds=20)

    texts = [text_of(mail) for mail in follow_ups(bot)]
    safe = words("follow_up.safe", name="Aroha Example")
    assert len([text for text in texts if text.startswith(safe)]) == 2
    assert words("status.add_something") in [it.title for it in aroha.newest_buttons()]


async def test_who_is_in_danger_is_offered_no_page_until_they_are_safe(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    before = [it.title for it in aroha.newest_buttons()]

    await aroha.presses(words("status.safe_now"))

    assert words("status.add_something") not in before
    assert words("status.add_something") in [it.title for it in aroha.newest_buttons()]


# Please ring me

NUMBER = "021 555 0101"


async def asks_for_a_call(somebody: Somebody, number: str = NUMBER) -> None:
    """By the button of the list of what can be added."""
    await somebody.presses(words("status.add_something"))
    await somebody.presses(words("ring.button"))
    await somebody.presses(words("ring.send"), words=number)


async def test_a_number_to_ring_goes_to_security_once(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()

    await asks_for_a_call(aroha)
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert text_of(mail).startswith(words("follow_up.ring", name="Aroha Example"))
    assert NUMBER in text_of(mail)
    assert fragment("status.added_ring_sent") in aroha.sees


async def test_no_number_is_needed(bot: Running, aroha: Somebody) -> None:
    await reports_in_short(aroha)
    await aroha.presses(words("ring.button"))

    await aroha.presses(words("ring.send"))
    await bot.time_passes(seconds=2)

    assert len(follow_ups(bot)) == 1


async def test_the_same_request_within_an_hour_stands_and_another_number_goes(
    bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await asks_for_a_call(aroha)

    await asks_for_a_call(aroha)
    told = aroha.answer
    await bot.rests()
    once = len(follow_ups(bot))
    await asks_for_a_call(aroha, "021 555 0202")
    await bot.time_passes(seconds=2)
    another = len(follow_ups(bot))
    await bot.time_passes(minutes=61)
    await asks_for_a_call(aroha, "021 555 0202")
    await bot.rests()

    assert fragment("ring.asked") in told
    assert (once, another, len(follow_ups(bot))) == (1, 2, 3)


@pytest.mark.parametrize("typed", [NUMBER, "ring 021 555 0101 after four"])
async def test_the_number_can_be_typed(typed: str, bot: Running, aroha: Somebody) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    await aroha.says(words("status.add_something"))
    await aroha.says(words("ring.button"))

    await aroha.says(typed)
    await bot.rests()

    (mail,) = follow_ups(bot)
    assert typed in text_of(mail)


async def test_nobody_asks_for_a_call_about_the_report_of_somebody_else(
    bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await aroha.presses(words("ring.button"))
    send = aroha.button(words("ring.send"))
    tamati = await with_app(bot, "Tāmati Example")

    await tamati.pressing(send, words=NUMBER)
    refused = tamati.answer
    await aroha.pressing(send, words=NUMBER)
    await bot.time_passes(seconds=2)

    assert words("refusal.not_yours") in refused
    assert len(follow_ups(bot)) == 1


# What Security asks for comes first


@pytest.mark.parametrize(
    ("first", "asked"),
    [("time", "seen_at"), ("number", "number"), ("place", "where_now"), ("link", "link")],
)
async def test_what_security_asked_for_comes_first(
    first: str, asked: str, bot: Running, aroha: Somebody
) -> None:
    await reports(aroha, STANDARD, SECURITY_ONLY)
    await bot.rests()
    (report,) = bot.rows("reports")

    await aroha.sends({"verb": "add_something", "report_id": report["id"], "first": first})

    shown = [it["id"] for it in aroha.shown[-1].card["body"] if str(it.get("id")).startswith("in")]
    assert shown[0] == f"input.{asked}"


@pytest.mark.parametrize("first", ["number", "place"])
async def test_who_is_in_danger_is_asked_for_place_and_number_at_once_and_nothing_else(
    first: str, bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    (report,) = bot.rows("reports")

    await aroha.sends({"verb": "add_something", "report_id": report["id"], "first": first})

    assert [*inputs_of(aroha)] == ["where_now"]
    assert words("danger.line") in aroha.sees


@pytest.mark.parametrize("first", ["time", "number", "place", "link"])
async def test_every_page_shows_the_way_to_111_to_somebody_in_danger(
    first: str, bot: Running, aroha: Somebody
) -> None:
    await reports_in_short(aroha)
    await bot.rests()
    (report,) = bot.rows("reports")

    await aroha.sends({"verb": "add_something", "report_id": report["id"], "first": first})
    shown = aroha.shown[-1].card["body"]

    assert [it for it in shown if words("danger.line") in str(it)][:1] == shown[1:2]


async def test_add_details_before_send_has_the_same_pages(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, SECURITY_ONLY)
    await opens_page(aroha, "where")
    before = aroha.sees
    await aroha.presses(words("move.back"))
    await aroha.presses(words("move.back"))
    await aroha.presses(words("preview.send"))

    await opens(aroha, "where")

    assert page_title("where") in before
    assert page_title("where") in aroha.sees
