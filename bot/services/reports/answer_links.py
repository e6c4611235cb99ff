"""Creates, signs and checks the links from which a people leader answers without Teams."""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Actor
from bot.ports import AnswerLink, Clock, Links

PATH = "/answer"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
"""48 bytes in base64url: a link's id and its signature."""
_ID_BYTES = 16


class LinkRefused(Exception):
    """The link is not valid. Told to the person by text key."""

    key = "answer_page.unknown"
    is_gone = False
    """Whether it was valid once."""


class LinkExpired(LinkRefused):
    """The link has expired."""

    key = "answer_page.expired"
    is_gone = True


def link_id_of(token: str) -> str | None:
    """The id in a token; None if the token is malformed."""
    return base64.urlsafe_b64decode(token)[:_ID_BYTES].hex() if _TOKEN.fullmatch(token) else None


@dataclass(frozen=True)
class AnswerLinks:
    """Links bound to one report and one leader, which expire and are used once."""

    links: Links
    clock: Clock
    lives: timedelta
    public_url: str
    """The public base URL of this host."""

    async def address(self, report_id: str, leader: Actor) -> str:
        """The URL for this leader. A secret: its holder answers as the leader. Never log it."""
        expires_at = self.clock() + self.lives
        link = await self.links.make(report_id, leader, expires_at=expires_at)
        signed = bytes.fromhex(link.id) + await self._signature(link, "link")
        return f"{self.public_url}{PATH}/{base64.urlsafe_b64encode(signed).decode()}"

    async def opened(self, token: str) -> AnswerLink:
        """The link of this token, used or not. Raises LinkRefused."""
        link_id = link_id_of(token)
        link = await self.links.find(link_id) if link_id else None
        if link is None:
            raise LinkRefused
        signed = base64.urlsafe_b64decode(token)
        if not hmac.compare_digest(signed[_ID_BYTES:], await self._signature(link, "link")):
            raise LinkRefused
        if link.expires_at <= self.clock():
            raise LinkExpired
        return link

    async def form_value(self, link: AnswerLink) -> str:
        """A CSRF token for the page of this link."""
        return (await self._signature(link, "form")).hex()

    async def is_from_the_page(self, link: AnswerLink, value: str) -> bool:
        """Whether the CSRF token is the one of this link's page."""
        return hmac.compare_digest(value.encode(), (await self.form_value(link)).encode())

    async def use_up(self, link: AnswerLink) -> None:
        """Marks the link as used. Idempotent."""
        await self.links.use_up(link.id, at=self.clock())

    async def _signature(self, link: AnswerLink, purpose: str) -> bytes:
        bound_to = (purpose, link.id, link.report_id, link.leader.tenant_id, link.leader.id)
        # No part has a line break, so no two links have the same input.
        return hmac.digest(await self.links.key(), "\n".join(bound_to).encode(), "sha256")
