"""The forms that a setting's value may have; each refuses with a ValueError."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.teams.hosts import ServiceHosts, is_loopback


def _guid(text: str) -> str:
    return str(UUID(text))


def _service_address(text: str) -> str:
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and is_loopback(parts.hostname or "")
    )
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("not an address of a service")
    return text.rstrip("/")


def _collector(text: str) -> str:
    # It often stands beside the bot in a network of their own, without a certificate.
    if not text.startswith("http://"):
        return _service_address(text)
    return _service_address(text.replace("http", "https", 1)).replace("https", "http", 1)


def _hosts(text: object) -> ServiceHosts:
    return ServiceHosts.parse(entry for entry in str(text).split(",") if entry.strip())


def _database(text: str) -> str:
    # A part that stands in the wrong place may be the password, and would be told on the way out.
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("not an address of a database") from None
    return text


def _readable_certificate(path: Path) -> Path:
    # Slow to import, and only a bot with a certificate needs it.
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = path.read_bytes()
        x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, password=None)
    except (OSError, TypeError) as error:
        raise ValueError("not readable") from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not RSA")
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("not a folder")
    return path


Guid = Annotated[str, AfterValidator(_guid)]
ServiceAddress = Annotated[str, AfterValidator(_service_address)]
SecureAddress = Annotated[ServiceAddress, StringConstraints(pattern="^https://")]
"""msal speaks nothing but https, not even on this machine."""
Collector = Annotated[str, AfterValidator(_collector)]
Mailbox = Annotated[str, StringConstraints(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$")]
Database = Annotated[
    str,
    StringConstraints(pattern=r"^(sqlite\+aiosqlite:///|postgresql\+asyncpg://).+$"),
    AfterValidator(_database),
]
Certificate = Annotated[Path, AfterValidator(_readable_certificate)]
Folder = Annotated[Path, AfterValidator(_folder)]
Hosts = Annotated[ServiceHosts, BeforeValidator(_hosts)]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)
]
