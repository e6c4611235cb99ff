"""People and their people leaders, from the people file of local mode."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from bot.adapters.local.people_file import Listed, PeopleRefused, read_people
from bot.domain.people import Person
from bot.domain.typed.names import is_called, parse_name

__all__ = ["SAMPLE", "PeopleRefused", "TomlDirectory"]

SAMPLE = Path(__file__).with_name("people.toml")


class TomlDirectory:
    """Fulfils Directory from the people file, which is read once."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.people = tuple(entry.person for entry in listed)
        self._colleagues = tuple(person for person in self.people if not person.is_guest)
        self._by_id = {entry.person.id: entry for entry in listed}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises PeopleRefused with a sentence for each error."""
        return cls(read_people(path))

    def leader(self, person: Person) -> Person | None:
        """The people leader on record, synchronously; a guest is no leader."""
        listed = self._by_id.get(person.id)
        if listed is None or listed.leader_id is None:
            return None
        leader = self._by_id[listed.leader_id].person
        return None if leader.is_guest else leader

    async def leader_of(self, person_id: str) -> Person | None:
        """The people leader on record, or None."""
        person = await self.person(person_id)
        return self.leader(person) if person else None

    async def person(self, person_id: str) -> Person | None:
        """The person with that object id, or None."""
        listed = self._by_id.get(person_id.lower())
        return listed.person if listed else None

    async def is_away(self, person_id: str) -> bool:
        """Whether the file marks them as away."""
        listed = self._by_id.get(person_id.lower())
        return listed is not None and listed.is_away

    async def find(self, words: str) -> Sequence[Person]:
        """Colleagues with that object id, mail address or name."""
        address = parse_name(words).address
        if address is None:
            return [person for person in self._colleagues if is_called(person.name, words)]
        wanted = address.casefold()
        return [
            person
            for person in self._colleagues
            if wanted in (person.id, (person.email or "").casefold())
        ]
