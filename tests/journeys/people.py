"""Somebody at their Teams window: reads cards, presses what they see, types words."""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.plain_text import listed_input, plain_text
from tests.stand_ins.activities import Activity, Member
from tests.stand_ins.connector import Shown
from tests.stand_ins.teams import Delivered, Teams

CARD = "application/vnd.microsoft.card.adaptive"
JsonObject = Mapping[str, Any]


@dataclass(frozen=True)
class Button:
    """Something that can be pressed, on a message in the chat."""

    title: str
    activity_id: str
    action: JsonObject


@dataclass
class Somebody:
    """One person and their chat with the bot."""

    teams: Teams
    member: Member
    answers: list[str] = field(default_factory=list)
    """What the bot said in the newest turn, or says in place of the living card."""
    left: list[str] = field(default_factory=list)
    """What the newest turn left of older cards, where it said something new below them."""

    async def installs(self) -> None:
        """Adds the app."""
        await self._turn(self.teams.installs(self.member))

    async def removes(self) -> None:
        """Takes the app away."""
        await self.teams.removes(self.member)

    async def says(self, text: str) -> Delivered:
        """Types a message."""
        return await self._turn(self.teams.says(self.member, text))

    async def edits(
        self, sent: Delivered, text: str, event: str = "editMessage", **more: Any
    ) -> Delivered:
        """Changes a message that was typed before."""
        return await self._changes(sent, text, event, more)

    async def deletes(self, sent: Delivered) -> Delivered:
        """Deletes a message that was typed before."""
        return await self._changes(sent, None, "softDeleteMessage", {})

    async def _changes(
        self, sent: Delivered, text: str | None, event: str, more: Mapping[str, Any]
    ) -> Delivered:
        chat, message_id = self.teams.opens_chat(self.member), sent.activity["id"]
        changed = self.teams.channel.change(self.member, chat, message_id, text, event)
        return await self.posts({**changed, **more})

    async def presses(self, title: str, on: int = -1, /, **inputs: str) -> Delivered:
        """Presses the newest button of that title, or the one on an older card.

        A choice of a list is ticked, and sent with the button of that list.
        """
        picked = self.picked(title) if not self.has_button(title) else None
        if picked is not None:
            return await self.pressing(self.newest_buttons()[0], choice=picked, **inputs)
        return await self.pressing(self.button(title, on), **inputs)

    async def pressing(self, button: Button, /, **inputs: str) -> Delivered:
        """Presses this very button, wherever it stands."""
        if button.action["type"] != "Action.Execute":
            return await self.submitting(button, **inputs)
        verb, data = button.action["verb"], button.action["data"]
        return await self._turn(
            self.teams.executes(
                self.member, button.activity_id, verb, data, inputs=_as_inputs(inputs)
            )
        )

    async def submitting(self, button: Button, /, **inputs: str) -> Delivered:
        """Presses it on a client that knows no Action.Execute: it comes as a message."""
        data = button.action.get("fallback", button.action)["data"]
        return await self.sends(data | _as_inputs(inputs), on=button.activity_id)

    async def sends(self, value: Any, on: str = "1:unknown") -> Delivered:
        """Sends any value as if a button had carried it."""
        chat = self.teams.opens_chat(self.member)
        activity = self.teams.channel.press(self.member, chat, on, {})
        return await self.posts({**activity, "value": value})

    async def posts(self, activity: Activity) -> Delivered:
        """Posts any activity at all."""
        return await self._turn(self.teams.delivers(activity))

    def button(self, title: str, on: int = -1) -> Button:
        """A button of that title, or else with those words in it; the newest unless asked for."""
        buttons = self.buttons()
        found = [it for it in buttons if it.title == title] or [
            it for it in buttons if title in it.title
        ]
        if not found:
            raise LookupError(f"no button {title!r}; there are {[b.title for b in buttons]}")
        return found[on]

    def has_button(self, title: str) -> bool:
        """Whether any card has a button of that title."""
        return any(button.title == title for button in self.buttons())

    def picked(self, title: str) -> str | None:
        """The value of that choice in a list of the newest card."""
        return picked_in(self.shown[-1].current, title)

    def buttons(self) -> Sequence[Button]:
        """Every button in the chat, oldest first; each line of a list is one that sends it."""
        return [
            Button(str(action.get("title")), shown.id, action)
            for shown in self.shown
            for card in cards_of(shown.current)
            for action in [*actions_of(card), *ticks_of(card)]
        ]

    def newest_buttons(self) -> Sequence[Button]:
        """The buttons of the newest message."""
        newest = self.shown[-1].id
        return [button for button in self.buttons() if button.activity_id == newest]

    def open_buttons(self) -> Sequence[Button]:
        """The buttons of the report that is open: answers, ways out, "Go on" and "Delete it"."""
        verbs = ("answer_question", "fill_in_form", "move", "go_on", "stop_report")
        return [it for it in self.buttons() if it.action.get("data", {}).get("verb") in verbs]

    @property
    def shown(self) -> Sequence[Shown]:
        """The messages in the chat, oldest first."""
        return self.teams.shown_to(self.member)

    @property
    def answer(self) -> str:
        """All that the newest turn said."""
        return "\n\n".join(self.answers)

    @property
    def sees(self) -> str:
        """The newest message."""
        return said(self.shown[-1].current)

    @property
    def status(self) -> str:
        """The newest status card; what is told beside it comes as messages below."""
        return next(said(it.current) for it in reversed(self.shown) if is_status(it.current))

    @property
    def chat(self) -> str:
        """Everything that is to be seen in the chat now."""
        return "\n\n".join(said(shown.current) for shown in self.shown)

    async def waits_for(self, words: str) -> str:
        """The message that says this, as soon as it is there."""

        def found() -> str | None:
            said_now = [said(shown.current) for shown in self.shown]
            return next((text for text in reversed(said_now) if words in text), None)

        return await self.teams.until(found) or ""

    async def _turn(self, delivering: Awaitable[Delivered]) -> Delivered:
        before = {shown.id: len(shown.versions) for shown in self.shown}
        delivered = await delivering
        # As it was said in this turn; the worker may have gone on with it already.
        new = [said(shown.versions[0]) for shown in self.shown if shown.id not in before]
        changed = [
            said(shown.versions[before[shown.id]])
            for shown in self.shown
            if len(shown.versions) > before.get(shown.id, len(shown.versions))
        ]
        self.answers, self.left = (new, changed) if new else (changed, [])
        return delivered


