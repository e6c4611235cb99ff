"""Well-formed activities that a person could post, authorised or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from tests.adapters.teams.presses import Presses
from tests.stand_ins.activities import Activity, Chat

Kind = Literal["says", "presses", "forges", "steals", "executes", "invokes", "arrives", "tells"]

INVOKES = (
    *("adaptiveCard/action", "actionableMessage/executeAction", "application/search"),
    *("composeExtension/fetchTask", "composeExtension/query", "composeExtension/submitAction"),
    *("config/fetch", "fileConsent/invoke", "handoff/action", "message/submitAction"),
    *("signin/tokenExchange", "signin/verifyState", "tab/fetch", "task/fetch", "task/submit", ""),
)
EVENTS = (
    *("typing", "event", "command", "trace", "handoff", "endOfConversation", "invokeResponse"),
    *("messageUpdate", "messageDelete", "messageReaction"),
    *("installationUpdate", "conversationUpdate"),
)


@dataclass(frozen=True)
class Shells:
    """Each activity in its best form."""

    presses: Presses

    def of(self, kind: Kind) -> Sequence[Activity]:
        """All of this kind."""
        somebody, presses = self.presses.somebody, self.presses
        channel, member = somebody.teams.channel, somebody.member
        chat, group = Chat.with_person(member), Chat.of_group("Team chat")
        newest = next((it.id for it in reversed(somebody.shown)), "1:none")
        forged = [*presses.forged(), *presses.copied()]
        match kind:
            case "says":
                own = [channel.text(member, chat, text) for text in self._words()]
                return [*own, channel.text(member, group, "hello")]
            case "presses":
                return [channel.press(member, chat, newest, it) for it in presses.own()]
            case "forges":
                return [channel.press(member, chat, newest, it) for it in forged]
            case "steals":
                return [
                    made
                    for it in presses.stolen()
                    for made in (
                        channel.press(member, chat, newest, it),
                        channel.execute(member, chat, newest, it["verb"], it),
                    )
                ]
            case "executes":
                data = [*presses.own(), *forged]
                return [channel.execute(member, chat, newest, it["verb"], it) for it in data]
            case "invokes":
                pairs = list(zip(cycle(INVOKES), forged, strict=False))
                return [
                    channel.activity("invoke", member, chat, name=name, value=value)
                    for name, data in pairs
                    for value in (data, {"action": {"data": data}, "trigger": "automatic"})
                ]
            case "arrives":
                acts = ("add", "remove", "add-upgrade", "other")
                return [
                    *(channel.installation(member, chat, act) for act in acts),
                    channel.installation(member, group, "add"),
                    channel.bot_added(member, chat),
                ]
            case "tells":
                pairs = list(zip(cycle(EVENTS), forged, strict=False))
                return [
                    channel.activity(event, member, chat, text="hello", value=data)
                    for event, data in pairs
                ]

    def _words(self) -> Sequence[str]:
        """A number may press what ends a waiting."""
        is_holder = any(map(self.presses.holds, self.presses.card_recipients))
        return ("hello", "my reports", "") if is_holder else ("hello", "my reports", "", "2")
