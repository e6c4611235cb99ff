"""What somebody said or did, read from what came in."""

from collections.abc import Mapping
from typing import Any

from bot.adapters.teams.inbound import Inbound
from cards import actions
from dialogs.talk import Heard


def heard_in(inbound: Inbound) -> Heard | None:
    """Typed words, or a press; None for a press on something we never made."""
    if inbound.value is None:
        return Heard(text=inbound.text, has_files=inbound.has_files)
    return _pressed(inbound.value)


def executed_in(inbound: Inbound) -> Heard | None:
    """The press whose answer replaces its card; None for a press on something we never made."""
    action = (inbound.value or {}).get("action")
    data = action.get("data") if isinstance(action, Mapping) else None
    return _pressed(data if isinstance(data, Mapping) else {})


def is_refresh(inbound: Inbound) -> bool:
    """Whether nobody pressed: Teams itself asks for a card anew, so nothing is kept of it."""
    return inbound.type == "invoke" and inbound.trigger == "automatic"


def is_arrival(inbound: Inbound) -> bool:
    """Whether the bot is new to this chat, or the person is."""
    is_bot_added = inbound.bot_id in inbound.added_members
    is_person_added = inbound.member_id in inbound.added_members
    joined = inbound.type == "conversationUpdate" and (is_bot_added or is_person_added)
    return inbound.is_install or joined


def _pressed(value: Mapping[str, Any]) -> Heard | None:
    parsed = actions.parse(value)
    return Heard(press=parsed[0], inputs=parsed[1]) if parsed else None
