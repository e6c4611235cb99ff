"""Reads a person's input, typed or pressed, from an activity."""

from collections.abc import Mapping
from typing import Any

from bot.adapters.teams.receiving.activity import Inbound, parse_object
from bot.adapters.teams.receiving.message_text import read_message
from cards import actions
from dialogs.turn import UserInput


def read_input(inbound: Inbound) -> UserInput | None:
    """Text or card action of an activity; None if the action is not ours."""
    if inbound.is_deletion:
        return UserInput(message_id=inbound.activity_id, change="deleted")
    value = None if inbound.is_change else inbound.value
    if value is not None and actions.has_our_keys(value):
        return _read_press(value)
    sent = read_message(inbound.text, inbound.attachments, inbound.entities, inbound.bot_id)
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


def read_execute(inbound: Inbound) -> UserInput | None:
    """The press of an Action.Execute, whose response replaces its card; None if it is not ours."""
    action = (inbound.value or {}).get("action")
    data = action.get("data") if isinstance(action, Mapping) else None
    return _read_press(parse_object(data) or {})


def is_refresh(inbound: Inbound) -> bool:
    """Whether Teams refreshes a card by itself, without a press; such a turn is not saved.

    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
    """
    return inbound.type == "invoke" and inbound.trigger == "automatic"


def is_arrival(inbound: Inbound) -> bool:
    """Whether the bot or the person was just added to the chat."""
    is_bot_added = inbound.bot_id in inbound.added_members
    is_person_added = inbound.member_id in inbound.added_members
    joined = inbound.type == "conversationUpdate" and (is_bot_added or is_person_added)
    return inbound.is_install or joined


def _read_press(value: Mapping[str, Any]) -> UserInput | None:
    parsed = actions.parse_press(value)
    return UserInput(press=parsed[0], inputs=parsed[1]) if parsed else None
