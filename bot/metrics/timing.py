"""How long something took, and how it ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

Ended = Callable[[str, str, timedelta], None]


@contextmanager
def timed(ended: Ended, name: str) -> Iterator[None]:
    """Reports the block as done, or by the class of what it raises: never by its words."""
    begun = perf_counter()
    outcome = "done"
    try:
        yield
    except BaseException as failure:
        outcome = type(failure).__name__
        raise
    finally:
        ended(name, outcome, timedelta(seconds=perf_counter() - begun))
