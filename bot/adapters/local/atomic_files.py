"""Atomic files: complete or absent, whenever the process dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def make_private(folder: Path) -> None:
    """Creates a folder that only its owner can read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_once(place: Path, content: bytes) -> None:
    """Writes a file unless it exists. Raises OSError."""
    with _part(place) as (handle, part):
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(handle)
        # Unlike a rename, a link never replaces a file that another process wrote first.
        with suppress(FileExistsError, FileNotFoundError):
            os.link(part, place)
    sync(place.parent)
    # Raises if another writer of the same file failed and removed this one's part file too.
    place.stat()


def sync(folder: Path) -> None:
    """Flushes the folder's entries, so that they survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp(path: Path, at: datetime) -> None:
    """Sets a file's modification time, to the microsecond."""
    moment = (at - EPOCH) // timedelta(microseconds=1) * 1000
    os.utime(path, ns=(moment, moment))


def stamped_at(path: Path) -> datetime:
    """A file's modification time. Raises OSError."""
    return EPOCH + timedelta(microseconds=path.stat().st_mtime_ns // 1000)


@contextmanager
def _part(place: Path) -> Iterator[tuple[int, Path]]:
    handle, part = mkstemp(dir=place.parent, prefix=f".{place.stem}.", suffix=".part")
    try:
        yield handle, Path(part)
    finally:
        os.close(handle)
        # Also removes the part files of killed writers of the same file.
        for part_file in place.parent.glob(f".{place.stem}.*.part"):
            part_file.unlink(missing_ok=True)
