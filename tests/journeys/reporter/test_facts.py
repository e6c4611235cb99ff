"""Each thing is told once, on whichever card, and counts the same wherever it was told."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    adds,
    inputs_of,
    opens_page,
    skip_until,
    to_guidance,
    to_preview,
    to_questions,
    to_ticks,
)
from tests.words import (
    choice_text,
    fact_heading,
    fragment,
    level_name,
    menu_title,
    question_text,
    said_text,
    tick_text,
    words,
)

TARGETED = menu_title("targeted-because-of-work")
FAMILY = fact_heading("family_violence")
POSTER = fact_heading("poster")


def a_tick(fact_id: str, value: str = "yes") -> str:
    """A fact as the mail, the preview and the leader's details say it."""
    return f"{fact_heading(fact_id)}: {said_text(fact_id, value)}"


async def skips_to_guidance(aroha: Somebody) -> None:
    """Skips whatever is still asked."""
    await skip_until(aroha, words("guidance.report"))


async def test_a_home_address_told_as_a_detail_makes_it_urgent_and_the_mail_leaves_at_once(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, TARGETED)
    waiting = aroha.answer

    await adds(aroha, "what", shows="home")
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("urgent") not in waiting
    assert words("preview.goes_at_once") not in waiting
    assert level_name("urgent") in preview
    assert words("preview.goes_at_once") in preview
    assert f"{fact_heading('shows')}: {said_text('shows', 'home')}" in preview
    assert level_name("urgent") in bot.mails()[0]["Subject"]


@pytest.mark.parametrize("shows", ["none", "workplace"])
async def test_what_shows_no_home_waits_for_the_leader(
    shows: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, TARGETED)

    await adds(aroha, "what", shows=shows)
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.goes_at_once") not in preview
    assert fragment("leader.heading") in wiremu.sees
    assert bot.all_mails() == []


async def test_a_home_address_that_is_taken_off_again_is_urgent_no_more(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, TARGETED)
    await adds(aroha, "what", shows="home,name")

    await adds(aroha, "what", shows="name")

    assert level_name("high") in aroha.answer
    assert words("preview.goes_at_once") not in aroha.answer


async def test_offensive_content_about_me_is_high_without_being_asked_again(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, menu_title("offensive-content"))
    await aroha.presses(choice_text("nature", "abusive"))
    await aroha.presses(choice_text("names", "me"))
    asked_after = aroha.sees
    await aroha.presses(choice_text("threat", "no"))
    ticks = aroha.sees
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))

    assert question_text("threat") in asked_after
    assert words("ticks.title") in ticks
    assert bot.draft()["trail"].count("question:names") == 1
    assert level_name("high") in aroha.answer
    assert f"{fact_heading('names')}: {said_text('names', 'me')}" in aroha.answer


async def test_offensive_content_about_nobody_in_particular_is_not_high(aroha: Somebody) -> None:
    await to_questions(aroha, menu_title("offensive-content"))
    await aroha.presses(choice_text("nature", "abusive"))
    await aroha.presses(choice_text("names", "nobody"))
    await aroha.presses(choice_text("threat", "no"))
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))

    assert level_name("high") not in aroha.answer
    assert level_name("standard") in aroha.answer


async def test_what_private_details_were_given_away_is_filled_in_on_the_page(
    bot: Running, aroha: Somebody
) -> None:
    await to_ticks(aroha, TARGETED)
    await aroha.presses(words("question.next"), choice="private_details")
    shows = aroha.answer
    await aroha.presses(words("question.next"), choice="home")
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))
    preview = aroha.answer
    await opens_page(aroha, "what")

    assert question_text("shows") in shows
    assert level_name("urgent") in preview
    assert inputs_of(aroha)["shows"] == "home"
    assert inputs_of(aroha)["affected"] == ""


async def test_what_follows_from_an_answer_is_filled_in_too(aroha: Somebody) -> None:
    await to_questions(aroha, menu_title("offensive-content"))
    await aroha.presses(choice_text("nature", "abusive"))
    await aroha.presses(choice_text("names", "me"))
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))

    await opens_page(aroha, "what")

    assert inputs_of(aroha)["names"] == "me"
    assert inputs_of(aroha)["affected"] == "me"
    assert inputs_of(aroha)["shows"] == ""


async def test_a_page_that_is_saved_as_it_came_changes_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.presses(words("question.next"), choice="name,workplace")
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))
    before = aroha.answer
    await opens_page(aroha, "what")

    await aroha.presses(words("form.save"), **inputs_of(aroha))
    await aroha.presses(words("move.back"))

    assert aroha.answer == before


