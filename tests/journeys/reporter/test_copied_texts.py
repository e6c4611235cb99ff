"""What is copied from a card into Noggin, or into an email by hand, is exact."""

from tests.cards.shown import elements
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, adds, to_preview
from tests.words import contact_name, words

LINK = "https://www.example.org/groups/a_b?post=1*2"


def to_copy(somebody: Somebody) -> str:
    """The text on the newest card as a client puts it on the clipboard."""
    (run,) = elements(somebody.shown[-1].card, "TextRun")
    return str(run["text"])


async def reports_a_link(bot: Running, somebody: Somebody) -> None:
    """A report with a link that goes to Security only."""
    await to_preview(somebody, HIGH, words("tell.security-only"))
    await adds(somebody, "where", link=LINK)
    await somebody.presses(words("preview.send"))
    await bot.rests()


async def test_the_text_for_noggin_holds_the_link_as_it_was_given(
    bot: Running, aroha: Somebody
) -> None:
    await reports_a_link(bot, aroha)

    await aroha.presses(words("status.entry_text", system=contact_name("noggin")))

    assert LINK in to_copy(aroha)
    assert "\u200b" not in str(aroha.shown[-1].card)


async def test_the_text_to_send_by_hand_is_the_mail_to_the_letter(
    bot: Running, aroha: Somebody
) -> None:
    bot.post.is_unplugged = True
    await reports_a_link(bot, aroha)
    await bot.time_passes(minutes=10)
    await aroha.presses(words("by_hand.show"))
    by_hand = to_copy(aroha).partition("\n\n")[0]

    bot.post.is_unplugged = False
    await bot.time_passes(minutes=10)

    assert by_hand
    assert bot.mail().replace("\r\n", "\n").startswith(by_hand)
