"""The parts that every card is built from, and the cache of rendered prompt cards."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from secrets import token_hex
from typing import Any, Literal, TypeVarTuple

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.base import without_invisible
from cards.actions import INPUT, AnswerQuestion, CardAction, Move
from cards.plain_text import fallback_text

Card = dict[str, Any]
Element = core.CardElement
VERSION = "1.5"

MOST_ACTIONS = 6
"""On a whole card, over all its rows: more are not taken in, and some clients drop them."""
LONGEST_TITLE = 24
"""Characters of a button: some 27 fit at 320 px, and longer ones are cut."""

BandState = Literal["danger", "needs-you", "waiting", "sent", "done"]
_STYLE_OF: dict[BandState, Literal["attention", "warning", "accent", "good", "emphasis"]] = {
    "danger": "attention",
    "needs-you": "warning",
    "waiting": "accent",
    "sent": "good",
    "done": "emphasis",
}

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>~"})
_BREAK = "\u200b"
"""A zero-width space: text broken by it is no list, heading or link for Markdown or a client."""


def card(
    *parts: Element | None,
    actions: Iterable[core.Action] = (),
    refresh: core.ExecuteAction | None = None,
) -> Card:
    """A card of these elements, with its plain text for clients that cannot render it.

    With `refresh`, a person can refresh it from its menu in Teams.
    """
    rendered = core.AdaptiveCard(
        version=VERSION,
        lang="en-NZ",
        body=[part for part in parts if part is not None],
        actions=list(actions) or None,
        refresh=_manual_refresh(refresh) if refresh else None,
    ).model_dump(exclude_none=True, mode="json")
    return {**rendered, "fallbackText": fallback_text(rendered)}


def _manual_refresh(action: core.ExecuteAction) -> core.RefreshDefinition:
    # An automatic refresh would clear inputs that are being filled in, and show an error on the
    # card when Teams cannot reach the bot. It runs for the listed users, so none is listed:
    # https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
    # The bot replaces the card when the report changes.
    return core.RefreshDefinition(action=action, user_ids=[])


def heading(text: str) -> Element:
    """The card's title, a heading for screen readers too."""
    return core.TextBlock(text=text, wrap=True, style="heading", size="Large", weight="Bolder")


def subheading(text: str) -> Element:
    """The heading of a section, for screen readers too."""
    return core.TextBlock(
        text=text, wrap=True, style="heading", size="Medium", weight="Bolder", spacing="Medium"
    )


def state_band(state: BandState, words: str, *, is_heading: bool = False) -> Element:
    """The state of a card, in colour and in words. First on a card that has one, and once."""
    text = core.TextBlock(
        text=words,
        wrap=True,
        weight="Bolder",
        style="heading" if is_heading else None,
        size="Large" if is_heading else None,
    )
    return core.Container(style=_STYLE_OF[state], bleed=True, items=[text])


def paragraph(text: str, *, subtle: bool = False) -> Element:
    """A paragraph of card Markdown. Subtle text is paler, not smaller."""
    return core.TextBlock(text=text, wrap=True, is_subtle=subtle or None)


def verbatim(text: str) -> Element:
    """A person's own words or a mail, with its line breaks, to be read and not to be copied."""
    lines = (line.strip() for line in text.splitlines())
    # Markdown joins lines that no empty line separates.
    return paragraph("\n\n".join(escaped(line) for line in lines if line))


def text_to_copy(text: str) -> Element:
    """Text that is exact when it is copied: no Markdown is read in it, so no mark breaks it.

    The web client shows a line break in it as one (`innerText`), and so do phones:
    https://github.com/microsoft/AdaptiveCards/issues/4914
    """
    return core.RichTextBlock(inlines=[core.TextRun(text=without_invisible(text).strip())])


