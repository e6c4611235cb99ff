"""Creates, signs and checks the links by which Security answers, and takes their answers.

A link holds all that it stands for, signed: no row is stored for it, and one that is forged costs
no query. That it counts once is kept with the escalation, in the transaction of the answer itself.
"""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.domain.escalation import (
    Escalation,
    NeededFact,
    SecurityAnswer,
    SecurityLink,
    Transition,
)
from bot.domain.timers import SecurityTimers
from bot.ports import Clock, Links, Reports
from bot.services.reports.answer_links import PATH, LinkExpired, LinkRefused

_TOKEN = re.compile(r"s\.([A-Za-z0-9_-]{60,300})")
"""Begins as no link of a leader does."""
_HEAD = struct.Struct(">cQc8s")
"""What it answers, when its mail was written, which mail it stands in, and its id."""
_SIGNATURE_BYTES = 32
_KEY_MAX_AGE = timedelta(minutes=1)
_IN_REPORT, _IN_FOLLOW_UP = b"r", b"f"
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


_LETTERS = {
    SecurityAnswer.RECEIVED: b"r",
    SecurityAnswer.NEEDS_MORE: b"n",
    SecurityAnswer.CLOSED: b"c",
}
"""They stand in links that were mailed: never change one."""


class SecurityLinkRefused(LinkRefused):
    """The link is not one of ours."""

    key = "security_page.unknown"


class SecurityLinkExpired(LinkExpired):
    """The link has expired."""

    key = "security_page.expired"


class OpenedLink(NamedTuple):
    """A link whose signature is good."""

    report_id: str
    answer: SecurityAnswer
    link: SecurityLink


def is_for_security(token: str) -> bool:
    """Whether the token has the form of a link of Security's."""
    return _TOKEN.fullmatch(token) is not None


@dataclass
class SecurityLinks:
    """Links bound to one report, one mail and one answer, which expire."""

    links: Links
    clock: Clock
    timers: SecurityTimers
    public_url: str
    """The public base URL of this host."""
    _key: bytes = field(default=b"", repr=False)
    _key_read_at: datetime | None = None

    async def addresses(
        self, report_id: str, mail_key: str, *, is_in_report: bool
    ) -> Mapping[SecurityAnswer, str]:
        """The URLs for the mail with this key. Secrets: their holder answers as Security."""
        return {
            answer: await self._address(report_id, mail_key, answer, is_in_report)
            for answer in SecurityAnswer
        }

    async def id_of(self, token: str) -> str | None:
        """What tells this link from all others; None if it is forged."""
        payload = await self._signed(token)
        return payload.hex() if payload else None

    async def opened(self, token: str) -> OpenedLink:
        """What the link stands for, answered or not. Raises LinkRefused."""
        if (payload := await self._signed(token)) is None:
            raise SecurityLinkRefused
        opened = _unpacked(payload)
        if opened.link.written_at + self.timers.link_lives <= self.clock():
            raise SecurityLinkExpired
        return opened

    async def form_value(self, opened: OpenedLink, escalation: Escalation) -> str:
        """A CSRF token for the page of this link, good until Security's answers change.

        Nobody closes a report who has not seen on the page that something was added since, or asks
        whoever has taken it back meanwhile.
        """
        shown = f"{len(escalation.needs)}:{len(escalation.closings)}:{escalation.is_closed}"
        if opened.answer is SecurityAnswer.CLOSED:
            shown += f":{len(escalation.added)}"
        if opened.answer is SecurityAnswer.NEEDS_MORE:
            shown += f":{escalation.was_taken_back}"
        return (await self._signature(_packed(opened) + shown.encode(), "security-form")).hex()

    async def is_from_the_page(
        self, opened: OpenedLink, escalation: Escalation, value: str
    ) -> bool:
        """Whether the CSRF token is the one of this link's page as it stands."""
        expected = await self.form_value(opened, escalation)
        return hmac.compare_digest(value.encode(), expected.encode())

    async def _address(
        self, report_id: str, mail_key: str, answer: SecurityAnswer, is_in_report: bool
    ) -> str:
        # Derived, so that a mail that is written again has the same links.
        link_id = hashlib.sha256(f"{mail_key}\n{answer}".encode()).digest()[:8].hex()
        link = SecurityLink(id=link_id, written_at=self.clock(), is_in_report=is_in_report)
        payload = _packed(OpenedLink(report_id, answer, link))
        signed = payload + await self._signature(payload, "security")
        token = base64.urlsafe_b64encode(signed).decode().rstrip("=")
        return f"{self.public_url}{PATH}/s.{token}"

    async def _signed(self, token: str) -> bytes | None:
        """What a token with a good signature holds."""
        found = _TOKEN.fullmatch(token)
        signed = _decoded(found[1]) if found else b""
        payload, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
        is_good = hmac.compare_digest(signature, await self._signature(payload, "security"))
        return payload if is_good else None

    async def _signature(self, payload: bytes, purpose: str) -> bytes:
        # No purpose has a line break, and a leader's link is signed for other purposes.
        return hmac.digest(await self._signing_key(), purpose.encode() + b"\n" + payload, "sha256")

    async def _signing_key(self) -> bytes:
        """The key of all hosts, read once a minute however many links are forged."""
        now = self.clock()
        if self._key_read_at is None or now - self._key_read_at > _KEY_MAX_AGE:
            self._key, self._key_read_at = await self.links.key(), now
        return self._key


def _packed(opened: OpenedLink) -> bytes:
    report_id, answer, link = opened
    place = _IN_REPORT if link.is_in_report else _IN_FOLLOW_UP
    head = _HEAD.pack(
        _LETTERS[answer], (link.written_at - _EPOCH) // _TICK, place, bytes.fromhex(link.id)
    )
    return head + report_id.encode()


def _unpacked(payload: bytes) -> OpenedLink:
    letter, written_at, place, link_id = _HEAD.unpack(payload[: _HEAD.size])
    (answer,) = (it for it, its_letter in _LETTERS.items() if its_letter == letter)
    link = SecurityLink(
        id=link_id.hex(),
        written_at=_EPOCH + written_at * _TICK,
        is_in_report=place == _IN_REPORT,
    )
    return OpenedLink(payload[_HEAD.size :].decode(), answer, link)


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


@dataclass(frozen=True)
class TakeSecuritysAnswer:
    """Security answers by a link. Raises the refusals of the transitions."""

    reports: Reports
    clock: Clock
    timers: SecurityTimers

    async def __call__(
        self,
        opened: OpenedLink,
        *,
        facts: tuple[NeededFact, ...] = (),
        opens_again: bool = False,
    ) -> Escalation:
        """The escalation after the answer. `opens_again` undoes a closing instead."""
        now, link = self.clock(), opened.link

        def answered(it: Escalation) -> Transition:
            if opens_again:
                return it.reopened(link, at=now)
            match opened.answer:
                case SecurityAnswer.RECEIVED:
                    return it.received(link, at=now)
                case SecurityAnswer.NEEDS_MORE:
                    return it.more_needed(facts, link, at=now)
                case SecurityAnswer.CLOSED:
                    return it.closed(link, at=now, reopens_for=self.timers.reopens_for)

        return await self.reports.change(opened.report_id, answered)
