"""The directory and the mailbox of the bot, in a strict Graph."""

import pytest

from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import GraphDirectory
from bot.adapters.graph.mail import GraphMail
from tests.adapters.graph.staff import ARI, LEA, MANU, TAMATI
from tests.stand_ins.graph import SENDER, Graph


@pytest.fixture
def people(graph: Graph, graph_client: GraphClient) -> GraphDirectory:
    graph.people.extend([ARI, LEA, MANU, TAMATI])
    return GraphDirectory(graph_client, SENDER)


@pytest.fixture
def mail(graph_client: GraphClient) -> GraphMail:
    return GraphMail(graph_client, SENDER)
