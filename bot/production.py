"""Production: tokens checked, services by allow-list. The same bot otherwise."""

import aiohttp

from bot.adapters.graph.tokens import Tokens
from bot.adapters.teams.auth import Gate, TeamsGate
from bot.adapters.teams.credentials import BotCredentialsFactory
from bot.adapters.teams.keys import PUBLISHED_AT, SigningKeys
from bot.adapters.teams.sender import TeamsMessenger
from bot.content import Content
from bot.host import Outside, now
from bot.ports import Directory, Mail
from bot.settings import Settings


def outside(
    settings: Settings,
    content: Content,
    *,
    mail: Mail,
    directory: Directory,
    keys_url: str = PUBLISHED_AT,
) -> Outside:
    """What production is made of, given its mail and its directory."""
    tokens = Tokens(settings)

    def gate(session: aiohttp.ClientSession) -> Gate:
        return TeamsGate(
            tenant_id=settings.tenant_id,
            hosts=settings.service_hosts,
            keys=SigningKeys(session, keys_url),
            credentials=BotCredentialsFactory(settings.app_id, tokens),
        )

    def messenger(session: aiohttp.ClientSession) -> TeamsMessenger:
        return TeamsMessenger(
            session,
            bot_id=f"28:{settings.app_id}",
            hosts=settings.service_hosts,
            clock=now,
            tokens=tokens,
        )

    return Outside(
        content=content,
        database_url=settings.database_url,
        security_mailbox=settings.security_mailbox,
        gate=gate,
        messenger=messenger,
        mail=mail,
        directory=directory,
    )
