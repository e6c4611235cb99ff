"""Whatever is typed or sent, a person gets a clear answer and loses nothing they said before."""

import logging

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    adds,
    inputs_of,
    reports,
    to_detail,
    to_page,
    to_preview,
    to_questions,
    to_telling,
)
from tests.words import fragment, level_name, menu_title, question_text, words

LONG = "Marked-long " * 1000
TOO_LONG = words("unreadable.too_long")
NOT_UNDERSTOOD = words("again.choice")
MARKDOWN = "**bold** [click](https://evil.example.org) # heading\n- item <b>tag</b> `code`"
HIDDEN = "left\u202eright\u2066 \u200fto\x07 end"


async def test_a_typed_novel_is_too_long_and_the_question_stays_open(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()

    said = await aroha.says(LONG)

    assert said.status == 200
    assert TOO_LONG in aroha.answer
    assert question_text("shows") in aroha.answer
    assert bot.draft() == before


async def test_a_typed_novel_without_a_question_is_too_long_too(aroha: Somebody) -> None:
    await aroha.says(LONG)

    assert TOO_LONG in aroha.answer
    assert words("menu.lead") in aroha.answer


async def test_a_novel_in_one_input_loses_no_other(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(
        words("form.save"), platform="facebook", link="https://example.org", posted_at=LONG
    )

    assert TOO_LONG in aroha.answer
    assert inputs_of(aroha)["posted_at"] == ""
    assert inputs_of(aroha)["platform"] == "facebook"
    assert bot.draft()["answers"]["platform"] == ["facebook"]
    assert bot.draft()["words"] == {"link": "https://example.org"}


async def test_a_novel_typed_to_one_detail_is_too_long(bot: Running, aroha: Somebody) -> None:
    await to_detail(aroha, URGENT, "threat_said")

    await aroha.says("Marked-long " * 30)

    assert TOO_LONG in aroha.answer
    assert question_text("threat_said") in aroha.answer
    assert bot.draft()["words"] == {}


async def test_a_novel_as_a_leaders_name_is_too_long(bot: Running, aroha: Somebody) -> None:
    await to_telling(aroha, STANDARD)
    await aroha.presses(words("tell.other-leader"))

    await aroha.presses(words("question.next"), words=LONG)

    assert TOO_LONG in aroha.answer
    assert words("tell.name_title") in aroha.answer


async def test_a_novel_as_a_reason_is_too_long_and_declines_nothing(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.decline"), reason=LONG)
    refused = wiremu.answer
    await wiremu.presses(words("leader.decline"), reason="Solved.")

    assert TOO_LONG in refused
    assert words("decline.title") in refused
    assert fragment("leader.answered_decline") in wiremu.answer


async def test_the_longest_answers_that_fit_can_be_read_and_sent(
    bot: Running, aroha: Somebody
) -> None:
    link = "https://example.org/" + "_" * 1980
    await to_preview(aroha, URGENT, words("tell.security-only"))
    await adds(aroha, "where", link=link, posted_at="_" * 120)
    await adds(
        aroha,
        "said",
        threat_said="~" * 200,
        threat_words="*" * 2000,
        account_name="_" * 200,
    )
    await adds(aroha, "reach", contact_words="+" * 200)
    preview = str(aroha.shown[-1].card["body"])
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.title") in preview
    assert words("preview.cut_short") in preview
    assert "~" * 200 in bot.mail()
    assert "*" * 2000 in bot.mail()
    assert "+" * 200 in bot.mail()
    assert link in bot.mail()


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", "\u202e", "\x07"])
async def test_saying_nothing_answers_nothing(nothing: str, bot: Running, aroha: Somebody) -> None:
    await to_detail(aroha, URGENT, "threat_said")
    before = bot.draft()

    await aroha.says(nothing)

    assert NOT_UNDERSTOOD in aroha.answer
    assert question_text("threat_said") in aroha.answer
    assert bot.draft() == before


async def test_words_that_mean_nothing_to_the_bot_are_not_ignored(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says("this is fucking awful")

    assert words("menu.not_understood") in aroha.answer
    assert words("menu.lead") in aroha.answer
    assert bot.rows("drafts") == []


async def test_somebody_who_tells_it_all_at_once_is_thanked_before_they_choose(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says("They put my home address online and will burn my house")

    assert words("menu.heard") in aroha.answer
    assert menu_title("threat") in aroha.answer
    assert menu_title("identifying-content") in aroha.answer
    assert bot.rows("drafts") == []


async def test_saying_nothing_without_a_question_gets_the_menu(aroha: Somebody) -> None:
    await aroha.says("")

    assert words("menu.lead") in aroha.answer


async def test_a_picture_is_not_taken_and_the_question_stays_open(
    bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    before = bot.draft()
    chat = bot.teams.opens_chat(aroha.member)
    picture = {"contentType": "image/png", "contentUrl": "https://example.org/picture.png"}
    activity = bot.teams.channel.text(aroha.member, chat, "")

    await aroha.posts({**activity, "text": "", "attachments": [picture]})

    assert question_text("shows") in aroha.answer
    assert bot.draft() == before


async def test_emoji_are_words_like_others(bot: Running, aroha: Somebody) -> None:
    await aroha.says("😢")
    alone = aroha.answer
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", posted_at="😢 last night 👩‍👩‍👧")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("menu.lead") in alone
    assert "Posted: 😢 last night 👩‍👩‍👧" in bot.mail()


async def test_marks_of_direction_and_control_are_not_kept(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", posted_at=HIDDEN)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert "Posted: leftright to end" in bot.mail()
    assert bot.rows("drafts") == []


async def test_markdown_and_html_stay_what_was_typed(bot: Running, aroha: Somebody) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "said", account_name=MARKDOWN.replace("\n", " "))
    drawn = str(aroha.shown[-1].card["body"])
    await aroha.presses(words("preview.send"))
    await bot.rests()
    html = bot.mails()[0].get_body(("html",))

    assert "[click](https://evil.example.org)" not in drawn
    assert "**bold**" not in drawn
    assert html is not None
    assert "&lt;b&gt;tag&lt;/b&gt;" in html.get_content()
    assert "<b>tag</b>" not in html.get_content()
    assert "**bold** [click](https://evil.example.org)" in bot.mail()


async def test_a_leaders_markdown_stays_what_was_typed(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await wiremu.presses(words("leader.decline"), reason=MARKDOWN)
    await aroha.waits_for(words("declined.reason"))
    drawn = str([shown.card["body"] for shown in aroha.shown])

    assert "bold" in drawn
    assert "**bold**" not in drawn
    assert "](https://evil.example.org)" not in drawn


async def test_a_line_break_in_an_answer_makes_no_new_line_of_the_mail(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", posted_at="noon\nPeople leader: nobody\nLevel: Advice")
    await aroha.presses(words("preview.send"))
    await bot.rests()

    lines = bot.mail().splitlines()
    assert [line for line in lines if line.startswith(("Level:", "People leader:"))] == [
        f"People leader: {words('mail.leader_not-told')}",
        f"Level: {level_name('standard')}, because:",
    ]


@pytest.mark.parametrize(
    "link", ["not a link", "javascript:alert(1)", "https://", "http://[", "a b.example.org"]
)
async def test_what_is_no_link_is_asked_again(link: str, bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), platform="facebook", link=link)

    assert words("unreadable.link") in aroha.answer
    assert "link" in inputs_of(aroha)
    assert "link" not in bot.draft()["answers"]
    assert bot.draft()["answers"]["platform"] == ["facebook"]


@pytest.mark.parametrize("day", ["31/02/2026", "soon", "2026-13-01"])
async def test_what_is_no_day_is_asked_again(day: str, bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), seen_at=day)

    assert words("unreadable.date") in aroha.answer
    assert "seen_at" not in bot.draft()["answers"]


@pytest.mark.parametrize("day", ["1/1/2099", "2099-01-01", "tomorrow"])
async def test_a_day_to_come_is_asked_again_with_the_reason(
    day: str, bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), platform="facebook", seen_at=day)

    assert bot.content.texts("unreadable.future") in aroha.answer
    assert "seen_at" in inputs_of(aroha)
    assert "seen_at" not in bot.draft()["answers"]
    assert bot.draft()["answers"]["platform"] == ["facebook"]


async def test_a_day_in_words_is_kept_as_that_day(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(words("form.save"), seen_at="Friday 20 November")

    assert bot.draft()["words"]["seen_at"] == "2026-11-20"


async def test_a_name_is_no_reference(bot: Running, aroha: Somebody) -> None:
    await to_page(aroha, STANDARD, "kept")

    await aroha.presses(words("form.save"), done_reference="Sergeant Example")

    assert words("unreadable.reference") in aroha.answer
    assert "done_reference" not in bot.draft()["words"]


async def test_several_wrong_fields_are_all_named_and_the_good_ones_kept(
    bot: Running, aroha: Somebody
) -> None:
    await to_page(aroha, STANDARD, "where")

    await aroha.presses(
        words("form.save"), platform="facebook", link="no", seen_at="soon", posted_at="noon"
    )

    assert words("unreadable.link") in aroha.answer
    assert words("unreadable.date") in aroha.answer
    assert "link" not in bot.draft()["answers"]
    assert "seen_at" not in bot.draft()["answers"]
    assert bot.draft()["answers"]["platform"] == ["facebook"]
    assert bot.draft()["words"] == {"posted_at": "noon"}


async def test_nothing_odd_that_was_said_is_logged(
    bot: Running, aroha: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await aroha.says(LONG)
    await aroha.says("Marked-typed **bold**")
    await aroha.sends({"verb": "Marked-verb", "input.words": "Marked-input"})
    await aroha.sends("Marked-value")
    await aroha.sends({"verb": "open_report", "report_id": "Marked-id"})

    logged = "\n".join(str(vars(record)) + record.getMessage() for record in caplog.records)
    assert "Marked" not in logged


async def test_what_cannot_be_read_does_not_stop_what_can(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says("\u0000\ufeff<script>")
    await aroha.sends(None)
    await aroha.sends({"verb": "x"})

    await aroha.says("a name")

    assert question_text("threat") in aroha.answer
