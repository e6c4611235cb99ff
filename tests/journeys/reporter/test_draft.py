"""An unfinished report: kept while it is wanted, gone when it is not, shown as it will leave."""

from collections.abc import Awaitable, Callable

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    adds,
    skip_until,
    to_details,
    to_guidance,
    to_page,
    to_preview,
    to_questions,
    to_telling_from_preview,
)
from tests.words import (
    brief,
    choice_text,
    contact_name,
    fact_heading,
    fragment,
    level_name,
    question_text,
    said_text,
    scenario_said,
    words,
)

LINK = "https://example.org/a"
CHANGES_MEANWHILE = ("People leader:", f"{contact_name('noggin')}:", "Time:")
"""What the mail says of the moment it leaves: the leader may have answered, and time has passed."""


async def presses_back(somebody: Somebody, times: int) -> None:
    """Back, and back again."""
    for _ in range(times):
        await somebody.presses(words("move.back"))


async def test_an_unfinished_report_survives_a_restart(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")
    await aroha.presses(words("form.save"), platform="facebook")

    await bot.restarts()
    await aroha.says("go on")
    await aroha.presses(words("move.back"))

    assert "Platform: Facebook" in aroha.answer


async def to_a_page(somebody: Somebody, situation: str) -> None:
    """A page of details is open."""
    await to_page(somebody, situation, "where")


async def to_known_telling(somebody: Somebody, situation: str) -> None:
    """The choice of whom to tell is open, once the directory has said who the leader is."""
    await to_preview(somebody, situation)
    await to_telling_from_preview(somebody)


@pytest.mark.parametrize(
    "walk",
    [to_questions, to_guidance, to_a_page, to_known_telling, to_preview],
)
async def test_stop_pauses_it_at_every_stage(
    walk: Callable[[Somebody, str], Awaitable[None]], bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await walk(aroha, STANDARD)
    asked = aroha.answer

    await aroha.presses(words("move.stop"))
    stopped = aroha.answer
    await aroha.presses(texts("unfinished.go_on"))

    assert texts("stop.paused", time="24 hours") in stopped
    assert aroha.answer == asked
    assert bot.all_mails() == []


async def test_stop_can_be_typed_at_the_list_of_details(bot: Running, aroha: Somebody) -> None:
    await to_details(aroha, STANDARD)
    asked = aroha.answer

    await aroha.says("stop")
    stopped = aroha.answer
    await aroha.presses(words("unfinished.go_on"))

    assert fragment("stop.paused") in stopped
    assert aroha.answer == asked


@pytest.mark.parametrize("walk", [to_questions, to_preview])
async def test_what_is_paused_can_be_deleted(
    walk: Callable[[Somebody, str], Awaitable[None]], bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await walk(aroha, STANDARD)
    await aroha.presses(words("move.stop"))

    await aroha.presses(texts("stop.delete"))

    assert texts("stop.deleted") in aroha.answer
    assert bot.rows("drafts") == []


async def test_stop_at_the_first_question_leaves_nothing_behind(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.says("stop")

    assert bot.content.texts("stop.done") in aroha.answer
    assert bot.rows("drafts") == []


async def test_nothing_is_asked_of_somebody_who_stopped(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    question = aroha.answer
    await aroha.says("stop")

    await aroha.says("kei te pai")
    thanked = aroha.answer
    await aroha.says("go on")

    assert bot.content.texts("menu.not_understood") in thanked
    assert aroha.answer == question


async def test_a_press_on_the_question_of_a_paused_report_says_that_it_is_paused(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    skip = aroha.button(words("move.skip"))
    await aroha.presses(words("move.stop"))

    await aroha.pressing(skip)

    assert bot.content.texts("stop.paused", time="24 hours") in aroha.sees


async def test_a_new_report_beside_a_paused_one_is_asked_about_first(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.presses(words("move.stop"))

    await aroha.says("report")

    assert bot.content.texts("unfinished.text") in aroha.answer


async def test_an_old_delete_shows_the_report_that_was_sent_since(
    bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    await aroha.says("report")
    await aroha.presses(choice_text("danger", "no"))
    await aroha.says("report")
    delete = aroha.button(texts("unfinished.delete"))
    await aroha.presses(texts("unfinished.go_on"))
    await aroha.presses(URGENT)
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    await aroha.pressing(delete)

    assert texts("stop.deleted") not in aroha.chat
    assert texts("status.title", reference=bot.rows("reports")[0]["reference"]) in aroha.answer


async def test_an_old_delete_leaves_a_later_report_alone(bot: Running, aroha: Somebody) -> None:
    texts = bot.content.texts
    await to_questions(aroha, STANDARD)
    await aroha.presses(words("move.skip"))
    await aroha.says("report")
    delete = aroha.button(texts("unfinished.delete"))
    await aroha.pressing(delete)
    await bot.time_passes(seconds=3)  # at once it would be a double click
    await aroha.presses(texts("stop.delete"))
    await to_questions(aroha, HIGH)
    later = bot.draft()

    await aroha.pressing(delete)

    assert bot.draft() == later
    assert aroha.answer.count(texts("stop.deleted")) == 0


async def test_a_delete_of_the_release_before_deletes_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    draft = bot.draft()

    await aroha.sends(value={"verb": "stop_report"})

    assert bot.draft() == draft


async def test_a_threat_that_is_not_sent_is_reminded_of_once_before_it_is_deleted(
    bot: Running, aroha: Somebody
) -> None:
    texts = bot.content.texts
    go_on = texts("unfinished.go_on")
    await to_preview(aroha, URGENT, words("tell.security-only"))
    before = len(aroha.shown)

    await bot.time_passes(hours=19)
    early = len(aroha.shown)
    await bot.time_passes(hours=2)
    reminded = len(aroha.shown)
    await bot.time_passes(hours=2)

    assert early == before
    assert len(aroha.shown) == reminded == before + 1
    assert go_on in [button.title for button in aroha.newest_buttons()]
    assert bot.all_mails() == []
    await aroha.presses(go_on)
    assert texts("preview.title") in aroha.sees


async def test_a_threat_that_is_not_sent_is_deleted_a_day_after_its_last_change(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, URGENT, words("tell.security-only"))

    await bot.time_passes(hours=21)
    await bot.time_passes(hours=4)

    assert bot.rows("drafts") == []
    assert bot.all_mails() == []


async def test_it_is_deleted_a_day_after_its_last_change(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await bot.time_passes(hours=20)
    await aroha.presses(words("move.skip"))
    await bot.time_passes(hours=23)
    still, skip = len(bot.rows("drafts")), aroha.button(words("move.skip"))
    await bot.time_passes(hours=2)
    expired = aroha.sees

    await aroha.pressing(skip)

    assert still == 1
    assert bot.rows("drafts") == []
    assert expired == words("living.expired", time=bot.content.texts("duration.hours", number=24))
    assert words("again.done") in aroha.answer
    assert words("menu.lead") in aroha.answer


async def test_it_is_deleted_after_a_day_though_the_bot_was_down(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await bot.restarts()
    await bot.time_passes(hours=25)

    assert bot.rows("drafts") == []


async def test_advice_alone_leaves_nothing_behind(bot: Running, aroha: Somebody) -> None:
    await to_guidance(aroha, STANDARD)

    await aroha.presses(words("guidance.finish"))

    assert words("guidance.finished") in aroha.answer
    assert bot.rows("drafts") == []


@pytest.mark.parametrize("situation", [HIGH, URGENT])
async def test_what_would_be_a_report_is_kept_a_day_after_the_guidance(
    situation: str, bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, situation)
    told = bot.draft()["answers"]

    await aroha.presses(words("guidance.finish"))
    finished = aroha.answer
    await bot.time_passes(hours=23)
    kept = bot.draft()
    await bot.time_passes(hours=2)

    assert words("stop.paused", time=words("duration.hours", number=24)) in finished
    assert words("guidance.finished") not in finished
    assert kept["answers"] == told
    assert bot.rows("drafts") == []
    assert bot.all_mails() == []


async def test_a_threat_that_was_finished_with_the_guidance_can_be_sent_later(
    bot: Running, aroha: Somebody
) -> None:
    await to_guidance(aroha, URGENT)
    await aroha.presses(words("guidance.finish"))
    await bot.time_passes(hours=20)

    await aroha.says("go on")
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("urgent") in bot.mails()[0]["Subject"]


async def test_delete_on_an_unfinished_report_pauses_it_and_only_a_second_tap_deletes(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says("report")
    before = bot.draft()

    await aroha.presses(words("unfinished.delete"))
    first, kept = aroha.sees, bot.draft()
    await aroha.presses(words("stop.delete"))
    assert bot.draft() == kept  # a double click deletes nothing
    await bot.time_passes(seconds=3)
    await aroha.presses(words("stop.delete"))

    assert fragment("stop.paused") in first
    assert words("stop.deleted") not in first
    assert kept["answers"] == before["answers"]
    assert words("stop.deleted") in aroha.sees
    assert bot.rows("drafts") == []


async def test_after_the_first_tap_on_delete_it_can_be_gone_on_with(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    question = aroha.answer
    await aroha.says("report")

    await aroha.presses(words("unfinished.delete"))
    await aroha.presses(words("unfinished.go_on"))

    assert aroha.answer == question


async def test_an_unfinished_report_is_offered_before_a_new_one(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says("menu")

    await aroha.presses(words("menu.report"))
    offered = aroha.answer
    await aroha.presses(words("unfinished.go_on"))

    assert words("unfinished.text") in offered
    assert question_text("shows") in aroha.answer


async def test_a_situation_chosen_before_the_first_answer_is_taken(aroha: Somebody) -> None:
    await aroha.presses(words("menu.situations"))
    chooses = aroha.button(words("question.next"))
    await aroha.says("report")
    await aroha.pressing(chooses, scenario_id="identifying-content")

    await aroha.presses(choice_text("danger", "no"))

    assert question_text("shows") in aroha.answer


async def test_back_goes_through_every_step_to_the_start(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))

    await presses_back(aroha, times=len(bot.draft()["trail"]))

    assert question_text("danger") in aroha.answer
    assert words("move.back") not in [button.title for button in aroha.newest_buttons()]
    draft = bot.draft()
    assert [draft[key] for key in ("answers", "words", "form", "trail")] == [{}, {}, {}, []]


async def test_back_forgets_the_answer_and_the_next_one_counts(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.presses(words("question.next"), choice="home")
    await aroha.presses(words("move.back"))
    await aroha.presses(words("question.next"), choice="name")
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))

    assert level_name("high") in aroha.answer
    assert f"{fact_heading('shows')}: {said_text('shows', 'name')}" in aroha.answer
    assert said_text("shows", "home") not in aroha.answer


async def test_what_is_left_out_on_the_preview_is_not_in_the_mail(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", platform="facebook", link=LINK, posted_at="noon")

    await aroha.presses(words("preview.send"), leave_out="link,posted_at")
    preview = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert LINK not in preview
    assert "Platform: Facebook" in bot.mail()
    assert LINK not in bot.mail()
    assert "noon" not in bot.mail()


async def test_what_is_taken_off_a_page_again_is_not_sent(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", platform="facebook", link=LINK)

    await adds(aroha, "where", platform="facebook", link="")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert "Platform: Facebook" in bot.mail()
    assert LINK not in bot.mail()


async def test_nothing_ticked_leaves_nothing_out(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", platform="facebook")

    await aroha.presses(words("preview.send"), leave_out="")
    await bot.rests()

    assert "Platform: Facebook" in bot.mail()


async def test_what_must_be_said_cannot_be_left_out(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", platform="facebook")

    await aroha.presses(words("preview.send"), leave_out="danger,scenario,platform")

    assert brief("danger", "no").capitalize() in aroha.answer
    assert f"Situation: {scenario_said('support-or-not-sure')}" in aroha.answer
    assert "Platform: Facebook" not in aroha.answer


async def test_the_mail_is_what_the_preview_showed(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, STANDARD)
    await adds(aroha, "where", platform="facebook", link=LINK, posted_at="noon")
    await adds(aroha, "what", affected="me,team", shows="name")
    await adds(aroha, "said", account_name="An *Account*")
    await adds(aroha, "kept", evidence="kept", done_already="blocked", done_reference="AB-12")
    await adds(aroha, "reach", contact="phone", contact_words="After 3 pm", help_wanted="eap")
    shown = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await bot.time_passes(minutes=30)
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    lines = [line.strip() for line in bot.mail().splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(CHANGES_MEANWHILE)]
    assert [line for line in said if line not in shown.splitlines()] == []
    assert f"Subject: {bot.mails()[0]['Subject']}" in shown
    assert f"To: {bot.mails()[0]['To']}" in shown


async def test_a_report_keeps_the_reference_that_the_preview_showed(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    draft = bot.draft()
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert draft["reference"] in aroha.answer
    assert draft["reference"] in bot.mails()[0]["Subject"]
    assert bot.rows("drafts") == []
