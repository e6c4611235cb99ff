"""People who go on though answers get lost: who reports, and what leaders do with the card."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.journeys.chaos.plans import EMERGENCY, SECURITY_ONLY
from tests.journeys.people import Button, Somebody, actions_of, cards_of
from tests.journeys.running import Running
from tests.journeys.walks import URGENT

PEOPLE = """
[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0101"
name = "Mere Example"
email = "mere@example.org"
leader = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0006"

[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0102"
name = "Rangi Example"
email = "rangi@example.org"
leader = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0101"

[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0103"
name = "Ioane Example"
email = "ioane@example.org"
leader = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0004"

[[person]]
id = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0104"
name = "Mei Example"
email = "mei@example.org"
leader = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0002"
"""
"""One team more, and more people in the others, beside those of local mode."""
GO_ON = "Go on with it"
MOST_TRIES = 40


@dataclass(frozen=True)
class Reporting:
    """One person on the way through the chat, who presses again when nothing comes of it."""

    bot: Running
    who: Somebody

    async def __call__(self, situation: str, tell: str) -> str:
        """Reports; the id of the report. Whom to tell is a button's words or a mail address."""
        before = self._reports()
        await self._to_telling(situation)
        await self._tells(tell)
        await self._until("Send", lambda: self._reports() > before)
        (report_id,) = self._reports() - before
        return report_id

    async def meets_the_bot(self) -> None:
        """Adds the app and looks at the first question; the bot hears who leads them."""
        await self.who.installs()
        await self._until("Report harmful content", self._says("Is anyone in danger now?"))
        await self.bot.rests()
        await self._until("Stop", self._says("I have stopped."))

    async def _to_telling(self, situation: str) -> None:
        await self._until("Report harmful content", self._says("Is anyone in danger now?"))
        if situation == EMERGENCY:
            await self._until("Yes", self._offers("Tell Security now, in short"))
            await self._until("Tell Security now, in short", self._offers(URGENT))
            await self._until(URGENT, self._says("So that Security can find you"))
            await self._until("Skip", self._offers(SECURITY_ONLY))
            return
        await self._until("No", self._says("What is it about?"))
        await self._until(situation, self._offers("Skip"))
        await self._until("Skip", self._offers("Report this"))
        await self._until("Report this", self._offers("Skip"))
        await self._until("Skip", self._offers(SECURITY_ONLY))

    async def _tells(self, whom: str) -> None:
        if "@" in whom:
            other = "Somebody else who leads people"
            await self._until(other, self._says("Who leads people and should know?"))
            found, silent = self._offers("Yes, tell them"), self._offers("Go on with that name")
            await self._until("Next", lambda: found() or silent(), words=whom)
            goes_on = "Yes, tell them" if found() else "Go on with that name"
            await self._until(goes_on, self._offers("Send"))
        else:
            titles = [it.title for it in newest_buttons(self.who)]
            known = next((it for it in titles if it.endswith(whom)), SECURITY_ONLY)
            await self._until(known, self._offers("Send"))

    async def _until(self, title: str, is_there: Callable[[], bool], /, **inputs: str) -> None:
        for _ in range(MOST_TRIES):
            if is_there():
                return
            near = {it.title: it for it in newest_buttons(self.who)}
            button = near.get(GO_ON) or near.get(title) or self.who.button(title)
            await self.who.pressing(button, **({} if button.title == GO_ON else inputs))
        raise AssertionError(f"nothing ever came of {title!r}: {self.who.sees}")

    def _says(self, words: str) -> Callable[[], bool]:
        return lambda: words in self.who.sees

    def _offers(self, title: str) -> Callable[[], bool]:
        return lambda: title in [it.title for it in newest_buttons(self.who)]

    def _reports(self) -> set[str]:
        mine = self.who.member.object_id
        rows = self.bot.rows("reports")
        return {str(row["id"]) for row in rows if row["reporter_id"] == mine}


def newest_buttons(somebody: Somebody) -> Sequence[Button]:
    """Those of the newest message; a day's chat is too long to be read at each press."""
    shown = somebody.shown[-1]
    actions = [action for card in cards_of(shown.current) for action in actions_of(card)]
    return [Button(str(action.get("title")), shown.id, action) for action in actions]


def about_reports(somebody: Somebody, verb: str) -> Mapping[str, Mapping[str, Button]]:
    """The newest buttons of a kind by the report they are about, and by their words."""
    found: dict[str, dict[str, Button]] = defaultdict(dict)
    for button in somebody.buttons():
        data = button.action.get("data", {})
        if verb in (data.get("verb"), button.action.get("verb")):
            found[data["report_id"]][button.title] = button
    return found
