"""The main job: chat, report, approval card, escalation mail."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import to_preview
from tests.words import email_state, fragment, menu_title, with_address, words


async def test_a_report_waits_for_the_leader_and_is_mailed_when_they_approve(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, menu_title("identifying-content"))
    await aroha.presses(words("preview.send"))

    await wiremu.waits_for(fragment("leader.heading"))
    assert bot.all_mails() == []
    await wiremu.presses(words("leader.approve"))

    assert "Sent" in await aroha.waits_for(email_state("sent"))
    (mail,) = bot.mails()
    assert mail["Subject"].startswith("High: Online harm report ")
    assert words("mail.leader_approve", name=with_address("Wiremu Example")) in bot.mail()


async def test_a_threat_is_mailed_at_once_and_the_leader_acknowledges(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, menu_title("threat"))
    await aroha.presses(words("preview.send"))

    await aroha.waits_for(email_state("sent"))
    await wiremu.waits_for(fragment("leader.heading"))
    await wiremu.presses(words("leader.acknowledge"))

    await aroha.waits_for(words("leader_state.acknowledge", name="Wiremu Example"))
    assert len(bot.mails()) == 1
