"""Only a colleague can lead people: no guest, no mailbox, nobody from elsewhere."""

import pytest

from bot.domain.colleagues import Colleagues
from bot.domain.people import Person
from tests.builders import LEA, a_person

OURS = Colleagues(("bot@mail.example.org", "security@kainga.example"))
REA = a_person("rea")
"""Her own address is in example.org."""


def with_address(address: str | None) -> Person:
    return Person(id="jo", name="Jo Example", email=address)


@pytest.mark.parametrize(
    "address",
    [
        "jo@example.org",
        "JO@Example.ORG",
        "jo@corp.example.org",
        "jo@kainga.example",
        "jo@mail.example.org",
    ],
)
def test_a_colleague_may_lead_and_may_be_written_to(address: str) -> None:
    assert OURS.may_lead(with_address(address), REA)
    assert OURS.may_be_mailed(with_address(address), REA)


@pytest.mark.parametrize(
    "address",
    [
        *("jo@elsewhere.example", "jo@notexample.org", "jo@example.org.elsewhere.example"),
        *("jo@org", "jo@", "jo", "", "jo@elsewhere.example@example.com"),
        *("security@kainga.example", "Bot@Mail.Example.Org"),
    ],
)
def test_nobody_leads_who_has_an_address_elsewhere_or_is_a_mailbox(address: str) -> None:
    assert not OURS.may_lead(with_address(address), REA)
    assert not OURS.may_be_mailed(with_address(address), REA)


@pytest.mark.parametrize(
    "person",
    [
        LEA.model_copy(update={"is_guest": True}),
        LEA.model_copy(update={"id": None}),
        LEA.model_copy(update={"id": REA.id}),
    ],
)
def test_a_guest_somebody_unknown_and_the_reporter_lead_nobody(person: Person) -> None:
    assert not OURS.may_lead(person, REA)


@pytest.mark.parametrize(
    "person",
    [
        REA.model_copy(update={"is_guest": True}),
        REA.model_copy(update={"id": None}),
        REA.model_copy(update={"email": None}),
        REA.model_copy(update={"email": "Security@kainga.example"}),
        REA.model_copy(update={"email": "rea"}),
    ],
)
def test_a_reply_goes_to_a_colleague_only(person: Person) -> None:
    assert not OURS.may_be_answered(person)
    assert OURS.may_be_answered(REA)


def test_a_colleague_without_an_address_may_lead_and_gets_no_mail() -> None:
    assert OURS.may_lead(with_address(None), REA)
    assert not OURS.may_be_mailed(with_address(None), REA)


def test_the_address_of_a_reporter_who_is_a_guest_makes_nothing_ours() -> None:
    guest = Person(id="gus", name="Gus", email="gus@elsewhere.example", is_guest=True)

    assert not OURS.may_lead(with_address("jo@elsewhere.example"), guest)


def test_a_person_is_described_by_what_the_directory_says_of_them() -> None:
    sefina = Person(name="Sefina Example", title="Property manager", place="Hamilton")

    assert sefina.described == "Sefina Example, Property manager, Hamilton"
    assert Person(name="Jo", place="Taupō").described == "Jo, Taupō"
    assert LEA.described == LEA.name
