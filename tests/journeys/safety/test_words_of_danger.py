"""Words of danger lead to the 111 screen from anywhere, and nothing that was told is lost."""

import pytest

from bot.content import Content
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    inputs_of,
    reports,
    to_detail,
    to_page,
    to_preview,
    to_questions,
    to_telling,
)
from tests.words import (
    brief,
    choice_text,
    fragment,
    level_name,
    menu_title,
    page_title,
    question_text,
    words,
)

OUTSIDE = "he is outside my house now"
SAFE = words("danger.safe_now")
TELL_NOW = words("danger.send_now")


@pytest.fixture
def call_now(content: Content) -> str:
    """What the 111 screen begins with."""
    return content.texts("danger.call_now")


@pytest.mark.parametrize(
    "typed",
    [
        *("emergency", "danger", "I am scared", "he is outside my house", "I feel unsafe"),
        *(
            "someone is at my door with a knife",
            "kei te mataku au",
            "hes @ my door!!",
            "Āwhina mai",
        ),
    ],
)
async def test_words_of_danger_at_the_menu_show_111(
    typed: str, call_now: str, aroha: Somebody
) -> None:
    await aroha.says(typed)

    assert aroha.answer.startswith(call_now)


async def test_from_there_security_can_be_told_in_short(bot: Running, aroha: Somebody) -> None:
    await aroha.says(OUTSIDE)
    await aroha.presses(TELL_NOW)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert level_name("emergency") in bot.mail()


