"""The last look before anything leaves."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import adds, to_preview
from tests.words import menu_title, words

LINK = "https://example.org/post/17"


async def test_what_is_ticked_is_not_sent_even_when_send_is_pressed(
    bot: Running, aroha: Somebody
) -> None:
    situation = menu_title("targeted-because-of-work")
    await to_preview(aroha, situation, words("tell.security-only"))
    await adds(aroha, "where", link=LINK)
    assert LINK in aroha.sees.replace("\u200b", "")

    await aroha.presses(words("preview.send"), leave_out="link")
    await bot.rests()

    assert LINK not in aroha.sees.replace("\u200b", "")
    assert words("preview.title") in aroha.sees
    assert bot.all_mails() == []
    await aroha.presses(words("preview.send"))
    await bot.rests()
    assert LINK not in bot.mail()
