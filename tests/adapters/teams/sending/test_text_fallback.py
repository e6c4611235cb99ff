"""A card that Teams refuses is sent as text, and raises an alarm."""

import pytest

from bot.adapters.teams.sending.client import TeamsMessenger, TextFallbackMessenger
from bot.ports import Message, Rejected, Unclear
from bot.services.worker.alarms import Alarms
from tests.adapters.teams.sending.messengers import AROHA, TEXT, address
from tests.services.fakes import AClock
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams

CARD = Message(
    summary="A question",
    card={
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": "Is anyone in danger?"}],
    },
)
REFUSED = [Fault(413, "MessageSizeTooBig"), Fault(413, html=True), Fault(400, "BadSyntax")]


@pytest.fixture
def fallback(messenger: TeamsMessenger) -> TextFallbackMessenger:
    """The messenger under test."""
    return TextFallbackMessenger(messenger, Alarms(AClock()))


@pytest.mark.parametrize("fault", REFUSED, ids=str)
async def test_a_card_that_is_refused_is_sent_as_text(
    fault: Fault, chat: Teams, fallback: TextFallbackMessenger
) -> None:
    chat.answers_next("send", fault)

    sent = await fallback.send(address(chat), CARD)

    [shown] = chat.shown_to(AROHA)
    assert (shown.id, shown.text, shown.summary) == (sent, "Is anyone in danger?", "A question")
    assert fallback.alarms.counts == {"message": 1}


@pytest.mark.parametrize("fault", REFUSED, ids=str)
async def test_a_card_that_is_refused_in_its_place_becomes_text_there(
    fault: Fault, chat: Teams, fallback: TextFallbackMessenger
) -> None:
    sent = await fallback.send(address(chat), TEXT)
    chat.answers_next("update", fault)

    await fallback.update(address(chat), sent, CARD)

    [shown] = chat.shown_to(AROHA)
    assert shown.text == "Is anyone in danger?"
    assert fallback.alarms.counts == {"message": 1}


async def test_text_that_is_refused_is_at_fault_itself(
    chat: Teams, fallback: TextFallbackMessenger
) -> None:
    chat.answers_next("send", REFUSED[0])

    with pytest.raises(Rejected):
        await fallback.send(address(chat), TEXT)

    assert fallback.alarms.counts == {"message": 1}


async def test_an_answer_that_says_nothing_says_nothing_of_the_card(
    chat: Teams, fallback: TextFallbackMessenger
) -> None:
    chat.answers_next("send", Fault(400, "BadArgument"))

    with pytest.raises(Unclear):
        await fallback.send(address(chat), CARD)

    assert chat.shown_to(AROHA) == []
    assert fallback.alarms.counts == {}


async def test_a_chat_that_is_refused_calls_somebody(
    chat: Teams, fallback: TextFallbackMessenger
) -> None:
    chat.answers_next("open", REFUSED[2])

    with pytest.raises(Rejected):
        await fallback.open(AROHA.object_id, address(chat).tenant_id, chat.service_url)

    assert fallback.alarms.counts == {"message": 1}
