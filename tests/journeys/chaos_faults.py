"""What goes wrong at Teams on a day of chaos, for each person in a way of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.journeys.people import Somebody
from tests.stand_ins.activities import Chat
from tests.stand_ins.faults import Call, Fault, Kind
from tests.stand_ins.teams import Teams

RATE = 0.1
ORDERED = 400
"""More calls than anybody's chat sees in the day."""
AS_USUAL = Fault(status=None)
PASSING = (
    Fault(412, code="PreconditionFailed"),
    Fault(429, code="TooManyRequests", retry_after="2"),
    Fault(502, html=True),
    Fault(drops=True),
    Fault(status=None, slow=0.02),
)
"""Those after which the same call may do. None of them arrives: Teams has no way to send once."""
GONE = Fault(404, code="ConversationNotFound")
REFUSED = tuple(
    Fault(403, code=code)
    for code in ("ConversationBlockedByUser", "BotDisabledByAdmin", "MessageWritesBlocked")
)
GONE_CARD = Fault(404, code="ActivityNotFoundInConversation")
OF_SENDS = (*PASSING, GONE)
OF_UPDATES = (
    *PASSING,
    GONE_CARD,
    Fault(502, arrives=True),
)


@dataclass
class Channel:
    """A Teams that fails now and then, by a plan for each chat."""

    teams: Teams
    seed: int
    _updates: dict[str, tuple[int, Sequence[Fault]]] = field(default_factory=dict)
    """How often a chat had been updated when it began, and what the next updates came to."""

    def fails(self, somebody: Somebody, *, refuses: bool) -> None:
        """From now on this person's chat does; for leaders with refusals too."""
        sends = self._drawn(somebody, "send", (*OF_SENDS, *REFUSED) if refuses else OF_SENDS)
        updates = self._drawn(somebody, "update", OF_UPDATES)
        self._updates[somebody.member.name] = (len(self._updates_of(somebody)), updates)
        for fault in sends:
            self.teams.answers_next("send", fault, to=somebody.member)
        for fault in updates:
            self.teams.answers_next("update", fault, to=somebody.member)

    def gone(self, somebody: Somebody, report_id: str) -> int:
        """How often a card about this report could not be replaced, so that a new one came."""
        before, faults = self._updates.get(somebody.member.name, (0, ()))
        calls = self._updates_of(somebody)[before:]
        met = zip(calls, faults, strict=False)
        return sum(fault is GONE_CARD and report_id in str(call.body) for call, fault in met)

    def _updates_of(self, somebody: Somebody) -> Sequence[Call]:
        chat = Chat.with_person(somebody.member).id
        return [it for it in self.teams.calls if (it.kind, it.conversation_id) == ("update", chat)]

    def _drawn(self, somebody: Somebody, kind: Kind, faults: Sequence[Fault]) -> Sequence[Fault]:
        chance = Random(f"{self.seed}:{somebody.member.name}:{kind}")
        return [
            chance.choice(faults) if chance.random() < RATE else AS_USUAL for _ in range(ORDERED)
        ]
