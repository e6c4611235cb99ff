"""Where a Teams chat is the reporter's safe way, the leader's card opens one."""

from collections.abc import Sequence

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, adds, to_preview
from tests.words import words


def chats(leader: Somebody) -> Sequence[str]:
    """The addresses of the chats that this leader can open."""
    return [it.action["url"] for it in leader.buttons() if it.title == words("leader.chat")]


async def reports_with(bot: Running, reporter: Somebody, contact: str) -> None:
    """A report that says how the reporter can be reached."""
    await to_preview(reporter, HIGH)
    await adds(reporter, "reach", contact=contact)
    await reporter.presses(words("preview.send"))
    await bot.rests()


async def test_the_leader_can_chat_with_whoever_said_that_this_is_safe(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_with(bot, aroha, "teams-chat,mornings")

    (chat,) = chats(wiremu)
    await wiremu.presses(words("leader.approve"))

    assert chat == "https://teams.microsoft.com/l/chat/0/0?users=aroha%40example.org"
    assert chats(wiremu) == [chat]


async def test_whoever_wants_to_be_rung_is_not_chatted_to(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_with(bot, aroha, "phone")

    assert wiremu.has_button(words("leader.approve"))
    assert chats(wiremu) == []