async def test_who_tells_security_where_they_are_is_not_held_up(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    where = "I am hiding in the office, he is outside my door"
    await aroha.says(OUTSIDE)
    await aroha.presses(TELL_NOW)
    await aroha.presses(words("preview.send"), where_now=where)
    await bot.rests()

    assert call_now not in aroha.answer
    assert where in bot.mail()


async def test_who_types_where_they_are_is_not_held_up_either(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    where = "I am hiding in the office, he is outside my door"
    await aroha.says(OUTSIDE)
    await aroha.says(TELL_NOW)
    await aroha.says(where)
    preview, mails = aroha.answer, bot.all_mails()
    await aroha.says(words("preview.send"))
    await bot.rests()

    assert call_now not in preview
    assert words("preview.title") in preview
    assert mails == []
    assert where in bot.mail()


async def test_from_there_a_report_goes_on_when_all_are_safe(
    bot: Running, aroha: Somebody, content: Content
) -> None:
    await aroha.says(OUTSIDE)
    await aroha.presses(SAFE)

    assert content.texts("kind.title") in aroha.answer
    assert bot.draft()["answers"] == {"danger": ["not-sure"]}


@pytest.mark.parametrize("typed", ["I'm safe now", "we are safe", "2", "false alarm", SAFE])
async def test_who_is_safe_can_say_so(typed: str, aroha: Somebody, content: Content) -> None:
    await aroha.says(OUTSIDE)

    await aroha.says(typed)

    assert content.texts("kind.title") in aroha.answer


@pytest.mark.parametrize("typed", ["help", "āwhina", "he is still here", "hello"])
async def test_the_111_screen_stays_in_sight(typed: str, call_now: str, aroha: Somebody) -> None:
    await aroha.says(OUTSIDE)

    await aroha.says(typed)

    assert aroha.answer.startswith(call_now)


async def test_stop_ends_it(bot: Running, aroha: Somebody, content: Content) -> None:
    await aroha.says(OUTSIDE)

    await aroha.says("stop")

    assert content.texts("stop.delete") in aroha.answer
    assert bot.draft()["answers"] == {"danger": ["not-sure"]}


async def test_a_paused_report_is_taken_up_when_danger_comes(
    call_now: str, bot: Running, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says("stop")

    await aroha.says(OUTSIDE)
    screen = aroha.answer
    await aroha.presses(SAFE)

    assert screen.startswith(call_now)
    assert question_text("shows") in aroha.answer


@pytest.mark.parametrize("way", ["welcome", "menu"])
async def test_a_button_leads_to_111(
    way: str, call_now: str, bot: Running, aroha: Somebody, content: Content
) -> None:
    await aroha.says({"menu": "help", "welcome": "skip"}[way])
    on = {"menu": -1, "welcome": 0}[way]

    await aroha.presses(content.texts("menu.danger"), on)

    assert aroha.answer.startswith(call_now)
    assert bot.draft()["answers"] == {"danger": ["yes"]}


async def test_its_title_can_be_typed(bot: Running, aroha: Somebody, content: Content) -> None:
    await aroha.says(content.texts("menu.danger"))

    assert bot.draft()["answers"] == {"danger": ["yes"]}


async def test_words_in_a_field_show_111_and_stay_with_all_beside_them(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), platform="facebook", posted_at=OUTSIDE)

    assert aroha.answer.startswith(call_now)
    assert bot.draft()["words"] == {"posted_at": OUTSIDE}
    assert bot.draft()["answers"]["platform"] == ["facebook"]


async def test_after_words_in_a_field_the_report_goes_on_and_is_urgent(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")
    await aroha.presses(words("form.save"), posted_at=OUTSIDE)
    await aroha.presses(SAFE)
    after = aroha.answer
    await aroha.presses(page_title("said"))
    await aroha.presses(words("form.save"), account_name=OUTSIDE)
    again = aroha.answer
    await aroha.presses(words("move.back"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("details_menu.title") in after
    assert call_now not in again
    assert level_name("urgent") in bot.mail()
    assert words("first.not_sure", said=brief("danger", "yes").capitalize()) in bot.mail()
    assert bot.mail().count(OUTSIDE) == 2


async def test_a_pause_of_some_time_ago_is_none(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")
    await aroha.presses(words("form.save"), posted_at=OUTSIDE)
    await aroha.presses(SAFE)
    await bot.time_passes(minutes=31)

    await aroha.presses(page_title("said"))
    await aroha.presses(words("form.save"), account_name=OUTSIDE)

    assert aroha.answer.startswith(call_now)
    assert bot.draft()["words"]["account_name"] == OUTSIDE


async def test_what_cannot_be_read_beside_them_is_asked_again_later(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")
    await aroha.presses(words("form.save"), seen_at="soon", posted_at=OUTSIDE)
    screen = aroha.answer
    await aroha.presses(SAFE)

    assert screen.startswith(call_now)
    assert "seen_at" in inputs_of(aroha)


async def test_words_that_answer_a_question_are_kept(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, URGENT, "threat_said")

    await aroha.says(f"Just now. {OUTSIDE}")
    screen = aroha.answer
    await aroha.presses(SAFE)

    assert screen.startswith(call_now)
    assert bot.draft()["words"]["threat_said"] == f"Just now. {OUTSIDE}"
    assert question_text("threat_how") in aroha.answer


@pytest.mark.parametrize("situation", [HIGH, STANDARD, menu_title("customer-related")])
async def test_at_a_question_with_choices_nothing_told_before_is_lost(
    situation: str, call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, situation)
    open_question, before = aroha.sees, bot.draft()

    await aroha.says("help me he has a gun")
    screen = aroha.answer
    await aroha.presses(SAFE)

    assert screen.startswith(call_now)
    # The same question; only what the card says of the answers so far has changed.
    assert aroha.answer.partition(fragment("living.step"))[0] in open_question
    assert fragment("living.step") in aroha.answer
    assert bot.draft()["answers"] == {**before["answers"], "danger": ["not-sure"]}


async def test_a_name_is_never_made_of_them(call_now: str, bot: Running, aroha: Somebody) -> None:
    await to_telling(aroha, HIGH)
    await aroha.presses(words("tell.other-leader"))

    await aroha.presses(words("question.next"), words=OUTSIDE)

    assert aroha.answer.startswith(call_now)
    assert bot.draft()["tell_whom"]["leader"] is None


async def test_at_the_preview_too(call_now: str, bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD)

    await aroha.says(OUTSIDE)
    screen = aroha.answer
    await aroha.presses(TELL_NOW)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert screen.startswith(call_now)
    assert level_name("emergency") in bot.mail()


async def test_back_asks_about_danger_and_goes_on_where_it_was(
    bot: Running, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.presses(words("move.skip"))
    open_question = aroha.sees
    await aroha.says(OUTSIDE)

    await aroha.presses(words("move.back"))
    gate = aroha.answer
    await aroha.presses(choice_text("danger", "no"))
    after = aroha.answer
    await aroha.presses(words("move.back"))

    assert content.catalogue.gate.text in gate
    assert after == open_question
    assert question_text("shows") in aroha.answer
    assert bot.draft()["answers"]["danger"] == ["no"]


async def test_a_yes_is_never_lowered(bot: Running, aroha: Somebody) -> None:
    await aroha.presses(words("menu.report"))
    await aroha.presses(choice_text("danger", "yes"))
    await aroha.presses(SAFE)

    await aroha.says(OUTSIDE)

    assert bot.draft()["answers"]["danger"] == ["yes"]


async def test_words_on_a_button_are_that_button(
    call_now: str, bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, STANDARD, "done_already")

    await aroha.says("police")

    assert call_now not in aroha.answer
    assert bot.draft()["answers"]["done_already"] == ["police"]


async def test_a_leader_in_danger_sees_111_too(
    call_now: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.says(OUTSIDE)

    assert wiremu.answer.startswith(call_now)


async def test_a_leaders_reason_of_danger_pauses_once(
    call_now: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    reason = f"She said {OUTSIDE}. I rang 111 with her."
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.decline"), reason=reason)
    paused = wiremu.answer
    await wiremu.presses(SAFE)
    card = wiremu.answer
    await wiremu.presses(words("leader.decline"), reason=reason)

    assert paused.startswith(call_now)
    assert words("leader.heading", name="Aroha Example") in card
    assert call_now not in wiremu.answer
    assert fragment("leader.answered_decline") in wiremu.answer


async def test_a_leader_can_tell_security_from_there(
    call_now: str, bot: Running, aroha: Somebody, wiremu: Somebody, content: Content
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason=OUTSIDE)

    await wiremu.presses(TELL_NOW)
    await wiremu.presses(TELL_NOW)

    assert content.texts("preview.title") in wiremu.answer


async def test_in_a_crisis_words_of_danger_are_not_forgotten(
    call_now: str, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, HIGH)

    await aroha.says(f"I want to die, {OUTSIDE}")
    crisis = aroha.answer
    await aroha.says("1")

    assert content.self_harm.title in crisis
    assert aroha.answer.startswith(call_now)


async def test_words_of_danger_are_not_kept_where_nobody_asked(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says(f"marked {OUTSIDE}")

    assert "marked" not in str([tuple(row) for row in bot.rows("drafts")])
    assert "marked" not in str([tuple(row) for row in bot.rows("conversations")])


@pytest.mark.parametrize(
    ("way", "fact_id"),
    [
        ("typed", "platform"),
        ("typed", "link"),
        ("typed", "seen_at"),
        ("pressed", "link"),
        ("pressed", "seen_at"),
    ],
)
async def test_words_of_danger_that_fit_no_field_are_kept_for_security(
    way: str, fact_id: str, bot: Running, aroha: Somebody, call_now: str
) -> None:
    if way == "typed":
        await to_detail(aroha, STANDARD, fact_id)
        await aroha.says(OUTSIDE)
    else:
        await to_page(aroha, STANDARD, "where")
        await aroha.presses(words("form.save"), **{fact_id: OUTSIDE})
    shown = aroha.answer
    kept = bot.draft()["words"]
    await aroha.presses(TELL_NOW)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert shown.startswith(call_now)
    assert OUTSIDE in kept.values()
    assert OUTSIDE in bot.mail()


async def test_a_link_that_is_none_and_names_no_danger_is_asked_again(
    bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, STANDARD, "link")

    await aroha.says("it was on a community page")

    assert words("unreadable.link") in aroha.answer
    assert "link" not in bot.draft()["words"]


async def test_words_of_a_threat_in_the_field_of_a_link_are_heard(
    bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, STANDARD, "link")

    await aroha.says("he threatened to hurt me")

    assert words("again.threat") in aroha.answer
    assert bot.draft()["answers"]["threat"] == ["not-sure"]


async def test_a_day_on_which_it_was_posted_is_never_to_come(bot: Running, aroha: Somebody) -> None:
    await to_detail(aroha, STANDARD, "posted_at")

    await aroha.says("tomorrow at 3 pm")
    refused = aroha.answer
    await aroha.says("yesterday at 3 pm")

    assert words("unreadable.future") in refused
    assert bot.draft()["words"]["posted_at"] == "yesterday at 3 pm"
