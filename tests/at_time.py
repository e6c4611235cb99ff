"""The command line at a set moment: `python -m tests.at_time 2026-11-23T00:00+00:00 release …`.

SIGUSR1 lets a minute pass at once, SIGUSR2 a day.
"""

import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from unittest.mock import patch

from tests.journeys.clock import RunningClock

LETS_PASS: Mapping[signal.Signals, timedelta] = {
    signal.SIGUSR1: timedelta(minutes=1),
    signal.SIGUSR2: timedelta(days=1),
}


def command(at: datetime, *words: str) -> Sequence[str]:
    """What starts one of the bot's commands as a process whose clock runs on from this moment."""
    return [sys.executable, "-m", "tests.at_time", at.isoformat(), *words]


def main() -> int:
    """What app.py does, then."""
    moment, *words = sys.argv[1:]
    sys.argv = ["app.py", *words]
    clock = RunningClock(datetime.fromisoformat(moment))
    for number, span in LETS_PASS.items():
        signal.signal(number, lambda *_, span=span: clock.passes(span))
    with patch("bot.adapters.clock.utc_now", clock):
        # Not before: whatever is imported takes the clock along.
        import app

        return app.main()


if __name__ == "__main__":
    sys.exit(main())
