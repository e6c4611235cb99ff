"""What a process takes from the machine it runs on: neither zone nor locale, here or elsewhere."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from tests.processes import environment

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FAR = -timedelta(hours=9, minutes=30)


def test_the_zone_of_the_tests_is_nobodys() -> None:
    assert NOON.astimezone().utcoffset() == FAR


def test_a_process_has_the_same_zone_and_reads_utf8() -> None:
    looks = "import locale, time; print(-time.timezone, locale.getencoding().upper())"

    done = subprocess.run(
        [sys.executable, "-c", looks], env=environment(), capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(int(FAR.total_seconds())), "UTF-8"]


def test_nothing_else_of_the_machine_is_handed_on() -> None:
    told = environment({"PORT": "1"}, HOST="::1")

    assert told.keys() - {"LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED"} <= {
        *("PATH", "HOME", "TZ", "LC_ALL", "PORT", "HOST", "FAKETIME_DONT_FAKE_MONOTONIC")
    }
