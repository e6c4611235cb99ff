"""The answer page in a real browser: accessible, at any width, and without scripts."""

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from bot.domain.escalation import EscalationStatus
from tests.browser.axe import violations
from tests.browser.looks import SCREENSHOTS
from tests.web.conftest import FULL
from tests.web.site import Site
from tests.words import fragment, words

pytestmark = pytest.mark.browser

DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=320, height=640)
REASON = "We have talked, and it is dealt with."
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
EDGES = """[...document.querySelectorAll("button, textarea, .danger")].map(it => {
  const style = getComputedStyle(it);
  return `${style.borderTopWidth} ${style.borderTopStyle}`;
})"""
HEIGHTS = """[...document.querySelectorAll("button, summary")].map(
  it => it.getBoundingClientRect().height)"""


async def opened(
    browser: Browser,
    site: Site,
    size: ViewportSize,
    scheme: Literal["light", "dark"] = "light",
    *,
    scripts: bool = True,
) -> Page:
    """The page of the site's link in a fresh window. Whatever the page complains of is kept."""
    context = await browser.new_context(
        viewport=size, color_scheme=scheme, java_script_enabled=scripts, locale="en-NZ"
    )
    page = await context.new_page()
    page.set_default_timeout(15_000)
    await page.goto(site.url)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_it_has_no_fault_that_axe_can_find(
    browser: Browser, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    async with Site(FULL) as site:
        page = await opened(browser, site, size, scheme)
        name = f"30-answer-page-{scheme}{'-phone' if size is PHONE else ''}.png"
        await page.screenshot(path=SCREENSHOTS / name, full_page=True)
        asked = await violations(page)
        await page.locator("summary").click()
        unfolded = await violations(page)
        await page.get_by_label(words("leader.reason_label")).fill(" ")
        await page.get_by_role("button", name=words("leader.decline")).click()
        await page.get_by_role("alert").wait_for()
        again = await violations(page)
        await page.get_by_label(words("leader.reason_label")).fill("I want to die")
        await page.get_by_role("button", name=words("leader.decline")).click()
        await page.get_by_text("1737").first.wait_for()
        helped = await violations(page)
        await page.get_by_role("button", name=words("leader.approve")).click()
        await page.get_by_text(fragment("leader.answered_approve")).wait_for()
        answered = await violations(page)
        await page.goto(site.url)
        used = await violations(page)

    assert [asked, unfolded, again, helped, answered, used] == [[]] * 6


async def test_a_leader_declines_with_scripts_off_and_the_keyboard_alone(browser: Browser) -> None:
    async with Site(FULL) as site:
        page = await opened(browser, site, DESKTOP, scripts=False)
        await page.get_by_label(words("leader.reason_label")).focus()
        await page.keyboard.type(REASON)
        await page.keyboard.press("Tab")
        await page.screenshot(path=SCREENSHOTS / "31-answer-page-focus.png", full_page=True)
        await page.keyboard.press("Enter")
        await page.get_by_text("Rea Example sees your reason and decides").wait_for()
        await page.screenshot(path=SCREENSHOTS / "32-answer-page-answered.png", full_page=True)

        assert (site.it.stage, site.it.reason) == (EscalationStatus.DECLINED, REASON)


async def test_large_text_on_a_narrow_phone_needs_no_scrolling_sideways(browser: Browser) -> None:
    async with Site(FULL) as site:
        page = await opened(browser, site, PHONE)
        narrow = await page.evaluate(WIDER_THAN_WINDOW)
        heights = await page.evaluate(HEIGHTS)
        await page.evaluate(LARGE_TEXT)
        large = await page.evaluate(WIDER_THAN_WINDOW)
        await page.screenshot(path=SCREENSHOTS / "33-answer-page-200.png", full_page=True)

    assert (narrow, large) == (False, False)
    assert min(heights) >= 44


async def test_in_forced_colours_every_button_and_box_keeps_its_edge(browser: Browser) -> None:
    async with Site(FULL) as site:
        page = await browser.new_page(viewport=PHONE, forced_colors="active")
        await page.goto(site.url)
        await page.screenshot(path=SCREENSHOTS / "35-answer-page-forced.png", full_page=True)

        assert await page.evaluate(EDGES) == ["2px solid"] * 5
        assert await violations(page) == []


async def test_the_style_is_let_in_and_nothing_is_asked_for_elsewhere(browser: Browser) -> None:
    async with Site(FULL) as site:
        context = await browser.new_context()
        page, asked_for, complaints = await context.new_page(), list[str](), list[str]()
        page.on("request", lambda request: asked_for.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(site.url)
        colour = await page.evaluate("getComputedStyle(document.querySelector('.danger')).border")

        assert asked_for == [site.url]
        assert complaints == []
        assert colour.startswith("2px solid")
