"""Whatever the answer page has to say, it says it accessibly and without a word too wide."""

from collections.abc import Awaitable, Callable, Sequence

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from bot.domain.escalation import Transition
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.web.rate_limit import REQUESTS_PER_LINK
from tests.browser.axe import violations
from tests.browser.looks import SCREENSHOTS
from tests.browser.test_answer_page import WIDER_THAN_WINDOW
from tests.builders import opened
from tests.domain.escalation.acts import (
    Act,
    asked,
    deadline,
    deputy_approves,
    deputy_asked,
    find_dee,
    not_reached,
    withdraw,
)
from tests.web.conftest import FULL
from tests.web.site import LIVES, MISSED, Site
from tests.words import words

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=360, height=740)
APPROVE, DECLINE = words("leader.approve"), words("leader.decline")
REASON = "We have talked, and it is dealt with."
DEPUTY_APPROVES: Sequence[Act] = (find_dee, deputy_asked, deputy_approves)

Happening = Callable[[Site, Page], Awaitable[object]]


async def nothing(site: Site, page: Page) -> None:
    """The page as it comes from the mail."""


async def time_is_up(site: Site, page: Page) -> None:
    """Three days later."""
    site.clock.passes(LIVES)
    await page.reload()


async def is_cut_short(site: Site, page: Page) -> None:
    """The link was copied without its end."""
    await page.goto(site.url[:-1])


async def is_somebody_elses(site: Site, page: Page) -> None:
    """The link of a person who is not asked about this report."""
    path = await site.new_path(Actor(id="dee", tenant_id="kainga"))
    await page.goto(site.url.replace(site.path, path))


async def is_used(site: Site, page: Page) -> None:
    """The link is opened again after the answer."""
    await _press(page, APPROVE)
    await page.goto(site.url)


async def scanners_open_it(site: Site, page: Page) -> None:
    """More often than any person."""
    for _ in range(REQUESTS_PER_LINK):
        await site.opens()
    await page.reload()


async def database_is_away(site: Site, page: Page) -> None:
    """And an answer is given."""
    site.links.is_down = True
    await _press(page, APPROVE)


async def is_too_long(site: Site, page: Page) -> None:
    """A browser that does not count lets a long reason through."""
    await page.evaluate("document.querySelector('#reason').removeAttribute('maxlength')")
    await page.get_by_label(words("leader.reason_label")).fill("x" * 501)
    await _press(page, DECLINE)


async def comes_from_elsewhere(site: Site, page: Page) -> None:
    """The form does not carry what only this page knows."""
    await page.evaluate("document.querySelectorAll('[name=form]').forEach(it => it.value = 'x')")
    await _press(page, APPROVE)


def meanwhile(*acts: Act, press: str) -> Happening:
    """Something happens between looking and answering."""

    async def happen(site: Site, page: Page) -> None:
        await site.happens(*acts)
        await page.get_by_label(words("leader.reason_label")).fill(REASON)
        await _press(page, press)

    return happen


async def _press(page: Page, label: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=label, exact=True).click()


STATES: dict[str, tuple[Transition, Sequence[Act], Happening, str]] = {
    "urgent": (opened(level=Level.URGENT), MISSED, nothing, words("mail.happened_mailing")),
    "late": (opened(), (asked, deadline), nothing, words("mail.happened_asked")),
    "expired": (opened(), MISSED, time_is_up, words("answer_page.expired")),
    "cut-short": (opened(), MISSED, is_cut_short, words("answer_page.unknown")),
    "wrong-person": (opened(), MISSED, is_somebody_elses, words("leader.not_asked")),
    "used": (opened(), MISSED, is_used, words("answer_page.used")),
    "too-often": (opened(), MISSED, scanners_open_it, words("answer_page.too_often")),
    "not-now": (opened(), MISSED, database_is_away, words("answer_page.not_now")),
    "too-long": (opened(), MISSED, is_too_long, words("answer_page.reason_too_long")),
    "elsewhere": (opened(), MISSED, comes_from_elsewhere, words("answer_page.look_again")),
    "withdrawn": (
        opened(),
        MISSED,
        meanwhile(withdraw, press=APPROVE),
        words("refusal.already_withdrawn"),
    ),
    "too-late": (
        opened(),
        (asked,),
        meanwhile(deadline, press=DECLINE),
        words("refusal.already_on_its_way"),
    ),
    "answered": (
        opened(),
        (not_reached,),
        meanwhile(*DEPUTY_APPROVES, press=DECLINE),
        "Dee Example approved this",
    ),
}


@pytest.mark.parametrize("name", STATES)
async def test_every_state_is_accessible_on_a_phone(name: str, browser: Browser) -> None:
    step, acts, happens, words = STATES[name]
    async with Site(FULL, step, tuple(acts)) as site:
        page = await browser.new_page(viewport=PHONE, locale="en-NZ")
        page.set_default_timeout(15_000)
        await page.goto(site.url)
        await happens(site, page)
        await page.screenshot(path=SCREENSHOTS / f"34-answer-page-{name}.png", full_page=True)

        assert words in await page.inner_text("main")
        assert await violations(page) == []
        assert not await page.evaluate(WIDER_THAN_WINDOW)
