"""All that the bot says and asks, and the loader that validates it."""

from bot.content.loading.errors import ContentRefused
from bot.content.loading.loader import load
from bot.content.loading.model import Case, Content, Guide, fit

__all__ = ["Case", "Content", "ContentRefused", "Guide", "fit", "load"]
