"""The composition root: the only place that knows every class, and the order of opening."""

from bot.host.application import (
    ALARMS,
    DATABASE,
    TASKS,
    TURNS,
    WORKER,
    create_app,
    health_of,
)

__all__ = ["ALARMS", "DATABASE", "TASKS", "TURNS", "WORKER", "create_app", "health_of"]
