"""What goes wrong at Teams on a day of chaos, for each person in a way of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from random import Random

from tests.journeys.people import Somebody
from tests.stand_ins.activities import Chat
from tests.stand_ins.faults import Call, Fault, Kind
from tests.stand_ins.teams import Teams

RATES = {"send": 0.1, "update": 0.25}
ORDERED = 400
"""More calls than anybody's chat sees in the day."""
PATIENCE = 3.0
"""Seconds the bot waits here for an answer of Teams."""
AS_USUAL = Fault(status=None)
SLOW = Fault(status=None, slow=0.02)
TOO_SLOW = Fault(503, slow=PATIENCE + 0.2)
"""Once a day: it takes real time."""
PASSING = (
    Fault(412, code="PreconditionFailed"),
    Fault(429, code="TooManyRequests", retry_after="2"),
    Fault(502, html=True),
    Fault(503, retry_after="30"),
    Fault(504, html=True),
    Fault(drops=True),
    SLOW,
)
"""Those after which the same call may do. None of them arrives: Teams has no way to send once."""
GONE = Fault(404, code="ConversationNotFound")
REFUSED = tuple(
    Fault(403, code=code)
    for code in (
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "BotDisabledByAdmin",
        "NotEnoughPermissions",
        "MessageWritesBlocked",
    )
)
GONE_CARD = Fault(404, code="ActivityNotFoundInConversation")
OF_SENDS = (*PASSING, GONE)
OF_ASKS = (TOO_SLOW, *OF_SENDS, *REFUSED)
"""Dealt out among the busiest leaders first of all, so that each meets a message to a leader."""
OF_UPDATES = (*PASSING, GONE_CARD, Fault(502, arrives=True))


@dataclass
class PlannedTeams:
    """A Teams that fails now and then, by a plan for each chat."""

    teams: Teams
    seed: int
    _busiest: Sequence[Somebody] = ()
    _all: Sequence[Somebody] = ()
    _plans: dict[tuple[str, Kind], tuple[int, Sequence[Fault]]] = field(default_factory=dict)
    """How many calls a chat had seen when it began, and what the next ones came to."""

    def begins(self, others: Sequence[Somebody], busiest: Sequence[Somebody]) -> None:
        """From now on everybody's chat fails now and then, those of the busiest leaders first."""
        self._busiest, self._all = busiest, (*others, *busiest)
        asks = self._random("asks").sample(OF_ASKS, len(OF_ASKS))
        for place, leader in enumerate(busiest):
            first = chain.from_iterable((it, AS_USUAL) for it in asks[place :: len(busiest)])
            self._fails(leader, "send", [*first, *self._drawn(leader, "send", OF_SENDS)])
        for somebody in others:
            self._fails(somebody, "send", self._drawn(somebody, "send", OF_SENDS))
        for somebody in self._all:
            self._fails(somebody, "update", self._drawn(somebody, "update", OF_UPDATES))

    def gone(self, somebody: Somebody, report_id: str) -> int:
        """How often a card about this report could not be replaced, so that a new one came."""
        met = self._met(somebody, "update")
        return sum(fault is GONE_CARD and report_id in str(call.body) for call, fault in met)

    def unmet(self) -> list[Fault]:
        """The faults that no message to a leader, and no update of a card, came upon."""
        sent = [fault for it in self._busiest for _, fault in self._met(it, "send")]
        updated = [fault for it in self._all for _, fault in self._met(it, "update")]
        return [
            *(it for it in OF_ASKS if it not in sent),
            *(it for it in OF_UPDATES if it not in updated),
        ]

    def _fails(self, somebody: Somebody, kind: Kind, faults: Sequence[Fault]) -> None:
        self._plans[somebody.member.name, kind] = (len(self._calls(somebody, kind)), faults)
        for fault in faults:
            self.teams.answers_next(kind, fault, to=somebody.member)

    def _met(self, somebody: Somebody, kind: Kind) -> Iterator[tuple[Call, Fault]]:
        before, faults = self._plans.get((somebody.member.name, kind), (0, ()))
        return zip(self._calls(somebody, kind)[before:], faults, strict=False)

    def _calls(self, somebody: Somebody, kind: Kind) -> Sequence[Call]:
        chat = Chat.with_person(somebody.member).id
        return [it for it in self.teams.calls if (it.kind, it.conversation_id) == (kind, chat)]

    def _drawn(self, somebody: Somebody, kind: Kind, faults: Sequence[Fault]) -> Sequence[Fault]:
        """At random moments, yet each fault as often as any other."""
        chance = self._random(f"{somebody.member.name}:{kind}")
        deck = chain.from_iterable(chance.sample(it, len(it)) for it in repeat(faults))
        rate = RATES[kind]
        return [next(deck) if chance.random() < rate else AS_USUAL for _ in range(ORDERED)]

    def _random(self, what: str) -> Random:
        return Random(f"{self.seed}:{what}")
