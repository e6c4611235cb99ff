"""Security answers from a link: each answer once, and nothing of the report is on the page."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.escalation import Addition, SecurityAnswer
from bot.domain.scenario import Flag, Level
from bot.ports import Busy
from bot.web import rate_limit
from tests.builders import a_report, opened, shipped
from tests.domain.escalation.acts import (
    REPORTER,
    Act,
    came_back,
    mailed,
    withdraw,
    withdraw_sent,
)
from tests.web.conftest import FULL
from tests.web.site import Seen, Site
from tests.words import fragment, level_name, words

RECEIVED, NEEDS_MORE, CLOSED = SecurityAnswer
URGENT = opened(level=Level.URGENT)
ON_THE_WAY: tuple[Act, ...] = (mailed,)
WEEK = shipped().timers.security.reopens_for
REOPENED = "reopened"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """An urgent report that was mailed to Security."""
    async with Site(FULL, URGENT, ON_THE_WAY) as site:
        yield site


async def answers(site: Site, path: str, act: str, *ticks: str) -> Seen:
    """Opens the page and presses its button, with these ticked."""
    return await site.presses(act, path, **{f"need_{tick}": "yes" for tick in ticks})


def adds(site: Site, topic: str = "more", words: str = "He is back") -> Act:
    """The reporter adds something now."""
    addition = Addition.model_validate(
        {"id": topic, "kind": "where", "topic": topic, "at": site.clock(), "words": words}
    )
    return lambda it: it.add(addition, by=REPORTER)


@pytest.mark.parametrize("answer", SecurityAnswer)
async def test_it_shows_reference_level_and_state_and_nothing_else_of_the_report(
    answer: SecurityAnswer, site: Site
) -> None:
    page = await site.opens(await site.security_path(answer))

    assert page.status == 200
    assert words("security_page.title", reference=FULL.reference) in page.text
    assert level_name(Level.URGENT.word) in page.text
    assert words("security_page.nothing_answered") in page.text
    for hidden in ("Rea Example", "Lea Example", "Marked", "A colleague", FULL.title):
        assert hidden not in page.html


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_answers_nothing(method: str, site: Site) -> None:
    before = site.it

    for answer in SecurityAnswer:
        for _ in range(3):
            await site.opens(await site.security_path(answer), method)

    assert site.it == before


async def test_received_is_kept_and_shown(site: Site) -> None:
    path = await site.security_path(RECEIVED)

    page = await answers(site, path, RECEIVED)

    assert page.status == 200
    assert fragment("security_page.received") in page.text
    assert page.buttons == []
    assert site.kinds[-1] == "security-received"
    assert site.it.is_with_security


async def test_a_used_link_says_what_was_answered_and_offers_nothing(site: Site) -> None:
    path = await site.security_path(RECEIVED)
    form = (await site.opens(path)).form_value
    await site.sends(path, form=form, decision=RECEIVED)

    looked = await site.opens(path)
    again = await site.sends(path, form=form, decision=RECEIVED)

    assert (looked.status, again.status) == (410, 200)
    assert fragment("security_page.received") in looked.text
    assert looked.buttons == again.buttons == []
    assert site.kinds.count("security-received") == 1


async def test_what_is_needed_is_ticked_and_the_reporter_is_asked_for_just_that(site: Site) -> None:
    path = await site.security_path(NEEDS_MORE)

    page = await answers(site, path, NEEDS_MORE, "number", "place")

    assert page.status == 200
    assert words("needed.number") in page.text
    assert site.it.asked_for == ("number", "place")
    assert (await site.opens(path)).buttons == []


async def test_asking_without_a_tick_is_asked_again(site: Site) -> None:
    path = await site.security_path(NEEDS_MORE)

    page = await answers(site, path, NEEDS_MORE)
    asked = await answers(site, path, NEEDS_MORE, "time")

    assert (page.status, asked.status) == (422, 200)
    assert words("refusal.nothing_asked") in page.text
    assert '<a href="#need_time">' in page.html
    assert site.it.asked_for == ("time",)


async def test_nobody_is_asked_to_go_back_to_what_must_not_be_copied() -> None:
    grave = a_report(flags=(Flag.NO_COPIES,))
    async with Site(grave, URGENT, ON_THE_WAY) as site:
        page = await site.opens(await site.security_path(NEEDS_MORE))

    assert "need_place" in page.html
    assert "need_link" not in page.html


async def test_it_is_not_asked_for_from_a_page_that_was_opened_before_that_was_told(
    site: Site,
) -> None:
    path = await site.security_path(NEEDS_MORE)
    before, grave = await site.opens(path), a_report(flags=(Flag.NO_COPIES,))
    addition = Addition(id="a", kind="where", topic="more", at=site.clock(), words="A picture")
    await site.happens(lambda it: it.add(addition, by=REPORTER, known=grave))

    ticked = {"need_link": "yes", "need_place": "yes"}
    await site.sends(path, form=before.form_value, decision=NEEDS_MORE, **ticked)

    assert "need_link" in before.html
    assert site.it.asked_for == ("place",)


async def test_that_the_reporter_answered_is_shown_and_not_what(site: Site) -> None:
    path = await site.security_path(NEEDS_MORE)
    await answers(site, path, NEEDS_MORE, "place")
    site.clock.passes(timedelta(hours=1))
    await site.happens(adds(site))

    page = await site.opens(path)

    assert fragment("security_page.given") in page.text
    assert fragment("security_page.newer_mail") in page.text
    assert "He is back" not in page.html


async def test_it_is_closed_and_opened_again_from_the_same_link(site: Site) -> None:
    path = await site.security_path(CLOSED)
    closed = await answers(site, path, CLOSED)
    site.clock.passes(WEEK - timedelta(hours=1))

    opened_again = await answers(site, path, REOPENED)

    assert closed.buttons == [REOPENED]
    assert fragment("security_page.closed") in closed.text
    assert fragment("security_page.reopened") in opened_again.text
    assert opened_again.buttons == [CLOSED]
    assert [it for it in site.kinds if it.startswith("security")] == [
        "security-closed",
        "security-reopened",
    ]


async def test_after_seven_days_it_stays_closed(site: Site) -> None:
    path = await site.security_path(CLOSED)
    await answers(site, path, CLOSED)
    form = (await site.opens(path)).form_value
    site.clock.passes(WEEK)

    page = await site.sends(path, form=form, decision=REOPENED)

    assert page.status == 409
    assert words("refusal.closed_for_good") in page.text
    assert page.buttons == []
    assert site.it.is_closed


async def test_an_older_link_does_not_close_what_the_reporter_opened_by_adding_something(
    site: Site,
) -> None:
    old = await site.security_path(CLOSED)
    form = (await site.opens(old)).form_value
    await answers(site, await site.security_path(CLOSED, "another mail"), CLOSED)
    site.clock.passes(timedelta(days=1))
    await site.happens(adds(site))

    looked = await site.opens(old)
    sent = await site.sends(old, form=form, decision=CLOSED)
    site.clock.passes(timedelta(hours=1))
    newer = await answers(site, await site.security_path(CLOSED, "the newest mail"), CLOSED)

    assert (looked.status, looked.buttons, sent.status) == (410, [], 403)
    assert fragment("security_page.reopened_by_reporter") in looked.text
    assert fragment("security_page.newer_mail") in looked.text
    assert newer.status == 200
    assert site.it.is_closed


async def test_a_stale_page_does_not_close_it_again(site: Site) -> None:
    path = await site.security_path(CLOSED)
    stale = (await site.opens(path)).form_value
    await answers(site, path, CLOSED)
    await answers(site, path, REOPENED)

    page = await site.sends(path, form=stale, decision=CLOSED)

    assert page.status == 403
    assert not site.it.is_closed
    assert (await answers(site, path, CLOSED)).status == 200


async def test_a_press_that_comes_twice_counts_once(site: Site) -> None:
    path = await site.security_path(CLOSED)
    form = (await site.opens(path)).form_value

    pages = await asyncio.gather(*(site.sends(path, form=form, decision=CLOSED) for _ in range(3)))

    assert {page.status for page in pages} <= {200}
    assert site.kinds.count("security-closed") == 1


async def test_the_answer_of_a_mail_that_came_back_ends_the_doubt() -> None:
    async with Site(FULL, URGENT, (mailed, came_back)) as site:
        follow_up = await site.security_path(RECEIVED, "a follow-up", is_in_report=False)
        await answers(site, follow_up, RECEIVED)
        still = site.it.is_undelivered
        await answers(site, await site.security_path(RECEIVED), RECEIVED)

        assert (still, site.it.is_undelivered) == (True, False)


async def test_nothing_is_asked_of_somebody_who_took_it_back() -> None:
    async with Site(FULL, opened(), (withdraw,)) as site:
        page = await site.opens(await site.security_path(NEEDS_MORE))

    assert words("security_page.withdrawn") in page.text
    assert page.buttons == []


async def test_that_it_was_taken_back_after_sending_stands_on_a_page_that_was_open() -> None:
    async with Site(FULL, URGENT, (mailed, withdraw_sent)) as site:
        page = await site.opens(await site.security_path(RECEIVED))

    assert fragment("security_page.taken_back") in page.text


@pytest.mark.parametrize(
    ("answer", "is_taken_back"), [(CLOSED, False), (CLOSED, True), (NEEDS_MORE, True)]
)
async def test_who_has_not_seen_what_was_told_since_looks_first(
    answer: SecurityAnswer, is_taken_back: bool, site: Site
) -> None:
    path = await site.security_path(answer)
    stale = (await site.opens(path)).form_value
    site.clock.passes(timedelta(minutes=6))
    await site.happens(withdraw_sent if is_taken_back else adds(site))
    before = site.it

    refused_page = await site.sends(path, form=stale, decision=answer, need_number="yes")
    kept = site.it
    await site.sends(path, form=refused_page.form_value, decision=answer, need_number="yes")

    assert refused_page.status == 403
    assert words("answer_page.look_again") in refused_page.text
    assert fragment("security_page.newer_mail") in refused_page.text
    assert kept == before
    assert site.it != before


async def test_that_they_have_it_can_be_said_whatever_was_added(site: Site) -> None:
    path = await site.security_path(RECEIVED)
    form = (await site.opens(path)).form_value
    await site.happens(adds(site))

    await site.sends(path, form=form, decision=RECEIVED)

    assert site.it.received_at is not None


# Links and requests that are not what they should be


async def refused(site: Site, path: str, status: int, said: str) -> None:
    """By both ways in; nothing changes, and then the right link answers."""
    good = await site.security_path(RECEIVED)
    before, form = site.it, (await site.opens(good)).form_value

    looked = await site.opens(path)
    answered = await site.sends(path, form=form, decision=RECEIVED)

    assert (looked.status, answered.status) == (status, status)
    assert said in looked.text
    assert said in answered.text
    assert FULL.reference not in looked.html + answered.html
    assert site.it == before
    assert (await answers(site, good, RECEIVED)).status == 200
    assert site.it.is_with_security


@pytest.mark.parametrize("place", [2, 6, 12, 20, 30, 60])
async def test_an_altered_link_is_unknown(place: int, site: Site) -> None:
    start, token = "/answer/", (await site.security_path(RECEIVED)).removeprefix("/answer/")
    other = "B" if token[place] == "A" else "A"
    altered = start + token[:place] + other + token[place + 1 :]

    await refused(site, altered, 404, words("security_page.unknown"))


async def test_the_signature_of_another_report_or_answer_opens_nothing(site: Site) -> None:
    mine = await site.security_path(RECEIVED)
    for path in (
        await site.security_path(RECEIVED, report_id="r2"),
        await site.security_path(CLOSED),
    ):
        await refused(site, mine[:40] + path[40:], 404, words("security_page.unknown"))
        site.reports.kept["r1"] = (FULL, URGENT.after)


async def test_a_link_of_another_organisations_bot_opens_nothing(site: Site) -> None:
    site.links.secret = b"the key of other hosts"
    foreign = await site.security_path(RECEIVED)
    site.links.secret = b"the key of these hosts"
    site.clock.passes(timedelta(minutes=2))

    await refused(site, foreign, 404, words("security_page.unknown"))


async def test_a_link_of_a_report_that_is_gone_is_unknown(site: Site) -> None:
    gone = await site.security_path(RECEIVED, report_id="r2")

    await refused(site, gone, 404, words("security_page.unknown"))


async def test_a_leaders_link_and_securitys_are_not_each_others(site: Site) -> None:
    token = (await site.security_path(RECEIVED)).removeprefix("/answer/s.")

    await refused(site, f"/answer/{token[:64]}", 404, words("answer_page.unknown"))
    site.reports.kept["r1"] = (FULL, URGENT.after)
    leaders = f"/answer/s.{site.path.removeprefix('/answer/')}"
    await refused(site, leaders, 404, words("security_page.unknown"))


async def test_a_link_expires(site: Site) -> None:
    path = await site.security_path(RECEIVED)
    form = (await site.opens(path)).form_value
    lives = shipped().timers.security.link_lives
    site.clock.passes(lives - timedelta(seconds=1))
    assert (await site.opens(path)).status == 200
    site.clock.passes(timedelta(seconds=1))

    page = await site.sends(path, form=form, decision=RECEIVED)
    newer = await answers(site, await site.security_path(RECEIVED, "newer"), RECEIVED)

    assert page.status == 410
    assert words("security_page.expired") in page.text
    assert newer.status == 200


@pytest.mark.parametrize("form", ["", "0" * 64, "māori"])
async def test_an_answer_that_does_not_come_from_the_page_is_not_taken(
    form: str, site: Site
) -> None:
    path = await site.security_path(RECEIVED)

    page = await site.sends(path, form=form, decision=RECEIVED)

    assert page.status == 403
    assert words("answer_page.look_again") in page.text
    assert site.it.received_at is None
    assert (await answers(site, path, RECEIVED)).status == 200


@pytest.mark.parametrize("act", ["", "closed", "reopened", "approve"])
async def test_a_link_answers_nothing_but_what_it_is_for(act: str, site: Site) -> None:
    page = await answers(site, await site.security_path(RECEIVED), act)

    assert page.status == 400
    assert site.it.received_at is None


async def test_hundreds_of_forged_links_cost_no_query_and_close_nobody_out(site: Site) -> None:
    path = await site.security_path(RECEIVED)
    await site.opens(path)
    before, forged = site.links.looks, f"{path[:-10]}{'A' * 10}"

    pages = [await site.opens(forged) for _ in range(600)]

    assert {page.status for page in pages} == {404}
    assert site.links.looks == before
    assert (await answers(site, path, RECEIVED)).status == 200


async def test_one_link_is_not_asked_for_without_end_and_closes_no_other_out(site: Site) -> None:
    path = await site.security_path(RECEIVED)
    for _ in range(rate_limit.REQUESTS_PER_LINK):
        await site.opens(path)

    page = await site.opens(path)
    other = await site.opens(await site.security_path(CLOSED))
    leaders = await site.opens()

    assert (page.status, other.status, leaders.status) == (429, 200, 200)
    assert page.headers["Retry-After"] == "60"
    assert FULL.reference not in page.html


async def test_a_database_that_is_down_is_said_and_nothing_is_lost(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await site.security_path(RECEIVED)
    form = (await site.opens(path)).form_value

    async def is_away(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as away:
        away.setattr(site.reports, "change", is_away)
        page = await site.sends(path, form=form, decision=RECEIVED)
    again = await site.sends(path, form=form, decision=RECEIVED)

    assert (page.status, again.status) == (503, 200)
    assert words("security_page.not_now") in page.text
    assert site.kinds.count("security-received") == 1
