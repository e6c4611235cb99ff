"""What a benchmark prints."""

from collections.abc import Iterator, Mapping, Sequence

import psutil  # type: ignore[import-untyped]

from tests.bench.bots import MeasuredBot
from tests.bench.rounds import Round, middle

Found = Mapping[int, Mapping[str, Sequence[Round]]]
"""Rounds by the number of people and by crowd; the first crowd is the yardstick."""


def table(found: Found, *, yardstick: str = "echo") -> Iterator[str]:
    """How fast, by the number of people."""
    yield f"{psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}; medians of the rounds"
    for size, by_name in found.items():
        yield ""
        columns = f"turns/s {f'x {yardstick}':>7}   p50 ms   p95 ms   p99 ms   CPU ms/turn"
        yield f"{f'{size} at once':26} {columns}"
        middles = {name: middle(rounds) for name, rounds in by_name.items()}
        first = next(iter(middles.values()))
        for name, it in middles.items():
            waits = f"{it.p50:8.0f} {it.p95:8.0f} {it.p99:8.0f}"
            yield f"{name:26} {it.rate:7.0f} {it.rate / first.rate:7.1f} {waits} {it.cpu:13.2f}"


def beside(ours: MeasuredBot, echo: MeasuredBot, on_a_new_database: float) -> Iterator[str]:
    """Start-up and memory."""
    yield ""
    yield (
        f"start-up   our bot {on_a_new_database:.2f} s on a new database, {ours.started_in:.2f} s"
        f" on a known one; echo bot {echo.started_in:.2f} s"
    )
    yield (
        f"memory     our bot {ours.idle:.0f} MB at first, {ours.peak:.0f} MB at most;"
        f" echo bot {echo.idle:.0f} MB and {echo.peak:.0f} MB"
    )
