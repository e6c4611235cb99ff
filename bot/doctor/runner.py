"""Runs checks concurrently, each with a timeout and after those that it depends on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.doctor.results import CheckFailed, Remark, Result, as_results

Prove = Callable[[], Awaitable[Sequence[Remark]]]
Running = Mapping[str, "asyncio.Task[list[Result]]"]


@dataclass(frozen=True)
class Check:
    """One thing to prove; its name begins the line of its result."""

    name: str
    prove: Prove
    """Returns remarks, or raises CheckFailed."""
    needs: tuple[str, ...] = ()
    """Settings and checks that must be good; otherwise it is not run."""
    after: tuple[str, ...] = ()
    """Checks that must have ended, with any result."""
    timeout: float = 20.0
    """Seconds."""


async def run(checks: Sequence[Check], broken_settings: Set[str]) -> list[Result]:
    """All results, in the order of the checks."""
    running: dict[str, asyncio.Task[list[Result]]] = {}
    async with asyncio.TaskGroup() as group:
        for check in checks:
            running[check.name] = group.create_task(_run(check, running, broken_settings))
    return [result for task in running.values() for result in task.result()]


async def _run(check: Check, running: Running, broken_settings: Set[str]) -> list[Result]:
    earlier = [running[name] for name in (*check.needs, *check.after) if name in running]
    if earlier:
        await asyncio.wait(earlier)
    for name in check.needs:
        if name in broken_settings or (name in running and not _works(running[name].result())):
            return as_results(check.name, [Remark("not checked", f"It depends on {name}.")])
    return as_results(check.name, await _prove(check))


def _works(results: Sequence[Result]) -> bool:
    return all(result.state in ("ready", "warning") for result in results)


async def _prove(check: Check) -> Sequence[Remark]:
    try:
        async with asyncio.timeout(check.timeout):
            return await check.prove()
    except CheckFailed as failed:
        return [Remark("failed", failed.says, failed.cure)]
    except TimeoutError:
        says = f"It was not done within {check.timeout:g} seconds."
        cure = "See whether this host may reach what the check names: firewall, proxy, DNS."
    except Exception as error:
        # A bug in one check must not hide the results of the others.
        says = f"The check itself stopped: {type(error).__name__}."
        cure = (
            "Run doctor again; if it stays so, pass this line on to those who look after the bot."
        )
    return [Remark("failed", says, cure)]
