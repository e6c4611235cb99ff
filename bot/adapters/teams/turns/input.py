"""What somebody said or did, read from what came in."""

from collections.abc import Mapping
from typing import Any

from bot.adapters.teams.receiving.activity import Inbound, as_object
from bot.adapters.teams.receiving.message_text import read_sent
from cards import actions
from dialogs.turn import UserInput


def heard_in(inbound: Inbound) -> UserInput | None:
    """Typed words, or a press; None for a press on something we never made."""
    if inbound.is_deletion:
        return UserInput(message_id=inbound.activity_id, change="deleted")
    value = None if inbound.is_change else inbound.value
    if value is not None and actions.has_our_keys(value):
        return _pressed(value)
    sent = read_sent(inbound.text, inbound.attachments, inbound.entities, inbound.bot_id)
    if value is not None and not sent.words.strip():
        return None
    return UserInput(
        text=sent.words,
        message_id=inbound.activity_id,
        change="edited" if inbound.is_change else None,
        change_id=inbound.delivery_id if inbound.is_change else "",
        has_files=sent.has_files,
        is_forwarded=sent.is_forwarded,
    )


def executed_in(inbound: Inbound) -> UserInput | None:
    """The press whose answer replaces its card; None for a press on something we never made."""
    action = (inbound.value or {}).get("action")
    data = action.get("data") if isinstance(action, Mapping) else None
    return _pressed(as_object(data) or {})


def is_refresh(inbound: Inbound) -> bool:
    """Whether nobody pressed: Teams itself asks for a card anew, so nothing is kept of it."""
    return inbound.type == "invoke" and inbound.trigger == "automatic"


def is_arrival(inbound: Inbound) -> bool:
    """Whether the bot is new to this chat, or the person is."""
    is_bot_added = inbound.bot_id in inbound.added_members
    is_person_added = inbound.member_id in inbound.added_members
    joined = inbound.type == "conversationUpdate" and (is_bot_added or is_person_added)
    return inbound.is_install or joined


def _pressed(value: Mapping[str, Any]) -> UserInput | None:
    parsed = actions.parse_press(value)
    return UserInput(press=parsed[0], inputs=parsed[1]) if parsed else None
