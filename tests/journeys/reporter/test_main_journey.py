"""The main job: chat, report, approval card, escalation mail."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import to_preview


async def test_a_report_waits_for_the_leader_and_is_mailed_when_they_approve(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, "Private details are online")
    await aroha.presses("Send")

    await wiremu.waits_for("Someone in your team needs your support")
    assert bot.all_mails() == []
    await wiremu.presses("Approve and send to Security")

    assert "Sent" in await aroha.waits_for("Email to Security: Sent")
    (mail,) = bot.mails()
    assert mail["Subject"].startswith("High: Online harm report ")
    assert "Wiremu Example, approved" in bot.mail()


async def test_a_threat_is_mailed_at_once_and_the_leader_acknowledges(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await to_preview(aroha, "Someone made a threat")
    await aroha.presses("Send")

    await aroha.waits_for("Email to Security: Sent")
    await wiremu.waits_for("Someone in your team needs your support")
    await wiremu.presses("I've seen this and I'm supporting")

    await aroha.waits_for("Wiremu Example has seen it and supports you")
    assert len(bot.mails()) == 1
