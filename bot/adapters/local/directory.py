"""Who works here and who leads whom, from the people file of local mode."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from bot.adapters.local.people_file import Listed, PeopleRefused, read_people
from bot.domain.people import Person

__all__ = ["SAMPLE", "PeopleRefused", "TomlDirectory", "folded"]

SAMPLE = Path(__file__).with_name("people.toml")


class TomlDirectory:
    """The directory of local mode. Read once; the file is small."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.people = tuple(one.person for one in listed)
        self._by_id = {one.person.id: one for one in listed}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises PeopleRefused, with a sentence for each thing that is wrong."""
        return cls(read_people(path))

    def leader(self, person: Person) -> Person | None:
        """The people leader on record, without waiting."""
        listed = self._by_id.get(person.id)
        if listed is None or listed.leader_id is None:
            return None
        return self._by_id[listed.leader_id].person

    async def leader_of(self, person_id: str) -> Person | None:
        """The people leader on record, or None."""
        person = await self.person(person_id)
        return self.leader(person) if person else None

    async def person(self, person_id: str) -> Person | None:
        """The person of that object id, or None."""
        listed = self._by_id.get(person_id.lower())
        return listed.person if listed else None

    async def is_away(self, person_id: str) -> bool:
        """Whether the file says so."""
        listed = self._by_id.get(person_id.lower())
        return listed is not None and listed.is_away

    async def find(self, words: str) -> Sequence[Person]:
        """People whose object id or mail address equals the words, or whose name does."""
        asked = folded(words)
        return [person for person in self.people if asked in _called(person)]


def folded(words: str) -> str:
    """Case and macrons aside, so that "tamati" finds "Tāmati"."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _called(person: Person) -> set[str]:
    return {folded(words) for words in (person.id, person.email, person.name) if words}
