"""Whatever the answer page has to say, it says it accessibly and without a word too wide."""

from collections.abc import Awaitable, Callable, Sequence

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from bot.domain.escalation import Transition
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.web.rate_limit import FOR_EACH_LINK
from tests.browser.axe import violations
from tests.browser.test_answer_page import WIDER_THAN_WINDOW
from tests.browser.windows import SCREENSHOTS
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

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=360, height=740)
APPROVE, DECLINE = "Approve and send to Security", "No report needed"
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
    for _ in range(FOR_EACH_LINK):
        await site.opens()
    await page.reload()


async def database_is_away(site: Site, page: Page) -> None:
    """And an answer is given."""
    site.links.is_down = True
    await _press(page, APPROVE)


async def is_too_long(site: Site, page: Page) -> None:
    """A browser that does not count lets a long reason through."""
    await page.evaluate("document.querySelector('#reason').removeAttribute('maxlength')")
    await page.get_by_label("If no report is needed").fill("x" * 501)
    await _press(page, DECLINE)


async def comes_from_elsewhere(site: Site, page: Page) -> None:
    """The form does not carry what only this page knows."""
    await page.evaluate("document.querySelectorAll('[name=form]').forEach(it => it.value = 'x')")
    await _press(page, APPROVE)


def meanwhile(*acts: Act, press: str) -> Happening:
    """Something happens between looking and answering."""

    async def happen(site: Site, page: Page) -> None:
        await site.happens(*acts)
        await page.get_by_label("If no report is needed").fill(REASON)
        await _press(page, press)

    return happen


async def _press(page: Page, label: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=label, exact=True).click()


STATES: dict[str, tuple[Transition, Sequence[Act], Happening, str]] = {
    "urgent": (opened(level=Level.URGENT), MISSED, nothing, "goes without waiting"),
    "late": (opened(), (asked, deadline), nothing, "the time for an answer is over"),
    "expired": (opened(), MISSED, time_is_up, "This link has expired"),
    "cut-short": (opened(), MISSED, is_cut_short, "This link does not work"),
    "wrong-person": (opened(), MISSED, is_somebody_elses, "You are not asked about this"),
    "used": (opened(), MISSED, is_used, "You have answered from this link already"),
    "too-often": (opened(), MISSED, scanners_open_it, "try again in a minute"),
    "not-now": (opened(), MISSED, database_is_away, "try again in a few minutes"),
    "too-long": (opened(), MISSED, is_too_long, "longer than fits here"),
    "elsewhere": (opened(), MISSED, comes_from_elsewhere, "did not come from this page"),
    "withdrawn": (
        opened(),
        MISSED,
        meanwhile(withdraw, press=APPROVE),
        "has taken this report back",
    ),
    "too-late": (
        opened(),
        (asked,),
        meanwhile(deadline, press=DECLINE),
        "already on its way",
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
