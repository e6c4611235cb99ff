"""The page shows what the leader's card would, and looking at it changes nothing."""

from base64 import urlsafe_b64decode

import pytest

from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_draft, a_report, opened, shipped
from tests.domain.escalation.acts import (
    Act,
    approve,
    asked,
    deadline,
    decline,
    deputy_approves,
    deputy_asked,
    deputy_declines,
    find_dee,
    mailed,
    not_reached,
    send,
    withdraw,
)
from tests.web.conftest import FULL
from tests.web.site import Site
from tests.words import contact_name, fact_heading, fragment, words


async def test_it_says_who_needs_support_and_what_to_do(site: Site) -> None:
    page = await site.opens()

    assert page.status == 200
    for phrase in (
        words("leader.title"),
        words("leader.lead", name="Rea Example"),
        f"{words('status.reference')} OH-2026-ABCD",
        "Heading affected A colleague",
        fragment("mail.happened_waits"),
        words("leader.say"),
        words("leader.do"),
        contact_name("eap"),
        "111",
    ):
        assert phrase in page.text


async def test_its_numbers_and_pages_are_links(site: Site) -> None:
    page = await site.opens()

    assert '<a href="tel:111">111</a>' in page.html
    assert '<a href="tel:0800327669">0800 327 669</a>' in page.html


async def test_what_the_card_hides_is_not_there(site: Site) -> None:
    assert "Marked" not in (await site.opens()).html


@pytest.mark.parametrize("allowed", [(), ("poster", "family_violence")])
async def test_who_posted_it_and_family_violence_are_never_on_it(allowed: tuple[str, ...]) -> None:
    told = {"poster": ("whanau-or-ex",), "affected": ("me",)}
    draft = a_draft("impersonation", answers=told).with_leader_allowed(allowed)
    report = compose(shipped(), draft, NOON).model_copy(update={"id": "r1"})

    async with Site(report) as site:
        page = await site.opens()

    assert page.status == 200
    assert fact_heading("affected") in page.text
    assert fact_heading("poster") not in page.text
    assert fact_heading("family_violence") not in page.text


@pytest.mark.parametrize(
    ("level", "acts", "buttons"),
    [
        (Level.STANDARD, (not_reached,), ["approve", "not-me", "decline"]),
        (Level.HIGH, (not_reached,), ["approve", "not-me"]),
        (Level.URGENT, (not_reached,), ["acknowledge", "not-me"]),
        (Level.STANDARD, (asked, deadline), ["acknowledge", "not-me"]),
        (Level.STANDARD, (asked, deadline, mailed), ["acknowledge", "not-me"]),
    ],
)
async def test_the_buttons_are_those_of_the_level_and_the_stage(
    level: Level, acts: tuple[Act, ...], buttons: list[str]
) -> None:
    async with Site(FULL, opened(level=level), acts) as site:
        assert (await site.opens()).buttons == buttons


@pytest.mark.parametrize(
    ("acts", "phrase"),
    [
        ((withdraw,), words("leader.withdrawn")),
        ((approve,), fragment("leader.answered_approve")),
        (
            (find_dee, deputy_asked, deputy_approves),
            fragment("leader.other_approve", other="Dee Example"),
        ),
        ((decline,), fragment("leader.answered_decline", name="Rea Example")),
        ((decline, send), fragment("leader.answered_declined_and_sent")),
        (
            (find_dee, deputy_asked, deputy_declines),
            fragment("leader.other_decline", other="Dee Example"),
        ),
    ],
)
async def test_it_says_what_has_happened_where_nothing_is_left_to_answer(
    site: Site, acts: tuple[Act, ...], phrase: str
) -> None:
    await site.happens(*acts)

    page = await site.opens()

    assert page.status == 200
    assert phrase in page.text
    assert page.buttons == []


async def test_looking_uses_nothing_up(site: Site) -> None:
    before = site.it

    looked = [(await site.opens(method=method)).status for method in ("GET", "HEAD") * 3]

    assert looked == [200] * 6
    assert site.it == before
    assert [link.used_at for link in site.links.kept.values()] == [None]
    assert (await site.presses("approve")).status == 200


async def test_the_link_cannot_be_read_off_the_page(site: Site) -> None:
    token = site.path.removeprefix("/answer/")
    signature = urlsafe_b64decode(token)[16:].hex()

    page = await site.opens()

    assert len(page.form_value) == len(signature)
    assert signature not in page.html
    assert token not in page.html


async def test_a_name_cannot_become_html() -> None:
    nasty = Person(id="rea", name="<img src=x onerror=alert(1)>", email=None)
    async with Site(a_report(reporter=nasty)) as site:
        page = await site.opens()

    assert "<img" not in page.html
    assert fragment("leader.lead", name=nasty.name) in page.text


async def test_a_browser_may_do_nothing_with_it_but_show_it_and_send_it_back(site: Site) -> None:
    page = await site.opens()

    policy = page.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert policy[1].startswith("style-src 'sha256-")
    assert policy[2:] == ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script" not in page.html
    assert " style=" not in page.html
    assert "http" not in page.html.partition("<main>")[0]
