"""What the bot sends, replaces and opens."""

import asyncio
import logging

import pytest

from bot.adapters.teams.sending.client import TeamsMessenger
from bot.ports import Gone, Message, Unreachable
from tests.adapters.teams.sending.messengers import (
    AROHA,
    CARD,
    TEXT,
    address,
    opening,
    sending,
    updating,
)
from tests.stand_ins.activities import APP_ID, TENANT_ID, Chat
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams


async def test_a_card_travels_alone_with_a_summary(chat: Teams, messenger: TeamsMessenger) -> None:
    sent = await messenger.send(address(chat), CARD)

    [shown] = chat.shown_to(AROHA)
    assert (shown.id, shown.card, shown.summary) == (sent, CARD.card, "A question")
    assert shown.current == {
        "type": "message",
        "from": {"id": f"28:{APP_ID}"},
        "recipient": {"id": AROHA.id, "aadObjectId": AROHA.object_id},
        "conversation": {"id": Chat.with_person(AROHA).id, "tenantId": TENANT_ID},
        "summary": "A question",
        "attachments": shown.current["attachments"],
    }


async def test_text_is_shown_as_it_is(chat: Teams, messenger: TeamsMessenger) -> None:
    await messenger.send(address(chat), Message(summary="Kia ora", text="He pātai *tāu*?"))

    [shown] = chat.shown_to(AROHA)
    assert (shown.text, shown.current["textFormat"]) == ("He pātai *tāu*?", "plain")


async def test_half_an_emoji_holds_up_no_message(chat: Teams, messenger: TeamsMessenger) -> None:
    await messenger.send(address(chat), Message(summary="Kia ora", text="Aroha \ud83d Example"))

    assert chat.shown_to(AROHA)[0].text == "Aroha ? Example"


async def test_an_update_replaces_the_message(chat: Teams, messenger: TeamsMessenger) -> None:
    sent = await messenger.send(address(chat), CARD)

    await messenger.update(address(chat), sent, TEXT)

    [shown] = chat.shown_to(AROHA)
    assert (shown.text, len(shown.versions), shown.current["id"]) == (TEXT.text, 2, sent)


async def test_a_message_whose_id_was_never_told_is_gone(
    chat: Teams, messenger: TeamsMessenger
) -> None:
    with pytest.raises(Gone):
        await messenger.update(address(chat), "", TEXT)

    assert chat.calls == []


async def test_a_chat_is_opened_by_object_id(chat: Teams, messenger: TeamsMessenger) -> None:
    opened = await messenger.open(AROHA.object_id, TENANT_ID, chat.service_url)
    await messenger.send(opened, TEXT)

    assert opened == address(chat, member_id=AROHA.object_id)
    assert chat.shown_to(AROHA)[0].text == TEXT.text
    assert chat.calls[0].body == {
        "isGroup": False,
        "bot": {"id": f"28:{APP_ID}"},
        "members": [{"id": AROHA.object_id}],
        "tenantId": TENANT_ID,
        "channelData": {"tenant": {"id": TENANT_ID}},
    }


async def test_somebody_without_the_app_cannot_be_written_to(
    chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.loses_app(AROHA)

    for act in (sending, updating, opening):
        with pytest.raises(Unreachable):
            await act(messenger, address(chat))


async def test_an_address_that_breaks_out_of_its_path_stays_in_it(
    chat: Teams, messenger: TeamsMessenger
) -> None:
    with pytest.raises(Gone):
        await messenger.send(address(chat, conversation_id="../../x?y=1#z/é %2F@"), TEXT)

    assert chat.calls[0].conversation_id == "../../x?y=1#z/é %2F@"


async def test_the_log_names_the_failure_and_not_a_word_of_the_message(
    chat: Teams, messenger: TeamsMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat.answers_next("send", Fault(403, "BotDisabledByAdmin"))

    with pytest.raises(Unreachable):
        await messenger.send(address(chat), Message(summary="marked", text="the marked sentence"))

    [record] = [record.__dict__ for record in caplog.records if record.name.startswith("bot.")]
    assert (record["status"], record["code"]) == (403, "BotDisabledByAdmin")
    assert "marked" not in caplog.text + str([r.__dict__ for r in caplog.records])


async def test_many_messages_share_one_session(chat: Teams, messenger: TeamsMessenger) -> None:
    ids = await asyncio.gather(*(messenger.send(address(chat), TEXT) for _ in range(20)))

    assert len(set(ids)) == len(chat.shown_to(AROHA)) == 20
