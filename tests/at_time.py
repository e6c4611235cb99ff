"""The command line at a set moment: `python -m tests.at_time 2026-11-23T00:00+00:00 release …`."""

import sys
from collections.abc import Sequence
from datetime import datetime
from unittest.mock import patch

from tests.journeys.clock import SetClock


def command(at: datetime, *words: str) -> Sequence[str]:
    """What starts one of the bot's commands as a process whose clock runs on from this moment."""
    return [sys.executable, "-m", "tests.at_time", at.isoformat(), *words]


def main() -> int:
    """What app.py does, then."""
    moment, *words = sys.argv[1:]
    sys.argv = ["app.py", *words]
    with patch("bot.adapters.clock.utc_now", SetClock(datetime.fromisoformat(moment))):
        # Not before: whatever is imported takes the clock along.
        import app

        return app.main()


if __name__ == "__main__":
    sys.exit(main())
