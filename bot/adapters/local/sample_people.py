"""Invented people and ids in place of a real tenant's."""

from collections.abc import Sequence

from bot.domain.people import Person

TENANT_ID = "7a0c1e52-5d3b-4f6e-9c1d-2b8e4a6f0000"
BOT_ID = "28:7a0c1e52-5d3b-4f6e-9c1d-2b8e4a6f0b07"
BOT_NAME = "Be social media aware"
DOMAIN = "example.org"

_NAMES = ("Ari Example", "Bela Example", "Chika Example", "Dana Example", "Eti Example")
STRANGERS = tuple(
    Person(
        id=f"7a0c1e52-5d3b-4f6e-9c1d-2b8e4a6f010{place}",
        name=name,
        email=f"{name.partition(' ')[0].lower()}.stand-in@{DOMAIN}",
    )
    for place, name in enumerate(_NAMES, start=1)
)


def five_around(person: Person, people: Sequence[Person]) -> tuple[Person, ...]:
    """Five other people: from these first, then invented ones."""
    others = {other.id: other for other in (*people, *STRANGERS) if other.id != person.id}
    return tuple(others.values())[:5]
