"""All that the bot says and asks, and the loader that validates it."""

from bot.content.loading.errors import ContentRefused
from bot.content.loading.loader import load
from bot.content.loading.model import Content, Guide

__all__ = ["Content", "ContentRefused", "Guide", "load"]
