"""A leader whom Teams does not let the bot write to is left alone, until they are there again."""

from collections.abc import Sequence

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, reports
from tests.stand_ins.activities import Chat
from tests.stand_ins.faults import Fault
from tests.words import fragment, words

CARD = fragment("leader.heading")


def asked_in(bot: Running, somebody: Somebody) -> Sequence[str]:
    """What the bot asked of Teams for their chat since the app was added."""
    chat = Chat.with_person(somebody.member).id
    return [call.kind for call in bot.teams.calls if call.conversation_id == chat][1:]


@pytest.mark.parametrize(
    "code",
    [
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "BotDisabledByAdmin",
        "NotEnoughPermissions",
        "MessageWritesBlocked",
    ],
)
async def test_whoever_may_not_be_written_to_is_tried_once_and_gets_a_mail(
    code: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.teams.answers_next("send", Fault(403, code), times=9, to=wiremu.member)

    await reports(aroha, HIGH)
    for _ in range(5):
        await bot.time_passes(hours=1)

    assert asked_in(bot, wiremu) == ["send"]
    assert len(bot.mails_to("Wiremu Example")) == 1
    assert words("leader_state.not-reached", name="Wiremu Example") in aroha.chat


async def test_somebody_who_has_blocked_the_bot_gets_the_next_card_once_they_let_it_in_again(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.teams.loses_app(wiremu.member)
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=6)

    bot.teams.opens_chat(wiremu.member)
    await wiremu.says("hello")
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=6)

    assert wiremu.chat.count(CARD) == 1
    assert asked_in(bot, wiremu).count("send") == 3
    assert len(bot.mails_to("Wiremu Example")) == 1


async def test_an_outage_longer_than_the_deadline_ends_in_a_mail_to_the_leader(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot.teams.answers_next("send", Fault(503), times=99, to=wiremu.member)

    await reports(aroha, HIGH)
    for _ in range(30):
        await bot.time_passes(minutes=6)

    assert len(bot.mails()) == 1
    assert len(bot.mails_to("Wiremu Example")) == 1
    assert 10 < asked_in(bot, wiremu).count("send") < 40
