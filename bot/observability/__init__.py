"""Structured logs, correlation ids and spans; imports nothing else of the bot."""

from bot.observability.logs import OURS, configure
from bot.observability.tracing import correlated, correlation_of, span, traced_by

__all__ = ["OURS", "configure", "correlated", "correlation_of", "span", "traced_by"]
