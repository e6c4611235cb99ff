"""How a card looks at three widths, light and dark: its pictures, and what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Locator

from tests.browser.axe import violations
from tests.words import fragment, question_text, words

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
WIDTHS, THEMES = (1280, 360, 320), ("light", "dark")
PHONE = 360
FIRST_BUTTON = 330
"""Pixels from the top of a card, within which a phone shows the first thing to press."""
STATUS = words("status.title", reference="@").replace("@", "[0-9A-Z]{4}-[0-9A-Z]{4}")
PRESSED_AT_ONCE: Mapping[str, tuple[str, int]] = {
    "danger": (
        f"^{re.escape(question_text('danger'))}$|^{re.escape(words('danger.call_now'))}$",
        6,
    ),
    "preview": (f"^{re.escape(words('preview.title'))}$", 6),
    "status": (f"^{STATUS}$", 3),
    "leader": (f"{re.escape(fragment('leader.heading'))}$", 4),
}
"""Kinds of card on which the first button is in sight on a phone: how a line of them reads, and
how many buttons stand before anything that is folded, at most."""

# The client has a light theme only, whose colours are Microsoft's host configuration of Teams. Dark
# is the other half of that publication, put over the card as it was drawn; inputs and buttons are
# Fluent UI, and take their colours from its variables.
# https://github.com/microsoft/AdaptiveCards/blob/main/samples/HostConfig/microsoft-teams-dark.json
# https://github.com/microsoft/fluentui/tree/master/packages/tokens
#
# Only the message is narrowed, as wide as the window of such a phone: at another width of the
# window the page builds its cards anew, without what was filled in.
WEAR = """(message, [width, theme]) => {
  const card = message.querySelector(".ac-adaptiveCard") ?? message;
  for (const [element, style] of (message.worn ?? []).reverse()) {
    element.setAttribute("style", style);
  }
  message.worn = [];
  const put = (element, values) => {
    message.worn.push([element, element.getAttribute("style") ?? ""]);
    for (const [name, value] of Object.entries(values)) {
      element.style.setProperty(name, value, "important");
    }
  };
  if (width < 1280) {
    put(message, {width: `${width}px`, "min-width": 0, "box-sizing": "border-box"});
    for (let it = card.parentElement; it && it !== message; it = it.parentElement) {
      put(it, {"min-width": 0, "max-width": "100%"});
    }
  }
  if (theme !== "dark") return;
  for (let it = card.parentElement; it && it !== message; it = it.parentElement) {
    put(it, {"border-color": "#2d2c2c"});
  }
  const dark = {"rgb(255, 255, 255)": "#2d2c2c", "rgb(249, 248, 247)": "#292828"};
  const drawn = [card, ...card.querySelectorAll("*")].map(it => [
    it, it.style.color, it.style.backgroundColor, it.closest('[style*="background-color"]'),
  ]);
  const behind = new Map(drawn.map(([it, , background]) => [it, background]));
  for (const [it, color, background, box] of drawn) {
    const isDark = (behind.get(box) || "rgb(255, 255, 255)") in dark;
    if (background in dark) put(it, {"background-color": dark[background]});
    if (color.startsWith("rgba")) put(it, {color: isDark ? "#ffffffbf" : "#2d2c2c"});
    else if (color) put(it, {color: isDark ? "#ffffff" : "#201f1f"});
  }
  put(message, {
    "color-scheme": "dark", "background-color": "#1f1f1f",
    "--colorNeutralBackground1": "#292929", "--colorNeutralBackground1Hover": "#3d3d3d",
    "--colorNeutralForeground1": "#ffffff", "--colorNeutralForeground1Hover": "#ffffff",
    "--colorNeutralForeground2": "#d6d6d6", "--colorNeutralForeground3": "#adadad",
    "--colorNeutralForeground4": "#999999", "--colorNeutralStroke1": "#666666",
    "--colorNeutralStrokeAccessible": "#adadad", "--colorNeutralForegroundOnBrand": "#ffffff",
    "--colorNeutralForegroundInverted": "#242424", "--colorCompoundBrandForeground1": "#9299f7",
    "--colorCompoundBrandBackground": "#7f85f5", "--colorCompoundBrandStroke": "#7f85f5",
    "--colorBrandBackground": "#4f52b2",
  });
}"""
CLIENTS_OWN = frozenset({"aria-valid-attr-value"})
"""Rules that this client breaks: its fold button names what it unfolds by our id, and draws it
under another."""
MEASURE = """message => {
  const card = message.querySelector(".ac-adaptiveCard") ?? message;
  const top = card.getBoundingClientRect().top, button = card.querySelector("button");
  const pressed = [...card.querySelectorAll("button:has(.ac-pushButton-content)")];
  const fold = pressed.findIndex(it => it.hasAttribute("aria-controls"));
  const cut = [card, ...card.querySelectorAll("*")].filter(it =>
    it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1 && it.innerText
    && getComputedStyle(it).overflowX !== "visible");
  return {
    first: button && Math.round(button.getBoundingClientRect().top - top),
    buttons: fold < 0 ? pressed.length : fold,
    text: card.innerText,
    height: Math.round(card.getBoundingClientRect().height),
    cut: cut.map(it => it.innerText),
  };
}"""


@dataclass(frozen=True)
class Look:
    """One card at one width in one theme."""

    name: str
    width: int
    theme: str
    text: str
    first_button: int | None
    """Pixels from the top of the card; None without buttons."""
    buttons: int
    """How many stand before anything that is folded."""
    cut: tuple[str, ...]
    """Texts that are wider than their place."""
    broken_rules: tuple[Any, ...]
    """What axe-core finds, at the width of a phone."""

    @property
    def kind(self) -> str | None:
        """Which of the cards it is on which something is pressed at once."""
        found = (
            kind
            for kind, (line, _) in PRESSED_AT_ONCE.items()
            if re.search(line, self.text, re.MULTILINE)
        )
        return next(found, None)


def faults_of(look: Look) -> list[str]:
    """What is wrong with it, in words."""
    faults = [f"{cut!r} is cut" for cut in look.cut]
    faults += [f"axe-core finds {rule}" for rule in look.broken_rules]
    if look.kind is not None:
        _, most = PRESSED_AT_ONCE[look.kind]
        if look.buttons > most:
            faults.append(f"{look.buttons} buttons are in sight")
        if look.width == PHONE and (look.first_button or 0) > FIRST_BUTTON:
            faults.append(f"the first button begins at {look.first_button} px")
    return [f"{look.name} at {look.width} px, {look.theme}: {fault}" for fault in faults]


async def looks_of(message: Locator, name: str) -> list[Look]:
    """Draws a message at each width in each theme, and keeps the pictures in build/screenshots."""
    drawn = message.locator(".ac-adaptiveCard")
    card = drawn.first if await drawn.count() else message
    found = []
    for theme in THEMES:
        for width in WIDTHS:
            await message.evaluate(WEAR, [width, theme])
            seen = await message.evaluate(MEASURE)
            await message.screenshot(
                path=SCREENSHOTS / f"{name}-{width}-{theme}.png", animations="disabled"
            )
            broken = await violations(card, ignored=CLIENTS_OWN) if width == PHONE else ()
            found.append(
                Look(
                    name,
                    width,
                    theme,
                    seen["text"],
                    seen["first"],
                    seen["buttons"],
                    tuple(seen["cut"]),
                    tuple(broken),
                )
            )
    await message.evaluate(WEAR, [WIDTHS[0], THEMES[0]])
    return found
