"""A strict Microsoft Graph on localhost."""

from tests.stand_ins.graph.away import MailFate
from tests.stand_ins.graph.faults import NAMED, GraphFault, Operation, slow
from tests.stand_ins.graph.installs import CATALOG_APP, MANIFEST_APP
from tests.stand_ins.graph.ledger import Enclosed, LedgerMail
from tests.stand_ins.graph.mailbox import Habits
from tests.stand_ins.graph.people import Human
from tests.stand_ins.graph.service import ROLES, SENDER, Graph

__all__ = [
    "CATALOG_APP",
    "MANIFEST_APP",
    "NAMED",
    "ROLES",
    "SENDER",
    "Enclosed",
    "Graph",
    "GraphFault",
    "Habits",
    "Human",
    "LedgerMail",
    "MailFate",
    "Operation",
    "slow",
]
