"""The last look before anything leaves."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import skip_until, to_form
from tests.words import menu_title, words

LINK = "https://example.org/post/17"


async def test_what_is_ticked_is_not_sent_even_when_send_is_pressed(
    bot: Running, aroha: Somebody
) -> None:
    await to_form(aroha, menu_title("targeted-because-of-work"))
    await aroha.presses(words("form.next"), link=LINK)
    await skip_until(aroha, words("tell.security-only"))
    await aroha.presses(words("tell.security-only"))
    assert LINK in aroha.sees.replace("\u200b", "")

    await aroha.presses(words("preview.send"), leave_out="link")
    await bot.rests()

    assert LINK not in aroha.sees.replace("\u200b", "")
    assert words("preview.title") in aroha.sees
    assert bot.all_mails() == []
    await aroha.presses(words("preview.send"))
    await bot.rests()
    assert LINK not in bot.mail()
