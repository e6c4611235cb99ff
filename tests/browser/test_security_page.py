"""The page behind Security's links in a real browser: accessible, on a phone, without scripts."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from bot.domain.escalation import SecurityAnswer
from bot.domain.scenario import Level
from bot.web.rate_limit import REQUESTS_PER_LINK
from tests.browser.axe import violations
from tests.browser.looks import SCREENSHOTS
from tests.browser.test_answer_page import HEIGHTS, LARGE_TEXT, WIDER_THAN_WINDOW
from tests.builders import opened, shipped
from tests.domain.escalation.acts import Act, asking, closed, mailed, received, reopened, withdraw
from tests.web.conftest import FULL
from tests.web.site import Site
from tests.words import fragment, words

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=320, height=640)
RECEIVED, NEEDS_MORE, CLOSED = SecurityAnswer
URGENT = opened(level=Level.URGENT)

Happening = Callable[[Site, Page], Awaitable[object]]


async def nothing(site: Site, page: Page) -> None:
    """The page as it comes from the mail."""


async def asks_for_nothing(site: Site, page: Page) -> None:
    """The button is pressed without a tick."""
    await _press(page, NEEDS_MORE)


async def comes_from_elsewhere(site: Site, page: Page) -> None:
    """The form does not carry what only this page knows."""
    await page.evaluate("document.querySelector('[name=form]').value = 'x'")
    await _press(page, RECEIVED)


async def time_is_up(site: Site, page: Page) -> None:
    """After the life of a link."""
    site.clock.passes(shipped().timers.security.link_lives)
    await page.reload()


async def is_cut_short(site: Site, page: Page) -> None:
    """The link was copied without its end."""
    await page.goto(page.url[:-1])


async def scanners_open_it(site: Site, page: Page) -> None:
    """More often than any person."""
    for _ in range(REQUESTS_PER_LINK):
        await page.request.get(page.url)
    await page.reload()


async def _press(page: Page, act: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=words(f"security_page.do_{act}")).click()


STATES: dict[str, tuple[SecurityAnswer, Sequence[Act], Happening, str]] = {
    "received": (RECEIVED, (), nothing, words("security_page.means_received")),
    "received-already": (RECEIVED, (received,), nothing, fragment("security_page.received")),
    "needs-more": (NEEDS_MORE, (), nothing, words("security_page.ticks")),
    "needs-nothing": (NEEDS_MORE, (), asks_for_nothing, words("refusal.nothing_asked")),
    "asked-before": (NEEDS_MORE, (asking("place"),), nothing, fragment("security_page.asked")),
    "withdrawn": (NEEDS_MORE, (withdraw,), nothing, words("security_page.withdrawn")),
    "closed": (CLOSED, (closed,), nothing, fragment("security_page.closed")),
    "reopened": (CLOSED, (closed, reopened), nothing, words("security_page.outdated")),
    "elsewhere": (RECEIVED, (), comes_from_elsewhere, words("answer_page.look_again")),
    "expired": (RECEIVED, (), time_is_up, words("security_page.expired")),
    "cut-short": (RECEIVED, (), is_cut_short, words("security_page.unknown")),
    "too-often": (RECEIVED, (), scanners_open_it, words("answer_page.too_often")),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
async def test_every_state_is_accessible_on_a_narrow_phone(
    name: str, scheme: str, browser: Browser
) -> None:
    answer, acts, happens, said = STATES[name]
    step = opened() if withdraw in acts else URGENT
    before = () if withdraw in acts else (mailed,)
    async with Site(FULL, step, (*before, *acts)) as site:
        page = await browser.new_page(viewport=PHONE, locale="en-NZ", color_scheme=scheme)  # type: ignore[arg-type]
        page.set_default_timeout(15_000)
        await page.goto(site.url.replace(site.path, await site.security_path(answer)))
        await happens(site, page)
        picture = f"36-security-page-{name}-{scheme}.png"
        await page.screenshot(path=SCREENSHOTS / picture, full_page=True)

        assert said in await page.inner_text("main")
        assert await violations(page) == []
        assert not await page.evaluate(WIDER_THAN_WINDOW)
        await page.evaluate(LARGE_TEXT)
        assert not await page.evaluate(WIDER_THAN_WINDOW)
        assert min([48, *await page.evaluate(HEIGHTS)]) >= 44


async def test_more_is_asked_for_with_scripts_off_and_the_keyboard_alone(browser: Browser) -> None:
    async with Site(FULL, URGENT, (mailed,)) as site:
        context = await browser.new_context(java_script_enabled=False, locale="en-NZ")
        page = await context.new_page()
        page.set_default_timeout(15_000)
        path = await site.security_path(NEEDS_MORE)
        await page.goto(site.url.replace(site.path, path))
        await page.get_by_label(words("needed.place")).focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.screenshot(path=SCREENSHOTS / "37-security-page-focus.png", full_page=True)
        await page.keyboard.press("Enter")
        await page.get_by_text(fragment("security_page.asked")).wait_for()

        assert site.it.asked_for == ("place",)


async def test_a_refusal_without_a_tick_leads_to_the_first_tick(browser: Browser) -> None:
    async with Site(FULL, URGENT, (mailed,)) as site:
        page = await browser.new_page(viewport=PHONE, locale="en-NZ")
        path = await site.security_path(NEEDS_MORE)
        await page.goto(site.url.replace(site.path, path))
        await asks_for_nothing(site, page)
        await page.get_by_role("link", name=words("refusal.nothing_asked")).click()
        await page.get_by_label(words("needed.time")).check()
        site.clock.passes(timedelta(minutes=1))
        await _press(page, NEEDS_MORE)

        assert site.it.asked_for == ("time",)


async def test_in_forced_colours_every_button_and_tick_keeps_its_edge(browser: Browser) -> None:
    async with Site(FULL, URGENT, (mailed,)) as site:
        page = await browser.new_page(viewport=PHONE, forced_colors="active")
        path = await site.security_path(NEEDS_MORE)
        await page.goto(site.url.replace(site.path, path))
        await page.screenshot(path=SCREENSHOTS / "38-security-page-forced.png", full_page=True)
        edges = await page.evaluate(
            """[...document.querySelectorAll("button, fieldset")].map(it => {
              const style = getComputedStyle(it);
              return `${style.borderTopWidth} ${style.borderTopStyle}`;
            })"""
        )

        assert edges == ["2px solid"] * 2
        assert await violations(page) == []
