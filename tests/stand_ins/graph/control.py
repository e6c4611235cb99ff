"""A way for other processes to read the ledger and to make things fail."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, get_args

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from tests.stand_ins.graph.faults import NAMED, Operation
from tests.stand_ins.graph.people import Human

if TYPE_CHECKING:
    from tests.stand_ins.graph.service import Graph

PATH = "/_control"


def _is_named(name: str) -> str:
    if name not in NAMED:
        raise ValueError("no such fault")
    return name


class Closed(BaseModel):
    """A misspelt order is refused."""

    model_config = ConfigDict(extra="forbid")


class Ordered(Closed):
    """One fault, by name."""

    operation: Operation
    name: Annotated[str, AfterValidator(_is_named)]
    times: int = 1


class Chance(Closed):
    """Faults at random."""

    rate: float
    seed: int


class Orders(Closed):
    """What to change; what is left out stays."""

    unplugged: bool | None = None
    entra_is_reachable: bool | None = None
    random_faults: Chance | None = None
    faults: tuple[Ordered, ...] = ()
    people: tuple[Human, ...] | None = None
    delay: timedelta | None = None
    settle: bool = False


class Control:
    """GET reads, POST changes; both answer what there is."""

    def __init__(self, graph: "Graph") -> None:
        self._graph = graph

    def routes(self) -> list[web.RouteDef]:
        """The one path, for both."""
        return [web.get(PATH, self._read), web.post(PATH, self._change)]

    async def _read(self, request: web.Request) -> web.Response:
        return web.json_response(self._state())

    async def _change(self, request: web.Request) -> web.Response:
        try:
            orders = Orders.model_validate_json(await request.read())
        except ValidationError as error:
            return web.Response(status=400, text=str(error))
        self._obey(orders)
        return web.json_response(self._state())

    def _obey(self, orders: Orders) -> None:
        graph = self._graph
        if orders.entra_is_reachable is not None:
            graph.entra.is_reachable = orders.entra_is_reachable
        if orders.random_faults is not None:
            graph.random_faults(orders.random_faults.rate, orders.random_faults.seed)
        if orders.people is not None:
            graph.people[:] = orders.people
        if orders.delay is not None:
            graph.habits.delay = orders.delay
        for fault in orders.faults:
            graph.answers_next(fault.operation, NAMED[fault.name], fault.times)
        if orders.settle:
            graph.settle()
        if orders.unplugged is not None:
            graph.unplugged = orders.unplugged

    def _state(self) -> dict[str, Any]:
        graph = self._graph
        counted = dict.fromkeys(get_args(Operation), 0)
        for call in graph.calls:
            counted[call.operation] += 1
        return {
            "ledger": [mail.as_json() for mail in graph.ledger],
            "violations": graph.violations,
            "calls": counted,
            "most_at_once": graph.most_at_once,
            "unplugged": graph.unplugged,
        }
