"""What a person sent is what stands in their own window."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports, types_to_field, types_to_the_end
from tests.stand_ins.activities import Activity
from tests.words import choice_text, question_text

REACH = "contact_words"
PAGE = "https://www.facebook.example/groups/99/posts/1234567"
EMOJI = (
    '<img alt="{}" itemscope itemtype="http://schema.skype.com/Emoji" itemid="cry" src="https://x">'
)
DRAWN = {"contentType": "image/png", "contentUrl": "https://statics.teams.example/20_f.png"}
PICTURE = {
    "contentType": "image/*",
    "contentUrl": "https://smba.trafficmanager.net/au/v3/attachments/0-1/views/original",
}
UPLOAD = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.docx"}
PREVIEW = {
    "contentType": "application/vnd.microsoft.card.thumbnail",
    "content": {"title": "A post"},
}
QUOTED = '<quoted messageId="1760000000001"/> '
REPLY = (
    '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1760000000001">'
    '<p itemprop="preview">Is anyone in danger now?</p></blockquote><p>{}</p>'
)
FORWARD = '<blockquote itemtype="http://schema.skype.com/Forward"><p>You will burn</p></blockquote>'


def typed(bot: Running, somebody: Somebody, text: str, **more: Any) -> Activity:
    """A typed message as Teams posts it; what is given replaces or adds fields."""
    chat = bot.teams.opens_chat(somebody.member)
    return {**bot.teams.channel.text(somebody.member, chat, text), **more}


def formatted(content: str, kind: str = "text/html") -> dict[str, str]:
    """The html form of a message."""
    return {"contentType": kind, "content": content}


def is_danger_shown(bot: Running, somebody: Somebody) -> bool:
    """Whether the newest turn ended with the 111 screen."""
    return bot.content.texts("danger.call_now") in somebody.answer


def is_kind_asked(bot: Running, somebody: Somebody) -> bool:
    """Whether the newest turn asked what it is about: nobody is in danger."""
    return bot.content.texts("kind.title") in somebody.answer


async def test_yes_with_emoji_is_yes(bot: Running, aroha: Somebody) -> None:
    signs = formatted(f"<p>yes {EMOJI.format('😭')}{EMOJI.format('🙏')}</p>")
    await aroha.says("report")

    await aroha.posts(typed(bot, aroha, "yes ", attachments=[DRAWN, DRAWN, signs]))

    assert is_danger_shown(bot, aroha)
    assert bot.content.texts("files.none") not in aroha.answer


async def test_a_command_with_an_emoji_is_the_command(bot: Running, aroha: Somebody) -> None:
    signs = formatted(f"<p>report {EMOJI.format('😢')}</p>")

    await aroha.posts(typed(bot, aroha, "report ", attachments=[DRAWN, signs]))

    assert bot.content.catalogue.gate.text in aroha.answer


@pytest.mark.parametrize(
    "title",
    ["Angry tenants | Facebook", choice_text("platform", "facebook"), "https://other.example/"],
)
async def test_an_address_that_teams_shows_under_a_title_is_kept(
    title: str, bot: Running, aroha: Somebody
) -> None:
    link = formatted(f'<p><a href="{PAGE}" target="_blank">{title}</a></p>')
    await types_to_field(bot, aroha, "link")

    await aroha.posts(typed(bot, aroha, title, attachments=[link]))
    kept = bot.draft()["words"]["link"]
    await types_to_the_end(bot, aroha)

    assert kept == PAGE
    assert PAGE in bot.mail()


@pytest.mark.parametrize(
    "parts",
    [
        [formatted("<p>no</p>"), PREVIEW],
        [formatted("<p>no</p>", "text/HTML; charset=utf-8")],
        [{"contentType": "messageReference"}, {}, None],
        "odd",
    ],
    ids=str,
)
async def test_what_the_client_adds_to_an_answer_is_no_file(
    parts: object, bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.posts(typed(bot, aroha, "no", attachments=parts))

    assert is_kind_asked(bot, aroha)
    assert bot.content.texts("files.none") not in aroha.answer


@pytest.mark.parametrize("parts", [[], [formatted(REPLY.format("yes"))]], ids=["plain", "html"])
async def test_yes_as_a_quoted_reply_is_yes(
    parts: list[object], bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.posts(typed(bot, aroha, f"{QUOTED}yes", attachments=parts))

    assert is_danger_shown(bot, aroha)


@pytest.mark.parametrize(
    "parts", [[], [formatted(REPLY.format("mornings only"))]], ids=["plain", "html"]
)
async def test_of_a_quoted_reply_only_the_words_are_kept(
    parts: list[object], bot: Running, aroha: Somebody
) -> None:
    await types_to_field(bot, aroha, REACH)

    await aroha.posts(typed(bot, aroha, f"{QUOTED}mornings only", attachments=parts))
    kept = bot.draft()["words"][REACH]
    await types_to_the_end(bot, aroha)

    assert kept == "mornings only"
    assert "messageId" not in bot.mail()


@pytest.mark.parametrize("file", [PICTURE, UPLOAD], ids=["picture", "file"])
async def test_words_beside_a_file_are_the_answer_and_the_file_alone_is_refused(
    file: dict[str, Any], bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.posts(typed(bot, aroha, "yes", attachments=[formatted("<p>yes</p>"), file]))

    assert is_danger_shown(bot, aroha)
    assert bot.content.texts("files.none") in aroha.answer


@pytest.mark.parametrize("file", [PICTURE, UPLOAD], ids=["picture", "file"])
async def test_a_file_without_words_is_refused_and_the_question_stays_open(
    file: dict[str, Any], bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    before = bot.draft()

    await aroha.posts(typed(bot, aroha, "", attachments=[file]))

    assert bot.content.texts("files.none") in aroha.answer
    assert bot.content.catalogue.gate.text in aroha.answer
    assert bot.draft() == before


async def test_a_message_passed_on_is_no_answer_and_that_is_said(
    bot: Running, aroha: Somebody
) -> None:
    await types_to_field(bot, aroha, REACH)
    before = bot.draft()

    await aroha.posts(typed(bot, aroha, "You will burn", attachments=[formatted(FORWARD)]))

    assert bot.content.texts("files.forwarded") in aroha.answer
    assert question_text("contact_words") in aroha.answer
    assert bot.draft() == before


async def test_words_beside_a_message_passed_on_are_the_answer(
    bot: Running, aroha: Somebody
) -> None:
    await types_to_field(bot, aroha, REACH)

    await aroha.posts(typed(bot, aroha, "x", attachments=[formatted(f"{FORWARD}<p>by email</p>")]))

    assert bot.draft()["words"][REACH] == "by email"


async def test_an_emoji_that_the_organisation_made_is_no_file(
    bot: Running, aroha: Somebody
) -> None:
    own = formatted('<p>no <img itemtype="http://schema.skype.com/Emoji" itemid="0-1"></p>')
    await aroha.says("report")

    await aroha.posts(typed(bot, aroha, "no", attachments=[PICTURE, own]))

    assert is_kind_asked(bot, aroha)


async def test_signs_that_the_runtime_does_not_know_yet_reach_card_and_mail(
    bot: Running, aroha: Somebody
) -> None:
    words = "they sent \U0001fa77\U0001fae8 and \U0001fae9 to me"
    await types_to_field(bot, aroha, REACH)

    await aroha.says(words)
    kept = bot.draft()["words"][REACH]
    await types_to_the_end(bot, aroha)

    assert kept == words
    assert words in bot.mail()


async def test_the_cells_of_a_pasted_table_stay_apart(bot: Running, aroha: Somebody) -> None:
    await types_to_field(bot, aroha, REACH)

    await aroha.says("Mon\t9 am\tgate\nTue\t3 pm\tdesk")

    assert bot.draft()["words"][REACH] == "Mon 9 am gate\nTue 3 pm desk"


@pytest.mark.parametrize("value", [{}, "", "{}", {"msTeams": {}, "": "", "actionId": "x"}], ids=str)
async def test_words_beside_keys_that_are_not_ours_are_the_answer(
    value: object, bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")

    await aroha.posts({**typed(bot, aroha, "No"), "value": value})

    assert bot.content.texts("kind.title") in aroha.answer


@pytest.mark.parametrize("as_sent", [dict, json.dumps], ids=["object", "text"])
async def test_a_key_beside_those_of_a_press_does_no_harm(
    as_sent: Callable[[object], object], bot: Running, aroha: Somebody
) -> None:
    await aroha.says("report")
    pressed = aroha.button("No").action["data"]

    await aroha.sends(as_sent({**pressed, "actionId": "submit-1", "": "", "msTeams": {}}))

    assert bot.content.texts("kind.title") in aroha.answer


async def test_a_key_beside_those_of_an_execute_does_no_harm(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    approve = wiremu.button(bot.content.texts("leader.approve"))
    data = json.dumps({**approve.action["data"], "actionId": "submit-1"})
    chat = bot.teams.opens_chat(wiremu.member)
    executed = bot.teams.channel.execute(wiremu.member, chat, approve.activity_id, "x", {})

    await wiremu.posts({**executed, "value": {"action": {"data": data}, "trigger": "manual"}})
    await bot.rests()

    assert len(bot.mails()) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (f'<a href="{PAGE}">Angry tenants</a> {EMOJI.format("😡")}', PAGE),
        (f'it is <a href="{PAGE}">Angry tenants</a>', f"it is Angry tenants ({PAGE})"),
    ],
    ids=["a sign", "words"],
)
async def test_an_address_is_kept_with_what_stands_beside_it(
    sent: str, kept: str, bot: Running, aroha: Somebody
) -> None:
    await types_to_field(bot, aroha, "link")

    await aroha.posts(typed(bot, aroha, "Angry tenants", attachments=[formatted(sent)]))

    assert bot.draft()["words"]["link"] == kept
