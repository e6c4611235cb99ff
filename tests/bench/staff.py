"""Staff: one who chats with the echo bot, one who walks reports, one who stays at the questions."""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.channel import Json, TimedChannel, actions_of, inputs_of
from tests.stand_ins import activities
from tests.stand_ins.activities import Activity, Chat, Member

ANSWERS = ("answer_question", "fill_in_form", "go_on")
WANTED = ("safe", "report")
"""What keeps a journey long: nobody hurries past the form, and everybody reports in the end."""


def member(crowd: str, number: int) -> Member:
    """An invented person of a crowd; the same number is the same person."""
    object_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{crowd}-{number}"))
    return Member(object_id, f"{crowd.title()}{number} Example")


@dataclass
class Talker:
    """Sends one text after the other."""

    channel: TimedChannel
    url: str
    member: Member
    number: int = 0
    _steps: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def chat(self) -> Chat:
        """Their one-to-one chat with the bot."""
        return Chat.with_person(self.member)

    async def takes_turn(self) -> float:
        """Does the next thing; the seconds until the bot was done with it."""
        teams = activities.TeamsChannel(self.channel.service_url)
        return await self.channel.deliver(self.url, self.does(teams))

    def does(self, teams: activities.TeamsChannel) -> Activity:
        """The next thing this person does."""
        return teams.text(self.member, self.chat, f"This is message {next(self._steps)}.")


class Reporter(Talker):
    """Installs the app, then walks one whole journey after the other, by the cards shown."""

    _has_begun = False

    def does(self, teams: activities.TeamsChannel) -> Activity:
        """Presses a button of the newest card."""
        offered = self.channel.offered.get(self.chat.id)
        if offered is None:
            return teams.installation(self.member, self.chat, "add")
        card = self.channel.asked.pop(self.chat.id, None)
        if card is None and self._has_begun:
            raise RuntimeError("a press on Report was followed by no question")
        self._has_begun = card is None
        return teams.press(self.member, self.chat, "1:0", self.answers(card) if card else offered)

    def answers(self, card: Json) -> Json:
        """What a press on this card carries; which one is another one each time."""
        buttons = [it for it in actions_of(card) if it.get("data", {}).get("verb") in ANSWERS]
        wanted = [it for it in buttons if it["data"].get("choice") in WANTED]
        primary = [it for it in buttons if it.get("style") == "positive"]
        found = wanted or primary or buttons
        picked = found[(self.number + next(self._steps)) % len(found)]["data"]
        # What can be ticked beside a choice would change what the choice does.
        filled = {} if "choice" in picked else {it["id"]: _filled(it) for it in inputs_of(card)}
        return {**picked, **filled}


class Asker(Reporter):
    """Answers every question up to the guidance, goes back to the first, and on again."""

    _is_going_back = False

    def answers(self, card: Json) -> Json:
        """An answer, or Back."""
        carried = [it["data"] for it in actions_of(card) if "data" in it]
        back = next((data for data in carried if data.get("to") == "back"), None)
        if any(data.get("choice") == "report" for data in carried):
            self._is_going_back = True
        elif back is None:
            self._is_going_back = False
        return back if self._is_going_back and back else super().answers(card)


def people_file(kinds: Sequence[type[Talker]], staff: int) -> str:
    """A people file in which everybody leads the one after them."""
    crowd = [member(kind.__name__, number) for kind in kinds for number in range(staff)]
    return "\n".join(
        f'[[person]]\nid = "{somebody.object_id}"\nname = "{somebody.name}"\n'
        f'email = "{somebody.name.split()[0].lower()}@example.org"\n'
        f'leader = "{crowd[place - 1].object_id}"\n'
        for place, somebody in enumerate(crowd)
    )


def _filled(asked: Json) -> str:
    """Something for each kind of field. Short texts are left out: most want a certain form."""
    if asked["type"] == "Input.ChoiceSet":
        return str(asked["choices"][0]["value"]) if asked["choices"] else ""
    return "Words of an invented person." if asked.get("isMultiline") else ""
