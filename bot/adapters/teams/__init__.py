"""Teams: receiving, turns and sending.

Importing this package stubs the SDK's unused dependencies, before botbuilder.dialogs is imported.
"""

from bot.adapters.teams.sdk import stub_unused_packages as stub_unused_packages
