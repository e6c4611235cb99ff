"""An account of which the directory says too little keeps nobody else from being found."""

from tests.journeys.over_graph import OverGraph
from tests.journeys.walks import HIGH, names, to_telling, with_app
from tests.stand_ins.graph import Graph, Human
from tests.words import fragment, words

CARD = fragment("leader.heading")
ODD = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0200", "Sefina Example", "sefina.two@example.org")


async def test_a_leader_is_found_beside_an_account_of_the_same_name_that_says_too_little(
    graph_bot: OverGraph, graph: Graph
) -> None:
    graph.people.insert(0, Human(ODD.id, ODD.name, ODD.mail, enabled=None))
    sefina = await with_app(graph_bot, "Sefina Example")
    aroha = await with_app(graph_bot, "Aroha Example")
    await to_telling(aroha, HIGH)

    await names(aroha, "Sefina Example")
    await aroha.presses(words("preview.send"))
    await graph_bot.rests()

    assert CARD in sefina.sees
