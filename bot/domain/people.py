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
