"""Who works here and who leads whom."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.people import Person


class Directory(Protocol):
    """Who works here and who leads whom."""

    async def leader_of(self, person_id: str) -> Person | None:
        """The people leader on record who still works here; None without one.

        Nobody leads themselves; a guest, and a contact from outside, lead nobody.
        """
        ...

    async def find(self, words: str) -> Sequence[Person]:
        """Colleagues whose object id or mail address equals the words, or whose name does.

        A guest is never among them.
        """
        ...

    async def person(self, person_id: str) -> Person | None:
        """The person of that object id who still works here, or None. A guest is marked as one."""
        ...

    async def is_away(self, person_id: str) -> bool:
        """Whether their mailbox answers that they are away. A hint: False if nobody knows."""
        ...