def bullets(items: Sequence[str], *, numbered: bool = False) -> Element | None:
    """A list; None without items."""
    if not items:
        return None
    marks = (f"{number}." if numbered else "-" for number in range(1, len(items) + 1))
    return paragraph("\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True)))


def danger_line(text: str) -> Element:
    """The sentence about 111 on a card whose state is another."""
    return core.TextBlock(text=text, wrap=True, weight="Bolder")


def quiet_box(*parts: Element) -> Element:
    """Elements on a shaded background."""
    return core.Container(style="emphasis", items=list(parts))


def facts(rows: Iterable[tuple[str, str]]) -> Element | None:
    """Names and values side by side; rows without a value are left out, None without rows."""
    filled = [core.Fact(title=name, value=value) for name, value in rows if value]
    return core.FactSet(facts=filled) if filled else None


def button(title: str, action: CardAction, *, primary: bool = False) -> core.Action:
    """An Action.Submit: the press arrives as a message, together with the card's inputs."""
    return core.SubmitAction(
        title=title,
        data=core.SubmitActionData(**action.data),
        style="positive" if primary else None,
    )


def button_without_inputs(title: str, action: CardAction) -> core.Action:
    """An Action.Submit without inputs, so that required inputs cannot block it.

    https://learn.microsoft.com/en-us/adaptive-cards/schema-explorer/action-submit
    """
    submit = button(title, action)
    assert isinstance(submit, core.SubmitAction)
    return submit.with_associated_inputs("none")


def execute_button(
    title: str, action: CardAction, *, primary: bool = False, with_inputs: bool = True
) -> core.ExecuteAction:
    """An Action.Execute: the reply replaces the card. Older clients fall back to Action.Submit."""
    submit = button(title, action, primary=primary)
    execute = core.ExecuteAction(
        title=title,
        verb=action.verb,
        data=core.SubmitActionData(**action.data),
        style="positive" if primary else None,
        fallback=submit if with_inputs else button_without_inputs(title, action),
    )
    return execute if with_inputs else execute.with_associated_inputs("none")


def button_row(*actions: core.Action) -> Element:
    """Buttons beside each other, the likeliest first; a narrow client breaks the row."""
    return core.ActionSet(actions=list(actions), spacing="Small")


def button_rows(actions: Iterable[core.Action]) -> list[Element]:
    """One button a row, for choices of equal weight."""
    return [core.ActionSet(actions=[action], spacing="Small") for action in actions]


def collapsible(name: str, title: str, parts: Sequence[Element]) -> list[Element]:
    """A toggle and the text it unfolds. Nothing that a person must know or answer belongs there."""
    toggle = core.ToggleVisibilityAction(title=title, target_elements=[name])
    return [*button_rows([toggle]), core.Container(id=name, is_visible=False, items=list(parts))]


def move_buttons(
    nonce: str, titles: dict[str, str], *, is_danger: bool = False
) -> list[core.Action]:
    """A button per move, by its title."""
    mark = {"is_danger": "yes"} if is_danger else {}
    return [
        button_without_inputs(title, Move.model_validate({"nonce": nonce, "to": to, **mark}))
        for to, title in titles.items()
    ]


def escaped(text: str) -> str:
    """A person's own words, escaped for card Markdown; no part becomes a link."""
    spaced = "".join(" " if char.isspace() and char != "\n" else char for char in text)
    visible = without_invisible(spaced).translate(_MARKDOWN)
    unlinked = re.sub(r"(?i)(:(?=//)|www(?=\.))", rf"\1{_BREAK}", visible)
    return re.sub(r"(?m)^(\s*)(?=[#+=-]|\d+[.)])", rf"\1{_BREAK}", unlinked)


@dataclass(frozen=True)
class CardChoice:
    """An answer that can be pressed or typed."""

    id: str
    label: str
    primary: bool = False
    is_danger: bool = False
    """Whether it leads to the 111 screen."""


def choice_card(
    content: Content,
    nonce: str,
    title: str,
    choices: Sequence[CardChoice],
    navigation: Sequence[str],
    *parts: Element | None,
) -> Card:
    """A question, some text and its choices: buttons, or a list where a card has no room for them.

    Above a list the question is its label, so that a screen reader says what is chosen.
    """
    moves = navigation_buttons(content, nonce, navigation)
    if fit_as_buttons(choices, beside=len(moves)):
        rows = button_rows(choice_buttons(choices, nonce))
        return card(heading(title), *parts, *rows, actions=moves)
    done = button(content.texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return card(
        heading(content.texts("question.title")),
        choice_list("choice", title, choices),
        *parts,
        button_row(done),
        actions=moves,
    )


def fit_as_buttons(choices: Sequence[CardChoice], *, beside: int) -> bool:
    """Whether each choice can be a button, with so many other buttons on the card."""
    is_short = all(len(choice.label) <= LONGEST_TITLE for choice in choices)
    return is_short and len(choices) + beside <= MOST_ACTIONS


def choice_list(
    name: str,
    label: str,
    choices: Sequence[CardChoice],
    *,
    is_many: bool = False,
    chosen: str | None = None,
) -> Element:
    """Choices to tick, of any number and length; a button beside the list sends what is ticked."""
    return core.ChoiceSetInput(
        id=f"{INPUT}{name}",
        label=label,
        choices=[core.Choice(title=choice.label, value=choice.id) for choice in choices],
        style="expanded",
        is_multi_select=is_many or None,
        value=chosen,
        wrap=True,
    )


def choice_buttons(choices: Sequence[CardChoice], nonce: str) -> list[core.Action]:
    """A Submit button per choice."""
    return [
        button(
            choice.label,
            AnswerQuestion(
                nonce=nonce, choice=choice.id, is_danger="yes" if choice.is_danger else None
            ),
            primary=choice.primary,
        )
        for choice in choices
    ]


def navigation_buttons(
    content: Content, nonce: str, navigation: Sequence[str], *, is_danger: bool = False
) -> list[core.Action]:
    """Buttons that leave a question (`back`, `skip`, `not-sure`, `stop`), in the given order."""
    titles = {to: content.texts(f"move.{to}") for to in navigation}
    return move_buttons(nonce, titles, is_danger=is_danger)


def with_progress(below: Card, lines: Sequence[str]) -> Card:
    """A copy of a prompt's card that ends, small, with how far this is and what was answered."""
    shown = core.TextBlock(text="\n\n".join(lines), wrap=True, is_subtle=True, size="Small")
    body = [*below["body"], shown.model_dump(exclude_none=True, mode="json")]
    rendered = {**below, "body": body}
    return {**rendered, "fallbackText": fallback_text(rendered)}


Args = TypeVarTuple("Args")

_NONCE = token_hex(8)
"""Placeholder in the cached text. As long as a nonce, so that the card keeps its size."""


def cached_template(
    render: Callable[[Content, str, *Args], Card],
) -> Callable[[Content, str, *Args], Card]:
    """Renders a card once for equal arguments and fills in the nonce of each call.

    For cards of content alone, never about a person: the cache keeps them. Content and the
    arguments after the nonce are the key, so they must be hashable.

    On two busy cores, `python -m tests.bench` printed 2.4 CPU ms/turn for 100 people at questions
    alone, and 2.8 without the cache (`return render` as the first statement here).
    """

    @lru_cache(maxsize=512)
    def template(content: Content, *args: *Args) -> str:
        # Text is small, and no caller can change it.
        return json.dumps(render(content, _NONCE, *args), ensure_ascii=False)

    @wraps(render)
    def cached(content: Content, nonce: str, /, *args: *Args) -> Card:
        card: Card = json.loads(template(content, *args).replace(_NONCE, nonce))
        return card

    return cached


FIRST_HELP = ("eap", "need_to_talk")
"""Contacts on every closing card; others are behind More support."""


def help_lines(content: Content) -> Element | None:
    """The contacts at the end of every journey."""
    return bullets([content.contacts.line(key) for key in FIRST_HELP])