def _as_inputs(inputs: Mapping[str, str]) -> JsonObject:
    return {f"input.{key}": it for key, it in inputs.items()}


def said(activity: JsonObject) -> str:
    """What one message says, cards by their plain text."""
    texts = [activity.get("text") or "", *(plain_text(card) for card in cards_of(activity))]
    return "\n".join(text for text in texts if text)


def cards_of(activity: JsonObject) -> Iterator[JsonObject]:
    """The cards of one message."""
    for attachment in activity.get("attachments") or ():
        if attachment.get("contentType") == CARD:
            yield attachment["content"]


def is_status(activity: JsonObject) -> bool:
    """Whether this is a card that opens the report when it is refreshed."""
    verbs = [card.get("refresh", {}).get("action", {}).get("verb") for card in cards_of(activity)]
    return "open_report" in verbs


def ticks_of(card: JsonObject) -> Iterator[JsonObject]:
    """The button beside a list, with each line of it that can be ticked, under the line's words."""
    sends = {"answer_question": "input.choice"}
    for button in actions_of(card):
        data = button.get("data", {})
        name = listed_input(data) or sends.get(data.get("verb", ""), "")
        for choice in _choices_of(card, name) if "choice" not in data else ():
            yield {**button, "title": choice["title"], "data": {**data, name: choice["value"]}}


def _choices_of(part: JsonObject, name: str) -> Iterator[JsonObject]:
    for inner in part.get("body", part.get("items", ())):
        if inner.get("id") == name and not inner.get("isMultiSelect"):
            yield from inner["choices"]
        yield from _choices_of(inner, name)


def titles(somebody: Somebody) -> list[str]:
    """What can be pressed on the newest card."""
    return [button.title for button in somebody.newest_buttons()]


def actions_of(part: JsonObject) -> Iterator[JsonObject]:
    """Every action of a card, in order."""
    for inner in part.get("body", part.get("items", ())):
        if inner.get("type") == "ActionSet":
            yield from inner["actions"]
        else:
            yield from actions_of(inner)
    yield from part.get("actions", ()) if part.get("type") == "AdaptiveCard" else ()


def picked_in(activity: JsonObject, title: str) -> str | None:
    """The value of that choice in a list of this message."""
    for card in cards_of(activity):
        for element in card["body"]:
            for choice in element.get("choices", ()):
                if choice["title"] == title:
                    return str(choice["value"])
    return None
