"""A bot of a few cards, against which the windows themselves are tried."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp import web

CARD = "application/vnd.microsoft.card.adaptive"
QUESTION = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "What happened?", "style": "heading", "wrap": True},
        {"type": "Input.Text", "id": "words", "label": "In a few words", "isMultiline": True},
        {
            "type": "Input.Text",
            "id": "account",
            "label": "Account name",
            "isRequired": True,
            "errorMessage": "Please give the account's name.",
        },
        {
            "type": "Input.ChoiceSet",
            "id": "where",
            "label": "Where was it?",
            "style": "expanded",
            "choices": [
                {"title": "Facebook", "value": "facebook"},
                {"title": "Somewhere else", "value": "other"},
            ],
        },
        {
            "type": "Input.ChoiceSet",
            "id": "signs",
            "label": "What fits?",
            "style": "expanded",
            "isMultiSelect": True,
            "choices": [
                {"title": "It is repeated", "value": "repeated"},
                {"title": "It names me", "value": "named"},
            ],
        },
        {
            "type": "Input.ChoiceSet",
            "id": "help",
            "label": "Who can help?",
            "choices": [
                {"title": "My leader", "value": "leader"},
                {"title": "EAP", "value": "eap"},
            ],
        },
        {"type": "Input.Toggle", "id": "told", "title": "I have told somebody"},
    ],
    "actions": [
        {"type": "Action.Submit", "title": "Send", "data": {"verb": "send"}},
        {
            "type": "Action.Submit",
            "title": "Skip",
            "data": {"verb": "skip"},
            "associatedInputs": "none",
        },
    ],
}
APPROVAL = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "A report waits for you.", "wrap": True}],
    "actions": [{"type": "Action.Execute", "title": "Approve", "verb": "approve", "data": {}}],
}


class SampleBot:
    """Asks its question on any message; a report goes to the other person for approval."""

    def __init__(self) -> None:
        self.values: list[Mapping[str, Any]] = []
        self._chats: dict[str, Mapping[str, Any]] = {}

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self._chats[activity["from"]["aadObjectId"]] = activity
        if activity["type"] == "invoke":
            return web.json_response(await self._approved(activity))
        if value := activity.get("value"):
            self.values.append(value)
            await self._put(activity, activity["replyToId"], _plain_card("Taken."))
            for other in self._others(activity):
                await self._post(other, _message(APPROVAL))
        elif activity["type"] == "message":
            await self._post(activity, {"type": "message", "text": "Kia ora."})
            await self._post(activity, _message(QUESTION))
        return web.Response()

    async def _approved(self, activity: Mapping[str, Any]) -> dict[str, Any]:
        for other in self._others(activity):
            told = f"{activity['from']['name']} approved it."
            await self._post(other, {"type": "message", "text": told})
        return {"statusCode": 200, "type": CARD, "value": _plain_card("You approved it.")}

    def _others(self, activity: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        own = activity["from"]["aadObjectId"]
        return [chat for person, chat in self._chats.items() if person != own]

    async def _post(self, chat: Mapping[str, Any], message: Mapping[str, Any]) -> None:
        await _call("POST", _address(chat), chat, message)

    async def _put(self, chat: Mapping[str, Any], id_: str, card: Mapping[str, Any]) -> None:
        await _call("PUT", f"{_address(chat)}/{id_}", chat, _message(card))


def _address(chat: Mapping[str, Any]) -> str:
    return f"{chat['serviceUrl']}/v3/conversations/{chat['conversation']['id']}/activities"


async def _call(
    verb: str, address: str, chat: Mapping[str, Any], message: Mapping[str, Any]
) -> None:
    whole = {**message, "from": chat["recipient"], "conversation": chat["conversation"]}
    async with aiohttp.ClientSession() as session, session.request(verb, address, json=whole) as ok:
        ok.raise_for_status()


def _message(card: Mapping[str, Any]) -> dict[str, Any]:
    attachments = [{"contentType": CARD, "content": card}]
    return {"type": "message", "summary": "A card", "attachments": attachments}


def _plain_card(text: str) -> dict[str, Any]:
    block = {"type": "TextBlock", "text": text, "wrap": True}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [block]}
