"""One person's Playground window, in the words of a test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Locator, Page, ViewportSize

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
DESKTOP = ViewportSize(width=1280, height=1400)
# Only the message is narrowed: at another width the page builds its cards anew, without what
# was filled in.
PHONE = """
.fai-OutputCard { width: 375px !important; min-width: 0 !important; box-sizing: border-box }
.fai-OutputCard * { min-width: 0 !important; max-width: 100% !important }
"""


@dataclass(frozen=True)
class Window:
    """A chat with the bot. A card is counted from the first, or back from the last (-1)."""

    page: Page

    @classmethod
    async def open(cls, browser: Browser, address: str) -> Self:
        """Opens the page, which tells the bot that it was installed."""
        page = await browser.new_page(
            viewport=DESKTOP, locale="en-NZ", timezone_id="Pacific/Auckland"
        )
        page.set_default_timeout(15_000)
        await page.goto(address, wait_until="domcontentloaded")
        await page.get_by_title("Hide log panel").click()
        return cls(page)

    async def says(self, text: str) -> None:
        """Types a message and sends it."""
        await self.page.locator("[contenteditable=true][role=textbox]").click()
        await self.page.keyboard.insert_text(text)
        await self.page.get_by_role("button", name="Send Message").click()

    async def shown(self) -> list[str]:
        """Everything the bot has said, cards and plain messages, in order."""
        return await self._messages.all_inner_texts()

    async def cards(self) -> list[str]:
        """The texts of the cards, in order."""
        return await self._cards.all_inner_texts()

    async def buttons(self, card: int = -1) -> list[str]:
        """What can be pressed on a card."""
        return await self._cards.nth(card).locator(".ac-pushButton-content").all_inner_texts()

    async def presses(self, label: str, card: int = -1) -> None:
        """Presses a button by its whole label."""
        await self._cards.nth(card).get_by_role("button", name=label, exact=True).click()

    async def fills(self, label: str, value: str, card: int = -1) -> None:
        """Writes into the first field whose label has these words; a date as 2026-11-20."""
        field = self._cards.nth(card).get_by_label(label).first
        await field.fill(value)
        await field.blur()

    async def chooses(self, label: str, card: int = -1, *, of: str | None = None) -> None:
        """Ticks a choice; `of` names the field when its list has to be opened first."""
        if of is None:
            shown = self._cards.nth(card).locator("label")
            return await shown.get_by_text(label, exact=True).click()
        await self._cards.nth(card).get_by_role("combobox", name=of).click()
        return await self.page.get_by_role("option", name=label, exact=True).click()

    async def waits_for(self, text: str) -> None:
        """Returns when some message or card of the bot contains the words."""
        await self._messages.filter(has_text=text).last.wait_for()

    async def waits_for_more_than(self, cards: int) -> None:
        """Returns when there are more cards than that."""
        await self._cards.nth(cards).wait_for()

    async def waits_for_button(self, label: str) -> None:
        """Returns when the last card has this button."""
        await self._cards.last.get_by_role("button", name=label, exact=True).wait_for()

    async def waits_until_gone(self, text: str) -> None:
        """Returns when no message and no card contains the words."""
        await self._messages.filter(has_text=text).first.wait_for(state="detached")

    async def screenshot(self, name: str) -> None:
        """Keeps the page, and the last message at the width of a phone, in build/screenshots."""
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        narrow = await self.page.add_style_tag(content=PHONE)
        await self._messages.last.screenshot(path=SCREENSHOTS / f"{name}-phone.png")
        await narrow.evaluate("style => style.remove()")

    @property
    def _messages(self) -> Locator:
        return self.page.locator(".fai-OutputCard")

    @property
    def _cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")
