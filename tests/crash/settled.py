"""All that can be looked at when everything has settled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.crash.records import Kept, Waiting
from tests.words import words

_TITLE = re.escape(words("status.title", reference="#")).replace(r"\#", r"(\S+)")
_NEWS = f"{re.escape(words('status.state'))}:"
STATUS = re.compile(rf"\A(?=(?:.|\n)*{_NEWS})(?:.|\n)*?{_TITLE}\n")
"""A card that says where a report stands, and whose it is."""
Message = tuple[str, ...]
"""What a message said, and what it said after each update."""


@dataclass(frozen=True)
class LeftMail:
    """One mail that left."""

    key: str
    to: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True)
class Settled:
    """All that can be looked at afterwards."""

    reports: Sequence[Kept]
    waiting: Sequence[Waiting]
    letters: Sequence[LeftMail]
    violations: Sequence[str]
    chats: Mapping[str, Sequence[Message]]
    """Each chat with the bot by the person's object id, the oldest message first."""
    security: str

    def says_now(self, person_id: str) -> list[str]:
        """What somebody sees in their chat."""
        return [message[-1] for message in self.chats.get(person_id, ())]

    @property
    def told(self) -> set[str]:
        """The references of which anybody was ever told that the report is taken."""
        ever = (text for chat in self.chats.values() for message in chat for text in message)
        return {found[1] for text in ever if (found := STATUS.search(text))}
