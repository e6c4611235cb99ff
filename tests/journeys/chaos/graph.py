"""What goes wrong at Microsoft Graph on a day of chaos, and when nothing could leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.stand_ins.graph import NAMED, SENDER, Graph, GraphFault, Operation

RATE = 0.1
ORDERED = 400
"""More calls of a kind than the day has."""
AS_USUAL = GraphFault(status=None)
OF_PEOPLE = ("unavailable", "throttled", "dropped", "empty_500", "unavailable_page")
OF_SENDS = (
    "accepted_then_504",
    "accepted_then_dropped",
    "throttled_after_it_left",
    "dropped",
    "unavailable",
)
PLANNED: Mapping[Operation, tuple[float, Sequence[str]]] = {
    "manager": (RATE, OF_PEOPLE),
    "person": (RATE, OF_PEOPLE),
    "search": (RATE, OF_PEOPLE),
    "install": (0.3, OF_PEOPLE),
    "send": (0.25, OF_SENDS),
}
"""How often these fail, and how: a send most of all, for there a mail is doubled or lost."""
IN_FLIGHT = timedelta(seconds=20)
"""How long a mail that left still looks like a draft."""


@dataclass
class Trouble:
    """A Graph that fails now and then, and is out of reach for a while."""

    graph: Graph
    seed: int
    clock: Callable[[], datetime]
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When no mail could leave, from and until."""
    _since: datetime | None = None

    def begins(self) -> None:
        """From now on every kind of call fails now and then."""
        self.graph.habits.delay = IN_FLIGHT
        self.graph.random_faults(RATE, self.seed)
        for operation, (rate, names) in PLANNED.items():
            chance = Random(f"{self.seed}:{operation}")
            for _ in range(ORDERED):
                is_well = chance.random() >= rate
                fault = AS_USUAL if is_well else NAMED[chance.choice(names)]
                self.graph.answers_next(operation, fault)

    async def unplugs(self) -> None:
        """Nothing reaches Graph, neither for mail nor for people."""
        self.graph.unplugged = True
        self._since = self.clock()

    async def plugs_in(self) -> None:
        """It is there again."""
        self.graph.unplugged = False
        self._ends()

    async def refuses(self) -> None:
        """The bot's scope no longer holds the mailbox: every call to it is a 403."""
        self.graph.mailboxes.discard(SENDER)
        self._since = self.clock()

    async def allows(self) -> None:
        """An administrator has put it right."""
        self.graph.mailboxes.add(SENDER)
        self._ends()

    def _ends(self) -> None:
        assert self._since is not None
        self.outages.append((self._since, self.clock()))
