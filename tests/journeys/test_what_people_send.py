"""What a person sent is what stands in their own window."""

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import types_to_field, types_to_the_end

REACH = "contact_words"


async def test_signs_that_the_runtime_does_not_know_yet_reach_card_and_mail(
    bot: Running, aroha: Somebody
) -> None:
    words = "they sent \U0001fa77\U0001fae8 and \U0001fae9 to me"
    await types_to_field(bot, aroha, REACH)

    await aroha.says(words)
    kept = bot.draft()["words"][REACH]
    await types_to_the_end(bot, aroha)

    assert kept == words
    assert words in bot.mail()


async def test_the_cells_of_a_pasted_table_stay_apart(bot: Running, aroha: Somebody) -> None:
    await types_to_field(bot, aroha, REACH)

    await aroha.says("Mon\t9 am\tgate\nTue\t3 pm\tdesk")

    assert bot.draft()["words"][REACH] == "Mon 9 am gate\nTue 3 pm desk"
