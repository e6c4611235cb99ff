"""Somebody changes what they sent before: each change is answered, and heard for danger."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    STANDARD,
    to_telling,
    types_to_field,
    types_to_the_end,
)
from tests.stand_ins.activities import Chat, as_html
from tests.stand_ins.teams import Delivered
from tests.words import fragment, menu_title, question_text, words

REACH = "contact_words"
OLD, NEW = "ring 021 555 0101", "ring 021 555 0199, not the other number"
CRISIS = "I want to die"


def says(bot: Running, somebody: Somebody, key: str) -> bool:
    """Whether the newest turn said this sentence."""
    return bot.content.texts(key) in somebody.answer


def asks(bot: Running, somebody: Somebody, fact_id: str) -> bool:
    """Whether the newest turn asked for this fact."""
    return bot.content.catalogue.facts[fact_id].text in somebody.answer


def asks_of_danger(bot: Running, somebody: Somebody) -> bool:
    """Whether the newest turn asked whether anybody is in danger."""
    return bot.content.catalogue.gate.text in somebody.answer


async def says_no(somebody: Somebody) -> Delivered:
    """Reports, nobody in danger."""
    await somebody.says("report")
    return await somebody.says("no")


async def gives_number(bot: Running, somebody: Somebody) -> Delivered:
    """Has said how to be reached."""
    await types_to_field(bot, somebody, REACH)
    return await somebody.says(OLD)


@pytest.mark.parametrize("event", ["editMessage", "undeleteMessage", "", "unheardOf"])
async def test_a_no_that_becomes_a_yes_brings_the_111_screen(
    event: str, bot: Running, aroha: Somebody
) -> None:
    no = await says_no(aroha)

    await aroha.edits(no, "yes", event)

    assert says(bot, aroha, "danger.call_now")
    assert says(bot, aroha, "change.heard")
    assert bot.draft()["answers"] == {"danger": ["yes"]}


async def test_the_html_form_of_a_change_is_read_first(bot: Running, aroha: Somebody) -> None:
    no = await says_no(aroha)
    yes = {"contentType": "text/html", "content": as_html("yes")}

    await aroha.edits(no, "", attachments=[yes])

    assert says(bot, aroha, "danger.call_now")


@pytest.mark.parametrize("now", ["yes", "YES, he is here", "not sure", "he stands outside", "1"])
async def test_a_danger_said_late_brings_the_111_screen_wherever_the_person_is(
    now: str, bot: Running, aroha: Somebody
) -> None:
    no = await says_no(aroha)
    await aroha.says(menu_title("targeted-because-of-work"))
    await aroha.says("skip")

    await aroha.edits(no, now)

    assert says(bot, aroha, "danger.call_now")


@pytest.mark.parametrize("now", ["No.", "nope", "2"])
async def test_a_no_that_stays_a_no_is_asked_again(now: str, bot: Running, aroha: Somebody) -> None:
    no = await says_no(aroha)
    await aroha.says(menu_title("targeted-because-of-work"))

    await aroha.edits(no, now)

    assert says(bot, aroha, "change.edited_out")
    assert asks_of_danger(bot, aroha)
    assert not says(bot, aroha, "danger.call_now")
    assert bot.draft()["answers"] == {}


@pytest.mark.parametrize("now", ["no", "it was a joke"])
async def test_the_111_screen_stays_when_a_yes_is_changed(
    now: str, bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    yes = await aroha.says("yes")

    await aroha.edits(yes, now)

    assert says(bot, aroha, "danger.call_now")
    assert "no" not in bot.draft()["answers"]["danger"]


async def test_a_yes_after_the_report_was_sent_brings_the_111_screen(
    bot: Running, aroha: Somebody
) -> None:
    no = await types_to_field(bot, aroha, REACH)
    await types_to_the_end(bot, aroha)

    await aroha.edits(no, "yes")

    assert says(bot, aroha, "danger.call_now")
    assert len(bot.rows("reports")) == 1


async def test_words_of_self_harm_in_a_change_are_met_with_help(
    bot: Running, aroha: Somebody
) -> None:
    no = await says_no(aroha)

    await aroha.edits(no, CRISIS)

    assert "1737" in aroha.answer
    assert CRISIS not in str([tuple(row) for row in bot.rows("drafts")])


async def test_a_changed_answer_is_asked_again_and_the_old_one_is_not_sent(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)

    await aroha.edits(number, NEW)
    asked = aroha.answer
    kept = bot.draft()["words"]
    await aroha.says("ring 021 555 0199")
    await types_to_the_end(bot, aroha)

    assert bot.content.texts("change.edited_out") in asked
    assert question_text("contact_words") in asked
    assert REACH not in kept
    assert "0199" in bot.mail()
    assert "0101" not in bot.mail()


async def test_a_changed_answer_that_is_skipped_then_is_left_out(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)

    await aroha.edits(number, NEW)
    await types_to_the_end(bot, aroha)

    assert "021 555" not in bot.mail()


async def test_at_the_preview_a_changed_answer_is_asked_again_and_leads_back_there(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)
    await aroha.says("skip")
    await aroha.says("back")
    preview = aroha.answer

    await aroha.edits(number, NEW)
    is_asked = asks(bot, aroha, REACH)
    await aroha.says(NEW)
    await aroha.says("skip")
    await aroha.says("back")

    assert OLD in preview
    assert is_asked
    assert NEW in aroha.answer
    assert OLD not in aroha.answer


async def test_an_older_answer_is_asked_again_too(bot: Running, aroha: Somebody) -> None:
    await types_to_field(bot, aroha, "link")
    link = await aroha.says("https://example.org/one")
    await aroha.says("skip")

    await aroha.edits(link, "https://example.org/two")

    assert asks(bot, aroha, "link")
    assert says(bot, aroha, "change.edited_out")


async def test_a_changed_kind_is_asked_again(bot: Running, aroha: Somebody) -> None:
    await says_no(aroha)
    kind = await aroha.says(menu_title("targeted-because-of-work"))

    await aroha.edits(kind, menu_title("threat"))

    assert says(bot, aroha, "change.edited_out")
    assert says(bot, aroha, "kind.title")


async def test_what_was_not_understood_is_heard_as_if_just_typed(
    bot: Running, aroha: Somebody
) -> None:
    await types_to_field(bot, aroha, "link")
    wrong = await aroha.says("exmaple dot org")

    await aroha.edits(wrong, "https://example.org")

    assert says(bot, aroha, "change.heard")
    assert bot.draft()["words"]["link"] == "https://example.org"


async def test_a_command_is_heard_as_if_just_typed(bot: Running, aroha: Somebody) -> None:
    repot = await aroha.says("repot")

    await aroha.edits(repot, "report")

    assert asks_of_danger(bot, aroha)


async def test_a_second_change_of_what_is_open_again_is_the_answer(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)
    await aroha.edits(number, NEW)

    await aroha.edits(number, "by email")

    assert bot.draft()["words"][REACH] == "by email"


async def test_a_deleted_answer_is_out_and_asked_again_until_it_is_restored(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)

    await aroha.deletes(number)
    deleted = aroha.answer
    kept = bot.draft()["words"]
    await aroha.edits(number, OLD, "undeleteMessage")

    assert bot.content.texts("change.deleted_out") in deleted
    assert question_text("contact_words") in deleted
    assert REACH not in kept
    assert bot.draft()["words"][REACH] == OLD


async def test_a_deleted_yes_leaves_the_111_screen_where_it_is(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    yes = await aroha.says("yes")

    await aroha.deletes(yes)

    assert says(bot, aroha, "change.deleted_open")
    assert says(bot, aroha, "danger.call_now")


async def test_without_a_report_each_change_is_answered(bot: Running, aroha: Somebody) -> None:
    hello = await aroha.says("hello")

    await aroha.deletes(hello)
    deleted = aroha.answer
    await aroha.edits(hello, "thanks")

    assert bot.content.texts("change.deleted_closed") in deleted
    assert says(bot, aroha, "change.heard")


async def test_a_message_from_before_everything_remembered_changes_nothing(
    bot: Running, aroha: Somebody
) -> None:
    unknown = Delivered(200, "", {"id": "1760000000001"})
    await types_to_field(bot, aroha, REACH)
    before = bot.draft()

    await aroha.edits(unknown, NEW)
    edited = aroha.answer
    await aroha.deletes(unknown)

    assert bot.content.texts("change.edited_open") in edited
    assert question_text("contact_words") in edited
    assert says(bot, aroha, "change.deleted_open")
    assert bot.draft() == before


async def test_an_unknown_message_that_says_yes_at_the_danger_question_is_heard(
    bot: Running, aroha: Somebody
) -> None:
    unknown = Delivered(200, "", {"id": "1760000000001"})
    await aroha.says("report")

    await aroha.edits(unknown, "yes")

    assert says(bot, aroha, "danger.call_now")


async def test_an_unknown_message_stays_unknown_however_often_it_changes(
    bot: Running, aroha: Somebody
) -> None:
    unknown = Delivered(200, "", {"id": "1760000000001"})
    await aroha.says("report")
    await aroha.edits(unknown, "perhaps")

    await aroha.edits(unknown, "no")
    no = aroha.answer
    await aroha.edits(unknown, "yes")

    assert bot.content.texts("change.edited_open") in no
    assert says(bot, aroha, "danger.call_now")


@pytest.mark.parametrize("now", ["no", "perhaps", "1", "back"])
async def test_an_unknown_message_that_says_anything_else_there_is_not(
    now: str, bot: Running, aroha: Somebody
) -> None:
    unknown = Delivered(200, "", {"id": "1760000000001"})
    await aroha.says("report")

    await aroha.edits(unknown, now)

    assert says(bot, aroha, "change.edited_open")
    assert asks_of_danger(bot, aroha)
    assert bot.draft()["answers"] == {}


async def test_an_answer_of_a_report_that_was_deleted_changes_nothing_in_the_next(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)
    await aroha.says("stop")
    await aroha.presses(words("stop.delete"))
    await types_to_field(bot, aroha, REACH)
    before = bot.draft()

    await aroha.edits(number, NEW)

    assert says(bot, aroha, "change.edited_open")
    assert bot.draft() == before


async def test_an_answer_that_was_sent_stays_as_it_was_sent(bot: Running, aroha: Somebody) -> None:
    number = await gives_number(bot, aroha)
    await types_to_the_end(bot, aroha)

    await aroha.edits(number, NEW)
    await bot.rests()

    assert says(bot, aroha, "change.edited_closed")
    assert OLD in bot.mail()


async def test_a_change_that_teams_brings_again_is_heard_once(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)
    changed = await aroha.edits(number, NEW)
    await aroha.says("by email")

    await aroha.posts(changed.activity)

    assert aroha.answers == []
    assert bot.draft()["words"][REACH] == "by email"


async def test_two_changes_of_one_message_are_both_heard(bot: Running, aroha: Somebody) -> None:
    no = await says_no(aroha)
    moment = {"timestamp": "2026-11-23T01:02:03.1234567Z"}

    await aroha.edits(no, "no, no", **moment)
    await aroha.edits(no, "yes", **moment)

    assert says(bot, aroha, "danger.call_now")


async def test_a_reaction_stays_without_an_answer(bot: Running, aroha: Somebody) -> None:
    no = await says_no(aroha)
    chat = bot.teams.opens_chat(aroha.member)
    liked = bot.teams.channel.activity("messageReaction", aroha.member, chat)

    await aroha.posts(
        {**liked, "replyToId": no.activity["id"], "reactionsAdded": [{"type": "like"}]}
    )

    assert aroha.answers == []


async def test_in_a_group_a_change_is_answered_like_a_message_and_a_deletion_in_private(
    bot: Running, aroha: Somebody
) -> None:
    group = Chat.of_group("the team")
    edited = bot.teams.channel.change(aroha.member, group, "1:7", "he is here", "editMessage")
    deleted = bot.teams.channel.change(aroha.member, group, "1:7", None, "softDeleteMessage")

    await bot.teams.says(aroha.member, "he was here", group)
    await aroha.posts(edited)
    answered = len(bot.teams.shown_in(group))
    await aroha.posts(deleted)
    await bot.rests()

    assert answered == 2
    assert len(bot.teams.shown_in(group)) == 2
    assert bot.content.texts("welcome.title", name="Aroha") in aroha.sees


async def test_no_words_of_a_message_are_remembered(bot: Running, aroha: Somebody) -> None:
    number = await gives_number(bot, aroha)
    await aroha.edits(number, "Marked words")

    kept = str([tuple(row) for row in bot.rows("conversations")])

    assert number.activity["id"] in kept
    assert "Marked" not in kept
    assert "021 555" not in kept


async def test_of_a_paused_report_a_changed_answer_is_out_and_asked_when_it_goes_on(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)
    await aroha.says("stop")

    await aroha.edits(number, NEW)
    paused = aroha.answer
    await aroha.says("go on")

    assert bot.content.texts("change.edited_out_paused") in paused
    assert asks(bot, aroha, REACH)
    assert REACH not in bot.draft()["words"]


async def test_of_a_paused_report_a_no_that_becomes_a_yes_brings_the_111_screen(
    bot: Running, aroha: Somebody
) -> None:
    no = await says_no(aroha)
    await aroha.says("stop")

    await aroha.edits(no, "yes")

    assert says(bot, aroha, "danger.call_now")


async def test_of_a_paused_report_a_stop_that_is_deleted_changes_nothing(
    bot: Running, aroha: Somebody
) -> None:
    await to_telling(aroha, STANDARD)
    await aroha.says(bot.content.texts("tell.not-my-leader"))
    stop = await aroha.says("stop")

    await aroha.deletes(stop)

    assert says(bot, aroha, "change.deleted_paused")
    assert bot.draft()["tell_whom"]["kind"] == "not-my-leader"


async def test_a_changed_name_is_asked_for_again(
    bot: Running, aroha: Somebody, sefina: Somebody
) -> None:
    await to_telling(aroha, STANDARD)
    await aroha.says(bot.content.texts("tell.other-leader"))
    name = await aroha.says("Tamati Example")
    found = aroha.answer

    await aroha.edits(name, "Sefina Example")
    is_asked = says(bot, aroha, "tell.name_title")
    await aroha.says("Sefina Example")
    await aroha.says("yes")
    await aroha.says("send")
    await bot.rests()

    assert "Tāmati Example" in found
    assert is_asked
    assert fragment("leader.heading") in sefina.sees


async def test_a_yes_to_a_leader_that_is_changed_is_asked_for_again(
    bot: Running, aroha: Somebody
) -> None:
    await to_telling(aroha, STANDARD)
    await aroha.says(bot.content.texts("tell.other-leader"))
    await aroha.says("Sefina Example")
    yes = await aroha.says("yes")
    preview = aroha.answer

    await aroha.edits(yes, "no")

    assert "Sefina Example" in preview
    assert says(bot, aroha, "change.edited_out")
    assert says(bot, aroha, "confirm_leader.yes")


async def test_words_of_danger_in_a_changed_answer_bring_the_111_screen_and_are_not_kept(
    bot: Running, aroha: Somebody
) -> None:
    number = await gives_number(bot, aroha)

    await aroha.edits(number, "he is outside my house with a knife")
    shown = aroha.answer
    kept = bot.draft()["words"]
    await aroha.says("everyone is safe now, go on")

    assert bot.content.texts("danger.call_now") in shown
    assert kept == {}
    assert asks(bot, aroha, REACH)


async def test_words_of_danger_in_a_message_from_long_ago_bring_the_111_screen(
    bot: Running, aroha: Somebody
) -> None:
    await aroha.edits(Delivered(200, "", {"id": "1760000000001"}), "he is outside my house")

    assert says(bot, aroha, "danger.call_now")
