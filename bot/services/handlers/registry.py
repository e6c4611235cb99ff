"""Builds the handlers of all kinds of tasks from the table in bot.ports.tasks."""

from collections.abc import Mapping

from bot.ports import Clock, Tasks
from bot.ports.tasks import KINDS
from bot.services.worker.worker import RetryForADay, TaskHandler


class NoHandler(Exception):
    """The table names a handler that was not given."""


def handlers_of(*parts: object) -> Mapping[str, TaskHandler]:
    """For each kind whose handler is among these objects, the method that the table names."""
    by_class = {type(part).__name__: part for part in parts}
    found: dict[str, TaskHandler] = {}
    for kind in KINDS.values():
        class_name, _, method = kind.handler.partition(".")
        if class_name in by_class:
            found[kind.name] = getattr(by_class[class_name], method or "__call__")
    return found


def all_handlers(*parts: object, tasks: Tasks, clock: Clock) -> Mapping[str, TaskHandler]:
    """A handler for every kind in the table; raises NoHandler, so that a gap stops the start."""
    handlers = handlers_of(*parts)
    if missing := sorted(KINDS.keys() - handlers.keys()):
        raise NoHandler(", ".join(missing))
    return {
        name: RetryForADay(handler, tasks, clock) if KINDS[name].for_a_day else handler
        for name, handler in handlers.items()
    }
