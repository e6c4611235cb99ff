"""Graph and Entra in a process of their own, for tests that kill the bot."""

import argparse
import asyncio
import json
import signal
from datetime import timedelta
from pathlib import Path

from tests.stand_ins.activities import TENANT_ID
from tests.stand_ins.entra import SECRET, Entra
from tests.stand_ins.graph.control import PATH
from tests.stand_ins.graph.service import SENDER, Graph


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins.graph")
    parser.add_argument("--folder", type=Path, required=True, help="where the CA's file goes")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--entra-port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, help="a JSON line for each mail that left")
    parser.add_argument("--mailbox", default=SENDER)
    parser.add_argument("--faults", type=float, default=0.0, help="how often a mail call fails")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds until Sent Items")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with Entra(options.folder, port=options.entra_port) as entra:
        mailboxes, ledger = [options.mailbox], options.ledger
        async with Graph(
            entra, mailboxes=mailboxes, port=options.port, ledger_file=ledger
        ) as graph:
            graph.random_faults(options.faults, options.seed)
            graph.habits.delay = timedelta(seconds=options.delay)
            print(json.dumps(_addresses(graph)), flush=True)
            await stopped.wait()


def _addresses(graph: Graph) -> dict[str, str]:
    return {
        "base_url": graph.base_url,
        "authority": graph.entra.authority,
        "tenant_id": TENANT_ID,
        "secret": SECRET,
        "mailbox": next(iter(graph.mailboxes)),
        "ca_file": str(graph.entra.ca_file),
        # By number: it must stay in reach while what is called localhost is unplugged.
        "control": graph.root.replace("localhost", "127.0.0.1") + PATH,
    }


asyncio.run(_serve(_options()))
