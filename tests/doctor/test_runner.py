"""How checks are run: in time, in order, and none brought down by another."""

import asyncio
from collections.abc import Sequence

from bot.doctor.results import CheckFailed, Remark, fine
from bot.doctor.runner import Check, run


async def works() -> Sequence[Remark]:
    return fine("It works.")


async def breaks() -> Sequence[Remark]:
    raise CheckFailed("It is broken.", "Mend it.")


async def states(*checks: Check, wrong: frozenset[str] = frozenset()) -> dict[str, str]:
    return {finding.check: finding.state for finding in await run(checks, wrong)}


async def test_a_check_that_takes_too_long_fails_and_the_others_do_not() -> None:
    async def waits() -> Sequence[Remark]:
        await asyncio.Event().wait()
        return []

    findings = await run([Check("slow", waits, timeout=0.01), Check("good", works)], set())

    assert [finding.state for finding in findings] == ["failed", "ready"]
    assert findings[0].says == "It was not done within 0.01 seconds."
    assert "firewall" in findings[0].cure


async def test_a_check_with_a_mistake_fails_without_its_words() -> None:
    async def stumbles() -> Sequence[Remark]:
        raise RuntimeError("an invented secret")

    findings = await run([Check("odd", stumbles), Check("good", works)], set())

    assert [finding.state for finding in findings] == ["failed", "ready"]
    assert findings[0].says == "The check itself stopped: RuntimeError."


async def test_checks_run_side_by_side() -> None:
    met = asyncio.Barrier(2)

    async def meets() -> Sequence[Remark]:
        await met.wait()
        return fine("They met.")

    assert await states(Check("one", meets), Check("two", meets)) == dict.fromkeys(
        ("one", "two"), "ready"
    )


async def test_what_hangs_on_what_failed_is_not_tried() -> None:
    checks = [
        Check("first", breaks),
        Check("second", works, needs=("first",)),
        Check("third", works, needs=("second",)),
        Check("other", works, needs=("SETTING",)),
        Check("last", works, after=("first", "third")),
    ]

    assert await states(*checks, wrong=frozenset({"SETTING"})) == {
        "first": "failed",
        "second": "not checked",
        "third": "not checked",
        "other": "not checked",
        "last": "ready",
    }


async def test_what_comes_after_waits_even_for_what_fails() -> None:
    ended = asyncio.Event()

    async def fails_late() -> Sequence[Remark]:
        await asyncio.sleep(0)
        ended.set()
        raise CheckFailed("It is broken.", "Mend it.")

    async def looks() -> Sequence[Remark]:
        return fine("ended" if ended.is_set() else "not yet")

    findings = await run([Check("late", fails_late), Check("next", looks, after=("late",))], set())

    assert findings[1].says == "ended"


async def test_findings_come_in_the_order_of_the_checks() -> None:
    checks = [Check("b", works, after=("a",)), Check("a", works), Check("c", breaks)]

    assert list(await states(*checks)) == ["b", "a", "c"]
