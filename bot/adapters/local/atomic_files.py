"""Files that are whole or absent, whenever the process ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def make_private(folder: Path) -> None:
    """Makes a folder that nobody else may look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_once(place: Path, content: bytes) -> None:
    """Writes a file unless it is there already. Raises OSError."""
    with _part(place) as (handle, part):
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(handle)
        # A link, unlike a rename, never replaces what somebody else wrote first.
        with suppress(FileExistsError, FileNotFoundError):
            os.link(part, place)
    sync(place.parent)
    # Absent if another writer failed and took ours away with what it had left behind.
    place.stat()


def sync(folder: Path) -> None:
    """Makes sure that the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp(path: Path, at: datetime) -> None:
    """Sets the time of a file, to the microsecond."""
    moment = (at - EPOCH) // timedelta(microseconds=1) * 1000
    os.utime(path, ns=(moment, moment))


def stamped_at(path: Path) -> datetime:
    """The time of a file. Raises OSError."""
    return EPOCH + timedelta(microseconds=path.stat().st_mtime_ns // 1000)


@contextmanager
def _part(place: Path) -> Iterator[tuple[int, Path]]:
    handle, part = mkstemp(dir=place.parent, prefix=f".{place.stem}.", suffix=".part")
    try:
        yield handle, Path(part)
    finally:
        os.close(handle)
        # Also what a killed writer of the same file left behind.
        for left in place.parent.glob(f".{place.stem}.*.part"):
            left.unlink(missing_ok=True)
