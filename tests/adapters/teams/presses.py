"""Card actions that an authenticated person may post, genuine or forged."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from bot.domain.escalation import Decision, System
from cards.actions import Press
from tests.journeys.people import JsonObject, Somebody, actions_of, cards_of

INPUTS = {"input.words": "hello", "input.platform": "facebook"}
MADE_UP = "00000000-0000-4000-8000-000000000000"
FILLED: Mapping[str, Sequence[Any]] = {
    "answer": ["better", "worse", "other"],
    "choice": ["yes", "no", "today", None],
    "decision": [*Decision, "other"],
    "draft_id": [MADE_UP, None],
    "first": ["time", "place", "other", None],
    "from_list": ["report_id", "scenario_id", "person_id", None],
    "helped": ["yes", "other"],
    "is_danger": ["yes", None],
    "is_sure": [True, False],
    "nonce": ["0a1b2c3d4e5f6071"],
    "number": [1, 2, 99, "other"],
    "page": ["menu", "my-reports", "waiting", "other"],
    "person_id": [MADE_UP],
    "role": ["leader", "colleague", "me", "other"],
    "scenario_id": ["threat", "unknown", None],
    "sure": ["yes", None],
    "system": [*System, "other"],
    "to": ["back", "skip", "not-sure", "stop", "other"],
    "why": ["leads-somebody-else", "cannot-now", "other"],
}
"""Forged values for each part of a card action, except the report id."""
CHANGES: Sequence[JsonObject] = (
    *({"verb": "decide_on_escalation", "decision": it} for it in Decision),
    *({"verb": "tick_off", "system": it} for it in System),
    {"verb": "withdraw", "sure": "yes"},
    {"verb": "send_without_waiting"},
)
"""What changes a report."""
FINAL = ("decide_on_escalation", "withdraw", "send_without_waiting")
"""Their holder ends the waiting with these, and nothing would be left to attack."""


@dataclass(frozen=True)
class Presses:
    """The card actions open to one person, given the reports there are."""

    somebody: Somebody
    everybody: Sequence[Somebody]
    card_recipients: Mapping[str, Collection[str]]
    """Who may change each report."""

    def own(self) -> Sequence[JsonObject]:
        """The buttons of their own newest card that has any."""
        shown = (list(_data(it.current)) for it in reversed(self.somebody.shown))
        newest = next((data for data in shown if data), [])
        # A third report would have the worker write at unpredictable times.
        return [it for it in newest if self._may_try(it)] or [{"verb": "go_on"}]

    def copied(self) -> Iterator[JsonObject]:
        """The buttons of everybody's newest messages, pressed by this person."""
        for one in self.everybody:
            for shown in one.shown[-3:]:
                yield from filter(self._may_try, _data(shown.current))

    def forged(self) -> Iterator[JsonObject]:
        """Every kind of button, filled in with the ids of all reports."""
        for press in get_args(Press):
            fields = press.model_fields
            for turn, report_id in enumerate([MADE_UP, *self.card_recipients] * 2):
                filled = {name: FILLED[name][turn % len(FILLED[name])] for name in FILLED}
                known = {**filled, "verb": fields["verb"].default, "report_id": report_id}
                data = {name: known[name] for name in fields} | INPUTS
                if self._may_try(data):
                    yield data

    def stolen(self) -> Iterator[JsonObject]:
        """Every change to a report that is neither theirs nor asked of them."""
        others = [it for it in self.card_recipients if not self.holds(it)]
        for report_id in (MADE_UP, *others):
            for change in CHANGES:
                yield {**change, "report_id": report_id} | INPUTS

    def holds(self, report_id: str) -> bool:
        """Whether they may change this report."""
        return self.somebody.member.object_id in self.card_recipients.get(report_id, ())

    def _may_try(self, data: JsonObject) -> bool:
        is_final = data["verb"] in FINAL and self.holds(data.get("report_id", ""))
        return not is_final and data.get("choice") != "send"


def _data(activity: JsonObject) -> Iterator[JsonObject]:
    """What the buttons of a message carry, with something typed beside it."""
    for card in cards_of(activity):
        for action in actions_of(card):
            if "data" in action:
                yield {**action["data"], **INPUTS}
