"""The last look before anything leaves."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import skip_until, to_form

LINK = "https://example.org/post/17"


async def test_what_is_ticked_is_not_sent_even_when_send_is_pressed(
    bot: Running, aroha: Somebody
) -> None:
    await to_form(aroha, "I'm being targeted")
    await aroha.presses("Next", link=LINK)
    await skip_until(aroha, "Security only")
    await aroha.presses("Security only")
    assert LINK in aroha.sees.replace("\u200b", "")

    await aroha.presses("Send", leave_out="link")
    await bot.rests()

    assert LINK not in aroha.sees.replace("\u200b", "")
    assert "This is what will be sent" in aroha.sees
    assert bot.all_mails() == []
    await aroha.presses("Send")
    await bot.rests()
    assert LINK not in bot.mail()