async def test_a_partner_who_posted_it_raises_the_level_by_one_and_only_once(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, TARGETED)
    before = aroha.answer
    await adds(aroha, "said", poster="whanau-or-ex")
    once = aroha.answer
    await adds(aroha, "said", poster="whanau-or-ex")
    twice = aroha.answer

    assert level_name("standard") in before
    assert level_name("high") in once
    assert level_name("urgent") not in once
    assert twice == once
    assert a_tick("family_violence") in once


@pytest.mark.parametrize("poster", ["stranger", "former-staff", "other"])
async def test_anybody_else_who_posted_it_leaves_the_level(poster: str, aroha: Somebody) -> None:
    await to_preview(aroha, TARGETED)

    await adds(aroha, "said", poster=poster)

    assert level_name("standard") in aroha.answer
    assert level_name("high") not in aroha.answer


async def test_the_partner_ticked_and_told_as_a_detail_raises_it_by_one_as_well(
    aroha: Somebody,
) -> None:
    await to_ticks(aroha, TARGETED)
    await aroha.presses(words("question.next"), choice="family_violence")
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))
    before = aroha.answer

    await adds(aroha, "said", poster="whanau-or-ex")

    assert level_name("high") in before
    assert level_name("high") in aroha.answer
    assert level_name("urgent") not in aroha.answer


async def reports_family_violence(aroha: Somebody, **ticked: str) -> str:
    """Reports it as a tick and as who posted it; what the preview said."""
    await to_ticks(aroha, HIGH)
    await aroha.presses(words("question.next"), choice="family_violence")
    await skips_to_guidance(aroha)
    await aroha.presses(words("guidance.report"))
    await adds(aroha, "said", poster="whanau-or-ex")
    if ticked:
        await aroha.presses(words("preview.send"), **ticked)
    preview = aroha.answer
    await aroha.presses(words("preview.send"), **ticked)
    return preview


async def what_the_leader_can_see(bot: Running, wiremu: Somebody) -> str:
    """Card, reminder, details, list and every mail to the leader, also once a deputy is asked."""
    await bot.rests()
    card = wiremu.sees
    if wiremu.has_button(words("leader.show_details")):  # without details they are not offered
        await wiremu.presses(words("leader.show_details"))
        await wiremu.presses(words("details.show"))
        assert fragment("details.title") in wiremu.sees
    details = wiremu.sees
    await wiremu.says("approvals")
    await bot.time_passes(hours=1)
    await bot.time_passes(hours=3)
    mails = "\n".join(str(mail) for mail in bot.mails_to("Wiremu Example"))
    return "\n".join([card, details, wiremu.chat, str([it.versions for it in wiremu.shown]), mails])


async def test_family_violence_reaches_no_leader_by_itself(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_family_violence(aroha)

    seen = await what_the_leader_can_see(bot, wiremu)

    assert fragment("leader.heading") in seen
    for heading in (FAMILY, POSTER, tick_text("family_violence")):
        assert heading not in seen
    assert said_text("poster", "whanau-or-ex") not in seen
    assert a_tick("family_violence") in bot.mail()
    assert f"{POSTER}: {said_text('poster', 'whanau-or-ex')}" in bot.mail()


async def test_family_violence_that_is_ticked_for_the_leader_stands_in_the_details_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    preview = await reports_family_violence(aroha, leader_may_read="family_violence")
    await bot.rests()
    card = wiremu.sees
    await wiremu.presses(words("leader.show_details"))
    await wiremu.presses(words("details.show"))

    assert words("preview.changed") in preview
    assert FAMILY not in card
    assert a_tick("family_violence") in wiremu.answer
    assert POSTER not in wiremu.answer


async def test_what_is_ticked_for_the_leader_is_shown_on_the_preview_and_not_sent_yet(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD)
    await adds(aroha, "said", poster="whanau-or-ex")
    hidden = aroha.answer.partition(words("preview.the_leaders_card"))[2]

    await aroha.presses(words("preview.send"), leader_may_read="poster")
    await bot.rests()

    assert POSTER not in hidden
    assert POSTER in aroha.answer.partition(words("preview.the_leaders_card"))[2]
    assert bot.rows("reports") == []
    assert bot.all_mails() == []


async def test_the_leader_told_by_default_is_left_out_with_one_change(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    before = wiremu.chat
    await to_preview(aroha, HIGH, words("tell.security-only"))

    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert wiremu.chat == before
    assert len(bot.mails()) == 1


async def test_nothing_is_asked_twice_on_the_way_to_the_guidance(
    bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, HIGH)

    trail = bot.draft()["trail"]
    asked = [f"question:{name}" for name in ("danger", "shows", "threat")]
    assert [trail.count(step) for step in asked] == [1, 1, 1]
