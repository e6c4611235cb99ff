"""Runs checks side by side, each within its time and none before what it depends on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.doctor.results import CheckFailed, Remark, Result, found

Prove = Callable[[], Awaitable[Sequence[Remark]]]
Running = Mapping[str, "asyncio.Task[list[Result]]"]


@dataclass(frozen=True)
class Check:
    """One thing to prove. Its name stands before what it found."""

    name: str
    prove: Prove
    """Says what it saw, or raises Broken."""
    needs: tuple[str, ...] = ()
    """Settings and checks without which it would only fail for their reason."""
    after: tuple[str, ...] = ()
    """Checks that must have ended, however."""
    patience: float = 20.0


async def run(checks: Sequence[Check], broken_settings: Set[str]) -> list[Result]:
    """All findings, in the order of the checks."""
    running: dict[str, asyncio.Task[list[Result]]] = {}
    async with asyncio.TaskGroup() as group:
        for check in checks:
            running[check.name] = group.create_task(_run(check, running, broken_settings))
    return [finding for task in running.values() for finding in task.result()]


async def _run(check: Check, running: Running, broken_settings: Set[str]) -> list[Result]:
    earlier = [running[name] for name in (*check.needs, *check.after) if name in running]
    if earlier:
        await asyncio.wait(earlier)
    for name in check.needs:
        if name in broken_settings or (name in running and not _works(running[name].result())):
            return found(check.name, [Remark("not checked", f"It depends on {name}.")])
    return found(check.name, await _proven(check))


def _works(findings: Sequence[Result]) -> bool:
    return all(finding.state in ("ready", "warning") for finding in findings)


async def _proven(check: Check) -> Sequence[Remark]:
    try:
        async with asyncio.timeout(check.patience):
            return await check.prove()
    except CheckFailed as broken:
        return [Remark("failed", broken.says, broken.cure)]
    except TimeoutError:
        says = f"It was not done within {check.patience:g} seconds."
        cure = "See whether this host may reach what the check names: firewall, proxy, DNS."
    except Exception as error:
        # One check that breaks must not hide what the others found.
        says = f"The check itself stopped: {type(error).__name__}."
        cure = (
            "Run doctor again; if it stays so, pass this line on to those who look after the bot."
        )
    return [Remark("failed", says, cure)]
