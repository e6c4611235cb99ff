"""Port of the directory: people and who leads whom."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.people import Person


class Directory(Protocol):
    """The organisation's people and who leads whom. Each call may raise any Failure."""

    async def leader_of(self, person_id: str) -> Person | None:
        """The nearest people leader with an enabled account, or None.

        Never the person themselves, a guest or an external contact.
        """
        ...

    async def find(self, words: str) -> Sequence[Person]:
        """People whose object id, mail address or name equals the words; no guests."""
        ...

    async def person(self, person_id: str) -> Person | None:
        """The person with this object id and an enabled account, or None. Guests are marked."""
        ...

    async def is_away(self, person_id: str) -> bool:
        """Whether their automatic replies are on. A hint: False if unknown."""
        ...
