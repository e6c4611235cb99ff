"""The service that signs Teams' tokens: publishes its keys, and changes them on order."""

import json
import ssl
import time
import uuid
from functools import cache
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from yarl import URL

from bot.adapters.teams.receiving.signing_keys import OPENID_CONFIGURATION_URL
from tests.stand_ins.activities import APP_ID
from tests.stand_ins.door import Door

ISSUER = "https://api.botframework.com"


class Signing:
    """Keys, and tokens signed with them. Use as `async with Signing() as signing`.

    With `at` and `tls` it plays the service that people's hosts ask, behind a name of the world.
    """

    def __init__(
        self, app_id: str = APP_ID, at: str | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.app_id = app_id
        self._at, self._tls = at, tls
        self.fetched = 0
        """How often the keys were asked for."""
        self.is_reachable = True
        self.door = Door()
        """Shut, it keeps whoever asks for the keys waiting."""
        self.endorsements = ["msteams", "webchat"]
        self.before: list[Any] = []
        """What else is published, before the key."""
        self.after: list[Any] = []
        """What else is published, after the key."""
        self.rotates(_first_key())

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes(
            [
                web.get("/openid", self._metadata),
                web.get(URL(OPENID_CONFIGURATION_URL).path, self._metadata),
                web.get("/keys", self._give_keys),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        self.port = self._runner.addresses[0][1]
        self._root = self._at or f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the metadata is."""
        return f"{self._root}/openid"

    def rotates(self, key: RSAPrivateKey | None = None) -> None:
        """A new key takes the old one's place."""
        self.key = key or new_key()
        self.key_id = str(uuid.uuid4())

    def header(self, service_url: str) -> str:
        """The Authorization header of a good delivery."""
        return f"Bearer {self.token(service_url)}"

    def token(
        self,
        service_url: str,
        *,
        key: RSAPrivateKey | str | None = None,
        algorithm: str = "RS256",
        key_id: str | None = None,
        **claims: Any,
    ) -> str:
        """A good token; claims are put in or replaced, and left out when None."""
        now = int(time.time())
        good = {
            "serviceurl": service_url,
            "nbf": now - 10,
            "exp": now + 3600,
            "iss": ISSUER,
            "aud": self.app_id,
        }
        payload = {name: value for name, value in {**good, **claims}.items() if value is not None}
        return jwt.encode(
            payload,
            self.key if key is None else key,
            algorithm,
            headers={"kid": self.key_id if key_id is None else key_id},
        )

    async def _metadata(self, request: web.Request) -> web.Response:
        self.fetched += 1
        await self.door.passes()
        if not self.is_reachable:
            return web.Response(status=503, text="<html>busy</html>", content_type="text/html")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self._root}/keys"})

    async def _give_keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [*self.before, self.published(), *self.after]})

    def published(self, key: RSAPrivateKey | None = None, **changes: Any) -> dict[str, Any]:
        """The key as it is published, or another one in its place; with some fields replaced."""
        public_key = (key or self.key).public_key()
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public_key))
        named = {"kid": self.key_id, "use": "sig", "endorsements": self.endorsements}
        return {**public, **named, **changes}


@cache
def _first_key() -> RSAPrivateKey:
    """Made once in a process: it takes longer than most tests."""
    return new_key()


def new_key() -> RSAPrivateKey:
    """An RSA key as the service would use."""
    return generate_private_key(public_exponent=65537, key_size=2048)
