"""How long something took, and how it ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

from bot.observability import span

OnEnd = Callable[[str, str, timedelta], None]


@contextmanager
def timed(ended: OnEnd, service: str, call: str) -> Iterator[None]:
    """Reports the block as done, or by the class of what it raises: never by its words."""
    begun = perf_counter()
    outcome = "done"
    with span("call", service=service, call=call) as span_ended:
        try:
            yield
        except BaseException as failure:
            outcome = type(failure).__name__
            raise
        finally:
            span_ended(outcome)
            ended(service, outcome, timedelta(seconds=perf_counter() - begun))
