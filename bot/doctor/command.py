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
    """Examines this environment; 0 if the bot may start, else 1. `--json` is for pipelines."""
    quieten()
    try:
        findings = asyncio.run(_examined(os.environ))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.stderr.write("Stopped before the end, so nothing is said.\n")
        return 1
    sys.stdout.write(as_json(findings) if options.json else as_lines(findings))
    return 0 if is_ready(findings) else 1


def quieten() -> None:
    """What libraries log of a failure would stand beside our sentence, in other words."""
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def as_json(findings: Sequence[Result]) -> str:
    """For pipelines; the keys stay as they are."""
    report = {"ready": is_ready(findings), "findings": [asdict(finding) for finding in findings]}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_lines(findings: Sequence[Result]) -> str:
    """For people: a line each, the cure below, and a last line that sums it up."""
    counted = Counter(finding.state for finding in findings)
    verdict = "Ready" if is_ready(findings) else "Not ready"
    sums = ", ".join(f"{counted[state]} {state}" for state in MARKS if counted[state])
    return "".join(_lines(findings)) + f"{verdict}: {sums}.\n"


def _lines(findings: Sequence[Result]) -> Iterator[str]:
    following = [finding.cure for finding in findings[1:]] + [""]
    for finding, next_cure in zip(findings, following, strict=True):
        yield f"{MARKS[finding.state]}  {finding.check}: {finding.says}\n"
        # Below the last of those that it cures.
        if finding.cure and finding.cure != next_cure:
            yield f"{'':13}To do: {finding.cure}\n"


async def _examined(environment: Mapping[str, str]) -> Sequence[Result]:
    if examination := asyncio.current_task():
        # A platform that stops us shall find the draft taken back, as with Ctrl-C.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, examination.cancel)
    async with open_session() as session:
        return await examine(environment, Dependencies(session))
