"""Allow-list of the hosts that a service URL may have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self

from yarl import URL

PATTERN = re.compile(
    r"(?P<any>\*\.)?(?P<host>\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>\d{1,5}|\*))?"
)
ADDRESS = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[1-9]\d{0,4})?(/[^?#\\]*)?", re.IGNORECASE
)
"""A URL that all parsers read alike."""
DEFAULT_PORTS = {"https": 443, "http": 80}
PUBLIC_CLOUD = (
    "smba.trafficmanager.net",
    "smba.onyx.prod.teams.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "canary.botapi.skype.com",
)
"""Service hosts of Teams in the public cloud: those of Microsoft's own SDK, and that of the preview
ring (https://github.com/microsoft/teams.py/pull/370). Whole names only: any customer of Azure can
register a name below trafficmanager.net
(https://learn.microsoft.com/cli/azure/network/traffic-manager/profile)."""


@dataclass(frozen=True)
class HostPattern:
    """One entry: a host or all its subdomains, on one port or any."""

    host: str
    is_parent: bool
    port: str | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parses "smba.example.net", "*.example.net" or "localhost:8443". Raises ValueError."""
        found = PATTERN.fullmatch(text.strip().lower())
        if found is None or int((found["port"] or "1").replace("*", "1")) not in range(1, 65536):
            raise ValueError("not a host")
        return cls(found["host"].strip("[]"), bool(found["any"]), found["port"])

    def matches(self, host: str, port: int, scheme: str) -> bool:
        """Whether a URL with these parts matches."""
        is_named = host.endswith(f".{self.host}") if self.is_parent else host == self.host
        if self.port is None:
            return is_named and port == DEFAULT_PORTS[scheme]
        return is_named and self.port in ("*", str(port))


@dataclass(frozen=True)
class ServiceHosts:
    """The hosts that a token or a card may be sent to; plain http only on this machine."""

    patterns: tuple[HostPattern, ...]

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """Raises ValueError for an entry that is no host."""
        return cls(tuple(HostPattern.parse(entry) for entry in entries))

    def allows(self, url: str) -> bool:
        """Whether this URL may be called; an ambiguous one may not."""
        # URL parsers differ on rare forms, such as an empty user name or the port "+443".
        is_plain = url.isascii() and url.isprintable() and " " not in url
        if not is_plain or not ADDRESS.fullmatch(url):
            return False
        try:
            address = URL(url)
            host, port = (address.raw_host or "").lower(), address.port
        except ValueError:
            return False
        if port is None or address.user is not None or address.password is not None:
            return False
        if address.raw_query_string or address.raw_fragment:
            return False
        if address.scheme != "https" and not (address.scheme == "http" and is_loopback(host)):
            return False
        return any(pattern.matches(host, port, address.scheme) for pattern in self.patterns)


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


LOOPBACK = ServiceHosts.parse(["localhost:*", "127.0.0.1:*", "[::1]:*"])
"""This machine on any port, for local mode."""
