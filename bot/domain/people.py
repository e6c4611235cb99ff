"""The people a report concerns, as our directory knows them."""

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value


class Actor(Value):
    """Who acts: the authenticated sender of an activity, never a field of a card."""

    id: str
    """Entra object id."""
    tenant_id: str


class Person(Value):
    """A person in the directory, or one whom the reporter named."""

    id: str | None = None
    """Entra object id; None for a named person who was not looked up yet."""
    name: str
    email: str | None = None
    title: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """Job title in the directory: tells people of one name apart."""
    place: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """Office location in the directory."""
    phone: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """Work phone in the directory."""
    is_guest: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Whether the account is a guest of the tenant."""

    @property
    def described(self) -> str:
        """Name, title and place, to recognise the person by."""
        return ", ".join(part for part in (self.name, self.title, self.place) if part)


class KnownPerson(Value):
    """The directory's entry of a person and of their leader; each None if it has none."""

    person: Person | None = None
    leader: Person | None = None
    next_in_line: Person | None = Field(None, json_schema_extra=SINCE_1_1)
    """Who is asked after that leader; None if unknown."""
    leader_is_away: bool = False
    """Whether the leader's automatic replies are on. A hint only."""
