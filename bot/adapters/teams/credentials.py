"""The bot's identity as the SDK asks for it."""

from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

from bot.adapters.graph.tokens import Tokens


class BotCredentials(AppCredentials):
    """Hands the SDK a token that was fetched beforehand."""

    def __init__(self, app_id: str, scope: str, token: str) -> None:
        super().__init__(app_id, oauth_scope=scope)
        self._token = token

    def get_access_token(self, force_refresh: bool = False) -> str:
        """The token, whatever is asked."""
        return self._token


class BotCredentialsFactory(ServiceClientCredentialsFactory):
    """Tells the SDK who the bot is. There is no way to tell it "nobody"."""

    def __init__(self, app_id: str, tokens: Tokens) -> None:
        self._app_id = app_id
        self._tokens = tokens

    async def is_valid_app_id(self, app_id: str) -> bool:
        """Whether a token is meant for this bot."""
        return app_id == self._app_id

    async def is_authentication_disabled(self) -> bool:
        """Never."""
        return False

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool
    ) -> BotCredentials:
        """This bot's credentials. Raises ValueError for another."""
        if app_id != self._app_id:
            raise ValueError("not our app id")
        token = await self._tokens.get(f"{oauth_scope}/.default")
        return BotCredentials(app_id, oauth_scope, token)
