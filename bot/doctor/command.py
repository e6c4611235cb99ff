"""`app.py doctor`: proves the production settings and says what to do about each fault."""

import asyncio
import json
import logging
import os
import signal
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from bot.adapters.http_session import open_session
from bot.doctor.plan import Dependencies, examine
from bot.doctor.results import Result, State, is_ready

MARKS: Mapping[State, str] = {
    "ready": "ready      ",
    "warning": "WARNING    ",
    "failed": "FAILED     ",
    "not checked": "not checked",
}


def doctor(options: Namespace) -> int:
    """Runs all checks on this environment; returns 0 if the bot may start, else 1."""
    quieten()
    try:
        results = asyncio.run(_examine(os.environ, sends_test=options.send_test))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.stderr.write("Stopped before the end, so nothing is said.\n")
        return 1
    sys.stdout.write(as_json(results) if options.json else as_lines(results))
    return 0 if is_ready(results) else 1


def quieten() -> None:
    """Silences the logs of libraries, which would repeat each failure in other words."""
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def as_json(results: Sequence[Result]) -> str:
    """For pipelines, which depend on these keys."""
    report = {"ready": is_ready(results), "findings": [asdict(result) for result in results]}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_lines(results: Sequence[Result]) -> str:
    """For people: a line for each result, its cure below, and a summary."""
    counted = Counter(result.state for result in results)
    verdict = "Ready" if is_ready(results) else "Not ready"
    sums = ", ".join(f"{counted[state]} {state}" for state in MARKS if counted[state])
    return "".join(_lines(results)) + f"{verdict}: {sums}.\n"


def _lines(results: Sequence[Result]) -> Iterator[str]:
    following = [result.cure for result in results[1:]] + [""]
    for result, next_cure in zip(results, following, strict=True):
        yield f"{MARKS[result.state]}  {result.check}: {result.says}\n"
        # A cure that several lines share is printed once, below the last of them.
        if result.cure and result.cure != next_cure:
            yield f"{'':13}To do: {result.cure}\n"


async def _examine(environment: Mapping[str, str], *, sends_test: bool) -> Sequence[Result]:
    if examination := asyncio.current_task():
        # SIGTERM cancels like Ctrl-C, so that the draft in the mailbox is deleted.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, examination.cancel)
    async with open_session() as session:
        return await examine(environment, Dependencies(session), sends_test=sends_test)
