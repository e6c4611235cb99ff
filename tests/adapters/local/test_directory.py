"""The people file: search and leaders."""

from pathlib import Path

import pytest

from bot.adapters.local.directory import SAMPLE, TomlDirectory
from bot.ports import Directory
from tests.adapters.local.two_people import GOOD, ONE, TWO


async def test_the_sample_has_six_invented_people_and_the_second_leads_the_first() -> None:
    directory = TomlDirectory.read(SAMPLE)

    first, second, *_ = directory.people
    assert (first.name, second.name) == ("Aroha Example", "Wiremu Example")
    assert directory.leader(first) == second
    assert len(directory.people) == 6
    assert all(person.name.endswith(" Example") for person in directory.people)
    assert [p.name for p in directory.people if not directory.leader(p)] == ["Ngaire Example"]


async def test_it_serves_as_the_directory(people: Path) -> None:
    directory: Directory = TomlDirectory.read(people)

    leader = await directory.leader_of(ONE)

    assert leader is not None
    assert leader.name == "Tāmati Example"
    assert leader.email is None
    assert await directory.leader_of(TWO) is None
    assert await directory.leader_of("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c9999") is None
    assert await directory.person(ONE.upper()) == (await directory.find(ONE))[0]
    assert await directory.person("nobody") is None


@pytest.mark.parametrize(
    "words",
    [
        TWO,
        TWO.upper(),
        "Tāmati Example",
        "tamati  example",
        "TĀMATI EXAMPLE",
        "Ta\u0304mati Example",
    ],
)
async def test_a_person_is_found_by_id_and_by_name_with_and_without_macrons(
    people: Path, words: str
) -> None:
    found = await TomlDirectory.read(people).find(words)

    assert [person.id for person in found] == [TWO]


async def test_a_person_is_found_by_mail_address_in_any_case(people: Path) -> None:
    found = await TomlDirectory.read(people).find(" Aroha@Example.ORG ")

    assert [person.id for person in found] == [ONE]


@pytest.mark.parametrize("words", ["", "Example", "Aroha", "aroha@example", "0b8f6a52"])
async def test_a_part_of_a_name_finds_nobody(people: Path, words: str) -> None:
    assert not await TomlDirectory.read(people).find(words)


@pytest.fixture
def namesakes(people: Path) -> Path:
    people.write_text(GOOD.replace("Tāmati", "Aroha"), encoding="utf-8")
    return people


async def test_two_people_of_one_name_are_both_found(namesakes: Path) -> None:
    found = await TomlDirectory.read(namesakes).find("aroha example")

    assert [person.id for person in found] == [ONE, TWO]


@pytest.fixture
def guests(people: Path) -> Path:
    people.write_text(f"{GOOD}guest = true\n", encoding="utf-8")
    return people


@pytest.mark.parametrize("words", ["Tāmati Example", TWO])
async def test_a_guest_leads_nobody_and_is_not_found(guests: Path, words: str) -> None:
    directory = TomlDirectory.read(guests)

    assert await directory.leader_of(ONE) is None
    assert not await directory.find(words)


async def test_people_come_with_what_they_do_and_where() -> None:
    (sefina,) = await TomlDirectory.read(SAMPLE).find("Sefina Example")

    assert sefina.described == "Sefina Example, Property manager, Hamilton"


def test_a_byte_order_mark_is_no_fault(people: Path) -> None:
    people.write_text(GOOD, encoding="utf-8-sig")

    assert len(TomlDirectory.read(people).people) == 2


def test_ids_are_kept_in_small_letters(people: Path) -> None:
    people.write_text(GOOD.replace(TWO, TWO.upper()), encoding="utf-8")

    directory = TomlDirectory.read(people)

    assert directory.leader(directory.people[0]) == directory.people[1]
    assert directory.people[1].id == TWO
