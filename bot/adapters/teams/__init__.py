"""Teams: the way in, the token check, and the way out."""

from bot.adapters.teams import lean_sdk as lean_sdk  # before the SDK's dialogs are imported
