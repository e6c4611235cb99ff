"""Teams: the way in, the token check, and the way out."""

from bot.adapters.teams.sdk import stub_unused_packages as stub_unused_packages
