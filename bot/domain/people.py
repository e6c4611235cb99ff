"""The people a report concerns, as our directory knows them."""

from bot.domain.scenario import Value


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


class Known(Value):
    """What the directory said of a person. Either may be unknown to it."""

    person: Person | None = None
    leader: Person | None = None
    leader_is_away: bool = False
    """Whether the leader's mailbox answers that they are away. A hint, no more."""
