"""Tokens that must be rejected, by what is wrong with each."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

import jwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from tests.stand_ins.activities import APP_ID
from tests.stand_ins.signing import ISSUER, Signing, new_key

Header = Callable[[Signing, str], str]

ANOTHER_APP = "00000000-0000-4000-8000-000000000000"


def bearer(**changes: object) -> Header:
    return lambda signing, url: f"Bearer {signing.token(url, **changes)}"  # type: ignore[arg-type]


def moved(**seconds: int) -> Header:
    """A valid token except for its times, given relative to the test's clock."""

    def header(signing: Signing, url: str) -> str:
        now = int(time.time())
        return bearer(**{name: now + far for name, far in seconds.items()})(signing, url)

    return header


def packed(part: str | bytes) -> str:
    """A part of a token."""
    raw = part.encode() if isinstance(part, str) else part
    return urlsafe_b64encode(raw).decode().rstrip("=")


def headed(**head: object) -> Header:
    """A valid token except for its header."""

    def header(signing: Signing, url: str) -> str:
        good = {"typ": "JWT", "alg": "RS256", "kid": signing.key_id}
        body = signing.token(url).split(".")[1]
        signed = f"{packed(json.dumps({**good, **head}))}.{body}"
        signature = signing.key.sign(signed.encode(), PKCS1v15(), SHA256())
        return f"Bearer {signed}.{packed(signature)}"

    return header


BAD: dict[str, Header] = {
    "missing": lambda signing, url: "",
    "garbled": lambda signing, url: "Bearer abc.def.ghi",
    "not three parts": lambda signing, url: "Bearer token",
    "another scheme": lambda signing, url: f"Basic {signing.token(url)}",
    "no scheme": lambda signing, url: signing.token(url),
    "a scheme in small letters": lambda signing, url: f"bearer {signing.token(url)}",
    "a scheme alone": lambda signing, url: "Bearer",
    "a word too many": lambda signing, url: f"Bearer {signing.token(url)} x",
    "a blank too many": lambda signing, url: f"Bearer  {signing.token(url)}",
    "something behind it": lambda signing, url: f"{signing.header(url)}x",
    "a fourth part": lambda signing, url: f"{signing.header(url)}.e30",
    "no signature": lambda signing, url: f"{signing.header(url).rpartition('.')[0]}.",
    "cut short": lambda signing, url: signing.header(url)[:-8],
    "expired": moved(exp=-600),
    "not valid yet": moved(nbf=600),
    "a beginning that is no time": bearer(nbf="soon"),
    "made in the future": moved(iat=600),
    "unsigned": bearer(key="", algorithm="none"),
    "unsigned in odd letters": headed(alg="nOnE"),
    "signed with nothing that is named": headed(alg=None),
    "signed with a list": headed(alg=["RS256"]),
    "signed with a shared secret": bearer(key="a secret " * 8, algorithm="HS256"),
    "signed with RS512": bearer(algorithm="RS512"),
    "signed with another key": lambda signing, url: bearer(key=new_key())(signing, url),
    "an unknown key id": bearer(key_id="unknown"),
    "an empty key id": bearer(key_id=""),
    "a path for a key id": bearer(key_id="../../keys"),
    "an address for a key id": bearer(key_id="https://example.org/keys"),
    "no key id": headed(kid=None),
    "a list of key ids": headed(kid=["1"]),
    "a number for a key id": headed(kid=7),
    "something that must be understood": headed(crit=["x"], x=1),
    "another audience": bearer(aud=ANOTHER_APP),
    "no audience": bearer(aud=None),
    "our audience among others": bearer(aud=[APP_ID, ANOTHER_APP]),
    "our audience in large letters": bearer(aud=APP_ID.upper()),
    "another issuer": bearer(iss="https://example.org"),
    "no issuer": bearer(iss=None),
    "almost the issuer": bearer(iss=f"{ISSUER}/"),
    "another bot's token": bearer(ver="1.0", appid=ANOTHER_APP),
    "no end": bearer(exp=None),
    "an end that is no time": bearer(exp="soon"),
    "an end that never comes": bearer(exp=float("inf")),
    "a head without a bottom": lambda signing, url: f"Bearer {packed('[' * 4000)}.e30.e30",
    "a head that is no object": lambda signing, url: f"Bearer {packed('7')}.e30.e30",
    "a body that is no object": lambda signing, url: (
        f"Bearer {jwt.encode({}, signing.key, 'RS256').split('.')[0]}.{packed('[]')}.e30"
    ),
    "a body without a bottom": lambda signing, url: (
        f"Bearer {jwt.encode({}, signing.key, 'RS256').split('.')[0]}.{packed('[' * 4000)}.e30"
    ),
    "another service URL": bearer(serviceurl="https://example.org/"),
    "no service URL": bearer(serviceurl=None),
    "a list of service URLs": lambda signing, url: bearer(serviceurl=[url])(signing, url),
    "almost the service URL": lambda signing, url: bearer(serviceurl=url.rstrip("/"))(signing, url),
}
