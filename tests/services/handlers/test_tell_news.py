"""What a reporter is told in a message of its own, once, and only while it is so."""

from datetime import timedelta

import pytest

from bot.domain.scenario import Level
from bot.ports import NewTask
from bot.services.messaging import NEWS_ROLE
from bot.services.reports.follow_ups import AN_OUTAGE
from bot.services.worker.retries import UnknownKind
from tests.builders import opened
from tests.domain.escalation.acts import LATER, Act, approve, late, mailed, refused, send
from tests.services.report_and_people import Around, around


async def told(it: Around, *acts: Act) -> None:
    """The report goes on, and the news of its last change is due."""
    await it.happens(*acts)
    await tells(it, news_keys(it)[-1])


async def tells(it: Around, key: str) -> None:
    """One attempt at that task."""
    await it.showing.tell_news(it.tasks.task(key))


def news_keys(it: Around) -> list[str]:
    """The keys of the news that fell due, oldest first."""
    return [key for key in it.tasks.put_once if ":tell_news:" in key and "again" not in key]


async def test_a_late_mail_is_told_by_a_message_with_a_place_of_its_own() -> None:
    it = await around()

    await told(it, send, late)

    assert it.teams.told("rea") == ["news late"]
    assert ("r1", "rea", f"{NEWS_ROLE}late") in it.reports.cards


async def test_nothing_is_told_that_is_no_longer_so() -> None:
    it = await around()
    await it.happens(send, late, mailed)

    await tells(it, news_keys(it)[0])

    assert it.teams.told("rea") == []
    assert it.tasks.done == news_keys(it)[:1]


async def test_newer_news_takes_the_place_of_older_news() -> None:
    it = await around()
    await told(it, send, late)

    await told(it, mailed)

    assert it.teams.told("rea") == ["news late", "news sent"]
    assert it.teams.replaced == [("rea", "outdated")]
    assert ("r1", "rea", f"{NEWS_ROLE}late") in it.reports.lifted


async def test_what_changed_while_it_was_sent_is_said_on_it() -> None:
    it = await around()
    await it.happens(send, late)
    it.teams.then.append(lambda: it.happens(mailed))

    await tells(it, news_keys(it)[0])

    assert it.teams.told("rea") == ["news late"]
    assert it.teams.replaced == [("rea", "news:late is over")]


async def test_news_that_is_still_so_is_drawn_anew_with_the_other_cards() -> None:
    it = await around()
    await it.holds_card("rea", "status")
    await told(it, approve)
    await it.happens(mailed)

    await it.showing.refresh_cards(it.tasks.task("r1:refresh_cards:3"))

    assert it.teams.replaced == [("rea", "status sent"), ("rea", "news approved")]


async def test_after_an_outage_there_is_one_message_and_no_news() -> None:
    it = await around()
    await it.happens(approve)
    it.clock.now = LATER + AN_OUTAGE + timedelta(minutes=1)

    await tells(it, news_keys(it)[0])

    assert it.teams.told("rea") == []
    assert it.tasks.kinds()[-1] == "tell_caught_up"


async def test_the_one_repetition_says_what_is_so_by_then() -> None:
    it = await around(opened(level=Level.URGENT))
    await told(it, late)
    await told(it, refused)

    await tells(it, "r1:tell_news:mail:again")

    assert it.teams.told("rea") == ["news late", "news refused", "news refused"]


async def test_nothing_is_repeated_once_it_is_put_right() -> None:
    it = await around(opened(level=Level.URGENT))
    await told(it, late)
    await it.happens(mailed)

    await tells(it, "r1:tell_news:mail:again")

    assert it.teams.told("rea") == ["news late"]


async def test_what_asks_for_an_act_is_told_after_an_outage_too() -> None:
    it = await around()
    it.clock.now = LATER + AN_OUTAGE + timedelta(minutes=1)

    await told(it, send, late)

    assert it.teams.told("rea") == ["news late"]


async def test_who_cannot_be_reached_is_told_nothing_and_nothing_fails() -> None:
    it = await around()
    it.teams.unreachable.add("rea")

    await told(it, send, late)

    assert it.teams.told("rea") == []
    assert it.tasks.done == news_keys(it)


async def test_news_of_a_newer_release_is_left_to_its_hosts() -> None:
    it = await around()
    await it.has(NewTask("r1:tell_news", "tell_news", report_id="r1", payload={"news": "newer"}))

    with pytest.raises(UnknownKind):
        await it.does("tell_news")

    assert it.teams.told("rea") == []
