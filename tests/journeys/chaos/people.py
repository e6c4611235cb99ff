"""People who go on though answers get lost: who reports, and what leaders do with the card."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.journeys.chaos.plans import EMERGENCY, MY_LEADER, SECURITY_ONLY
from tests.journeys.people import Button, Somebody, actions_of, cards_of, ticks_of
from tests.journeys.running import Running
from tests.words import choice_text, question_text, words

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
GO_ON = words("unfinished.go_on")
MOST_TRIES = 40
LOOKS_FOR = timedelta(seconds=3)
"""How long somebody looks before they press again; sooner would be a double click."""


@dataclass(frozen=True)
class Reporting:
    """One person on the way through the chat, who presses again when nothing comes of it."""

    bot: Running
    who: Somebody

    async def __call__(self, situation: str, tell: str) -> str:
        """Reports; the id of the report. Whom to tell is a button's words or a mail address."""
        before = self._reports()
        await self._to_preview(situation)
        await self._tells(tell)
        await self._until(words("preview.send"), lambda: self._reports() > before)
        (report_id,) = self._reports() - before
        return report_id

    async def meets_the_bot(self) -> None:
        """Adds the app and looks at the first question; the bot hears who leads them."""
        await self.who.installs()
        await self._until(words("menu.report"), self._says(question_text("danger")))
        await self.bot.rests()
        await self._until(words("move.stop"), self._says(words("stop.done")))

    async def _to_preview(self, situation: str) -> None:
        await self._until(words("menu.report"), self._says(question_text("danger")))
        if situation == EMERGENCY:
            await self._until(choice_text("danger", "yes"), self._offers(words("danger.send_now")))
            await self._until(words("danger.send_now"), self._offers(words("preview.send")))
            return
        await self._until(choice_text("danger", "no"), self._says(words("kind.title")))
        await self._until(situation, self._offers(words("move.skip")))
        await self._until(words("move.skip"), self._offers(words("guidance.report")))
        await self._until(words("guidance.report"), self._offers(words("preview.send")))

    async def _tells(self, whom: str) -> None:
        """Changes who is told; their own people leader is told by default."""
        if whom == MY_LEADER:
            return
        await self._until(words("preview.whom"), self._offers(SECURITY_ONLY))
        if whom == SECURITY_ONLY:
            await self._until(SECURITY_ONLY, self._offers(words("preview.send")))
            return
        await self._until(words("tell.other-leader"), self._says(words("tell.name_title")))
        found, silent = (
            self._offers(words("confirm_leader.yes")),
            self._offers(words("confirm_leader.as-named")),
        )
        await self._until(words("question.next"), lambda: found() or silent(), words=whom)
        goes_on = words("confirm_leader.yes") if found() else words("confirm_leader.as-named")
        await self._until(goes_on, self._offers(words("preview.send")))

    async def _until(self, title: str, is_there: Callable[[], bool], /, **inputs: str) -> None:
        for tries in range(MOST_TRIES):
            if is_there():
                return
            if tries:
                self.bot.clock.passes(LOOKS_FOR)
            near = {it.title: it for it in newest_buttons(self.who)}
            anywhere = [it for it in self.who.buttons() if it.title == title][-1:]
            button = next(filter(None, [near.get(GO_ON), near.get(title), *anywhere]), None)
            if GO_ON not in near and title not in near and (choice := self.who.picked(title)):
                await self.who.pressing(near[words("question.next")], choice=choice)
            elif button is None:
                # Something was said below the open card, and no older card has buttons any more.
                await self.who.says("menu" if title == words("menu.report") else "go on")
            else:
                await self.who.pressing(button, **({} if button.title == GO_ON else inputs))
        raise AssertionError(f"nothing ever came of {title!r}: {self.who.sees}")

    def _says(self, phrase: str) -> Callable[[], bool]:
        return lambda: phrase in self.who.sees

    def _offers(self, title: str) -> Callable[[], bool]:
        return lambda: title in [it.title for it in newest_buttons(self.who)]

    def _reports(self) -> set[str]:
        mine = self.who.member.object_id
        rows = self.bot.rows("reports")
        return {str(row["id"]) for row in rows if row["reporter_id"] == mine}


def newest_buttons(somebody: Somebody) -> Sequence[Button]:
    """Those of the newest message; a day's chat is too long to be read at each press."""
    shown = somebody.shown[-1]
    cards = list(cards_of(shown.current))
    actions = [action for card in cards for action in (*actions_of(card), *ticks_of(card))]
    return [Button(str(action.get("title")), shown.id, action) for action in actions]


def about_reports(somebody: Somebody, *verbs: str) -> Mapping[str, Mapping[str, Button]]:
    """The newest buttons of these kinds by the report they are about, and by their words."""
    found: dict[str, dict[str, Button]] = defaultdict(dict)
    for button in somebody.buttons():
        data = button.action.get("data", {})
        if {data.get("verb"), button.action.get("verb")} & set(verbs):
            found[data["report_id"]][button.title] = button
    return found
