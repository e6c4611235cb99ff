"""What the processes of one test run share: a folder that says when the last of them has ended."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of our own are made in it
ENOUGH = 4 << 30
"""Bytes; a container may have as little as 64 MB there."""


def in_memory() -> Path | None:
    """A place for files that need not outlive the machine, where nobody waits for a disk."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH:
        return None
    return MEMORY


class Run:
    """A folder of one test run. Made by the process that starts the others, and known to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def lifeline(self) -> Path:
        """A pipe that ends for its readers when the run has ended, whatever it died of."""
        return self.folder / "lifeline"

    @contextmanager
    def one_at_a_time(self, what: str) -> Iterator[Path]:
        """The file that tells the others of something; nobody else is in here meanwhile."""
        with alone(self.folder / f"{what}.lock"):
            yield self.folder / what


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """No other process is in a block with this file."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def a_run() -> Iterator[Run]:
    """Lasts as long as this block, or as this process."""
    run = Run(Path(tempfile.mkdtemp(prefix="run-")))
    os.mkfifo(run.lifeline)
    # Readable too, or it would wait here for the first reader.
    end = os.open(run.lifeline, os.O_RDWR)
    try:
        yield run
    finally:
        os.close(end)
        shutil.rmtree(run.folder, ignore_errors=True)
