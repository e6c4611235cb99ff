"""The people a report concerns, as our directory knows them."""

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value


class Actor(Value):
    """Who did something: the checked sender of an activity, never a field of a card."""

    id: str
    """Entra object id."""
    tenant_id: str


class Person(Value):
    """Somebody who can be told about a report."""

    id: str | None = None
    """Entra object id; None for a person the reporter named and nobody has found yet."""
    name: str
    email: str | None = None
    title: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """What they do here, as the directory has it: tells people of one name apart."""
    place: str | None = Field(None, json_schema_extra=SINCE_1_1)
    """Where they work."""
    is_guest: bool = Field(False, json_schema_extra=SINCE_1_1)
    """Somebody from elsewhere with an account here."""

    @property
    def described(self) -> str:
        """Name, title and place: who it is, for whoever has to recognise them."""
        return ", ".join(it for it in (self.name, self.title, self.place) if it)


class KnownPerson(Value):
    """What the directory said of a person. Either may be unknown to it."""

    person: Person | None = None
    leader: Person | None = None
    leader_is_away: bool = False
    """Whether the leader's mailbox answers that they are away. A hint, no more."""
