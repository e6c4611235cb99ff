"""One person's Playground window, in the words of a test."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from playwright.async_api import Browser, Locator, Page, ViewportSize
from playwright.async_api import TimeoutError as Late

from tests.browser.looks import WIDTHS, Look, looks_of

PATIENCE = 60
"""Seconds that anything may take on a busy machine."""
WINDOW = ViewportSize(width=WIDTHS[0], height=2400)
CHANGED = """before => {
  const cards = document.querySelectorAll(".ac-adaptiveCard");
  return cards.length && cards[cards.length - 1].innerText !== before;
}"""


@dataclass(frozen=True)
class Window:
    """A chat with the bot. A card is counted from the first, or back from the last (-1)."""

    page: Page
    looks: list[Look] = field(default_factory=list)
    """Of every card that was kept in a picture."""
    kept: set[str] = field(default_factory=set)

    @classmethod
    async def open(cls, browser: Browser, address: str) -> Self:
        """Opens the page, which tells the bot that it was installed."""
        page = await browser.new_page(
            viewport=WINDOW, locale="en-NZ", timezone_id="Pacific/Auckland"
        )
        page.set_default_timeout(PATIENCE * 1000)
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

    async def choices(self, card: int = -1) -> list[str]:
        """What can be ticked on a card."""
        return await self._cards.nth(card).locator("input + * + label").all_inner_texts()

    async def presses(self, label: str) -> None:
        """Presses the newest button of this whole label, which news may stand below."""
        await self._cards.get_by_role("button", name=label, exact=True).last.click()

    async def presses_folded(self, fold: str, label: str) -> None:
        """Unfolds the newest fold of this label, and presses a button in it.

        A card that is drawn anew meanwhile is folded again.
        """
        button = self._cards.get_by_role("button", name=label, exact=True).last
        for _ in range(PATIENCE):
            if not await button.is_visible():
                await self.presses(fold)
            with suppress(Late):
                return await button.click(timeout=1000)
        raise TimeoutError

    async def moves_on(self, label: str) -> None:
        """Presses a button of the last card, and returns when the last card is another."""
        before = await self._cards.last.inner_text()
        await self.presses(label)
        await self.page.wait_for_function(CHANGED, arg=before)

    async def fills(self, label: str, value: str, card: int = -1) -> None:
        """Writes into the first field whose label has these words; a date as 2026-11-20."""
        entry = self._cards.nth(card).get_by_label(label).first
        await entry.fill(value)
        await entry.blur()

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

    async def waits_for_button(self, label: str) -> None:
        """Returns when the last card has this button."""
        await self._cards.last.get_by_role("button", name=label, exact=True).wait_for()

    async def waits_until_gone(self, text: str) -> None:
        """Returns when no message and no card contains the words."""
        await self._messages.filter(has_text=text).first.wait_for(state="detached")

    async def keeps(self, name: str, *, of: str = "") -> None:
        """Keeps the last message in pictures, unless one like it was kept before.

        `of` are words of the message, where another may stand below it.
        """
        message = self._messages.filter(has_text=of).last
        if (text := await message.inner_text()) not in self.kept:
            self.kept.add(text)
            self.looks.extend(await looks_of(message, name))

    @property
    def _messages(self) -> Locator:
        return self.page.locator(".fai-OutputCard")

    @property
    def _cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")
