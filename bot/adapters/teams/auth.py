"""Who may post: the token check of production, and the open door of local mode."""

from typing import Any, Protocol

import jwt
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    JwtTokenExtractor,
    ServiceClientCredentialsFactory,
)

from bot.adapters.teams.hosts import LOOPBACK, ServiceHosts
from bot.adapters.teams.inbound import Inbound
from bot.adapters.teams.keys import SigningKeys
from bot.adapters.teams.sdk_activity import activity

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"


class Forbidden(Exception):  # noqa: N818 - as PermissionError, but for somebody we know
    """The token is good, and yet not for us."""


class ForbiddenTenant(Forbidden):
    """Another organisation."""


class ForbiddenHost(Forbidden):
    """An address to answer to that is not on our list."""


class ForbiddenChannel(Forbidden):
    """Another channel than Teams: there, a sender writes their own object id."""


class Gate(Protocol):
    """Decides whether an activity may come in."""

    async def check(self, authorization: str, inbound: Inbound) -> None:
        """Raises PermissionError, Forbidden or KeysUnreachable."""
        ...


class OpenGate:
    """Local mode: no token, and answers go to this machine alone."""

    async def check(self, authorization: str, inbound: Inbound) -> None:
        """Raises ForbiddenHost."""
        if not LOOPBACK.allows(inbound.service_url):
            raise ForbiddenHost


class NoKeys:
    """For tokens of the Emulator and of other bots: nobody signs them here."""

    async def get(self, key_id: str | None) -> Any:
        """Raises LookupError."""
        raise LookupError("unknown key")


class StrictAuthentication(ConfigurationBotFrameworkAuthentication):
    """The SDK's check without its gaps: what it lets pass or falls over is a PermissionError."""

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        # botframework-connector 4.17 compares neither when the activity leaves it out.
        if not activity.service_url or not activity.channel_id:
            raise PermissionError
        try:
            result = await super().authenticate_request(activity, auth_header)
        except (jwt.PyJWTError, LookupError, AttributeError, ValueError, TypeError):
            raise PermissionError from None
        except Exception as error:
            # It raises bare Exceptions for tokens that it refuses.
            if type(error) is not Exception:
                raise
            raise PermissionError from None
        claims = result.claims_identity.claims
        if "exp" not in claims or claims.get("iss") != ISSUER:
            raise PermissionError
        return result


class TeamsGate:
    """Production: a valid token for this bot, from our organisation, answered at a known host."""

    def __init__(
        self,
        *,
        tenant_id: str,
        hosts: ServiceHosts,
        keys: SigningKeys,
        credentials: ServiceClientCredentialsFactory,
    ) -> None:
        self._tenant_id = tenant_id.lower()
        self._hosts = hosts
        self._keys = keys
        self._authentication = StrictAuthentication(object(), credentials_factory=credentials)

    async def check(self, authorization: str, inbound: Inbound) -> None:
        """Raises PermissionError, Forbidden or KeysUnreachable."""
        self._hand_over_keys()
        await self._authentication.authenticate_request(activity(inbound), authorization)
        if inbound.channel_id != CHANNEL:
            raise ForbiddenChannel
        if inbound.tenant_id.lower() != self._tenant_id:
            raise ForbiddenTenant
        if not self._hosts.allows(inbound.service_url):
            raise ForbiddenHost

    def _hand_over_keys(self) -> None:
        # The SDK's own fetcher blocks the loop and falls over an unknown key id.
        known = JwtTokenExtractor.metadataCache
        known[AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL] = self._keys
        known[AuthenticationConstants.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL] = NoKeys()
