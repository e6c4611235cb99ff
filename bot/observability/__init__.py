"""What is logged and traced, under which correlation id, and what never is.

Knows nothing of the rest.
"""

from bot.observability.correlation import correlated, correlation_of
from bot.observability.logs import OURS, configure
from bot.observability.spans import span, traced_by

__all__ = ["OURS", "configure", "correlated", "correlation_of", "span", "traced_by"]
