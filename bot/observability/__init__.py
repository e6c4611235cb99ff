"""What is logged and under which correlation id, and what never is. Knows nothing of the rest."""

from bot.observability.correlation import correlated, correlation_of
from bot.observability.logs import OURS, configure

__all__ = ["OURS", "configure", "correlated", "correlation_of"]
