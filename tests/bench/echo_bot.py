"""The yardstick: a bot that only echoes, on the SDK as it comes. Run with a port to listen on."""

import sys

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication


class EchoBot(ActivityHandler):  # type: ignore[misc]
    """Says what it was told."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """One text in, one text out."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")


def create_app() -> web.Application:
    """Anonymous, without storage, nothing changed."""
    # The SDK reads its settings from the attributes of any object; without any it asks no token.
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(object())), EchoBot()

    async def messages(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response()

    app = web.Application()
    app.add_routes([web.post("/api/messages", messages)])
    return app


if __name__ == "__main__":
    web.run_app(create_app(), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
