"""The few shapes all cards are made of, typed by Microsoft's own card library."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from microsoft_teams.cards import core

from bot.domain.typed.characters import without_invisible
from cards.actions import CardAction, Move
from cards.size_limits import fallback_text

Card = dict[str, Any]
Element = core.CardElement
VERSION = "1.5"

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>~"})
_BREAK = "\u200b"
"""A zero-width space: keeps Markdown and clients from making a list, heading or link of it."""


def card(
    *parts: Element | None,
    actions: Iterable[core.Action] = (),
    refresh: core.ExecuteAction | None = None,
) -> Card:
    """A card of these elements, with its plain text for clients that cannot render it.

    With `refresh`, a person can have it drawn again, from its menu in Teams.
    """
    made = core.AdaptiveCard(
        version=VERSION,
        lang="en-NZ",
        body=[part for part in parts if part is not None],
        actions=list(actions) or None,
        refresh=_when_asked(refresh) if refresh else None,
    ).model_dump(exclude_none=True, mode="json")
    return {**made, "fallbackText": fallback_text(made)}


def _when_asked(anew: core.ExecuteAction) -> core.RefreshDefinition:
    # For nobody by itself: Teams would take away what is being typed, and show a fault on the card
    # whenever it cannot reach the bot. The bot replaces the card when something has changed.
    return core.RefreshDefinition(action=anew, user_ids=[])


def heading(text: str) -> Element:
    """The card's title, a heading for screen readers too."""
    return core.TextBlock(text=text, wrap=True, style="heading", size="Large", weight="Bolder")


def subheading(text: str) -> Element:
    """A smaller heading inside a card."""
    return core.TextBlock(text=text, wrap=True, weight="Bolder", spacing="Medium")


def paragraph(text: str, *, subtle: bool = False) -> Element:
    """Plain text. Calm text is smaller in importance, not in size."""
    return core.TextBlock(text=text, wrap=True, is_subtle=subtle or None)


def verbatim(text: str) -> Element:
    """A person's own words, or a letter, line by line: Markdown breaks only at an empty line."""
    lines = (line.strip() for line in text.splitlines())
    return paragraph("\n\n".join(escaped(line) for line in lines if line))


def bullets(items: Sequence[str], *, numbered: bool = False) -> Element | None:
    """A list; nothing at all for no items."""
    if not items:
        return None
    marks = (f"{place}." if numbered else "-" for place in range(1, len(items) + 1))
    return paragraph("\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True)))


def danger_line(text: str) -> Element:
    """The 111 sentence, set apart by words and a frame, never by colour alone."""
    return core.Container(
        style="attention",
        bleed=True,
        items=[core.TextBlock(text=text, wrap=True, weight="Bolder")],
    )


def quiet_box(*parts: Element) -> Element:
    """Something set apart from the rest."""
    return core.Container(style="emphasis", items=list(parts))


def facts(rows: Iterable[tuple[str, str]]) -> Element | None:
    """Names and values side by side. Values are plain text."""
    made = [core.Fact(title=name, value=value) for name, value in rows if value]
    return core.FactSet(facts=made) if made else None


def button(title: str, action: CardAction, *, primary: bool = False) -> core.Action:
    """A press that comes back as a message. Its inputs come with it."""
    return core.SubmitAction(
        title=title,
        data=core.SubmitActionData(**action.data),
        style="positive" if primary else None,
    )


def button_without_inputs(title: str, action: CardAction) -> core.Action:
    """A press that takes no inputs along, so required fields cannot hold it back."""
    made = button(title, action)
    assert isinstance(made, core.SubmitAction)
    return made.with_associated_inputs("none")


def execute_button(title: str, action: CardAction, *, primary: bool = False) -> core.ExecuteAction:
    """A press whose answer replaces the card; older clients send it as a message instead."""
    return core.ExecuteAction(
        title=title,
        verb=action.verb,
        data=core.SubmitActionData(**action.data),
        style="positive" if primary else None,
        fallback=button(title, action, primary=primary),
    )


def button_rows(actions: Iterable[core.Action]) -> list[Element]:
    """Buttons below each other, so that long titles have room on a phone."""
    return [core.ActionSet(actions=[action], spacing="Small") for action in actions]


def collapsible(name: str, title: str, parts: Sequence[Element]) -> list[Element]:
    """A button that unfolds more text. Nothing a person must know or answer may be in it."""
    toggle = core.ToggleVisibilityAction(title=title, target_elements=[name])
    return [*button_rows([toggle]), core.Container(id=name, is_visible=False, items=list(parts))]


def move_buttons(nonce: str, titles: dict[str, str]) -> list[core.Action]:
    """Submit buttons for these moves, without their inputs."""
    return [
        button_without_inputs(title, Move.model_validate({"nonce": nonce, "to": to}))
        for to, title in titles.items()
    ]


def escaped(text: str) -> str:
    """A person's own words, safe inside card Markdown and never a link."""
    spaced = "".join(" " if it.isspace() and it != "\n" else it for it in text)
    visible = without_invisible(spaced).translate(_MARKDOWN)
    unlinked = re.sub(r"(?i)(:(?=//)|www(?=\.))", rf"\1{_BREAK}", visible)
    return re.sub(r"(?m)^(\s*)(?=[#+=-]|\d+[.)])", rf"\1{_BREAK}", unlinked)
